/* The kiosk: the stage as an attract loop; a touch hands over the map, a time without touch takes it
   back with every trace of the visitor gone. Nothing here leads out: codes to scan instead of links.

   state.kiosk: {idle (seconds), ids (what the map may show), details (per asset id), clusters} */
(function () {
  "use strict";
  const stage = window.wmStage;
  if (stage.kiosk) return;
  const { el, button } = stage;
  const kiosk = (stage.kiosk = {});
  const COUNTDOWN_S = 10, TICK_MS = 250, WAKING_MS = 450;

  kiosk.start = function (state) {
    state.visit = { stack: [] };
    state.exploring = false;
    const parts = state.parts;
    parts.invite = el("button", { type: "button", class: "invite" }, "Touch to explore the map");
    parts.explore = el("div", { class: "explore", hidden: "" });
    parts.over = el("div", { class: "over", hidden: "", role: "alertdialog", "aria-label": "Are you still there?" });
    parts.panel.append(parts.invite, parts.explore);
    parts.root.append(parts.over);
    state.touched = Date.now();
    const touched = (event) => touch(event);
    for (const name of ["pointerdown", "keydown", "wheel", "touchstart"]) state.listeners.push([name, touched, { capture: true, passive: true }]);
    state.listeners.push(["contextmenu", (event) => event.preventDefault(), true], ["click", stayHere, true], ["auxclick", stayHere, true], ["dragstart", (event) => event.preventDefault(), true]);
    state.onMap = (event) => onMap(event.detail);
    state.idleWatch = setInterval(watch, TICK_MS);
  };

  kiosk.stop = function (state) {
    clearInterval(state.idleWatch);
    const frame = state.map();
    if (frame) frame.removeEventListener("wm", state.onMap);
    if (frame && frame.wm) frame.wm.quiet = false;
  };

  kiosk.adopt = function (frame) {
    frame.wm.quiet = true; // a tapped pin is answered here, not by the server
    frame.document.documentElement.classList.add("wm-on-kiosk");
    frame.removeEventListener("wm", stage.state.onMap);
    frame.addEventListener("wm", stage.state.onMap);
  };

  kiosk.afterShow = function (frame) { unlink(frame.document.querySelectorAll(".leaflet-control-attribution a")); };

  /* An address stays readable, but leads nowhere. */
  function unlink(anchors) { for (const anchor of anchors) anchor.replaceWith(anchor.ownerDocument.createTextNode(anchor.textContent)); }

  function stayHere(event) {
    // The click of the touch that woke the kiosk would land on what has just been drawn below the finger.
    if (stage.state && Date.now() - stage.state.woken < WAKING_MS) { event.preventDefault(); event.stopPropagation(); return; }
    const anchor = event.target.closest && event.target.closest("a[href]");
    if (anchor) { event.preventDefault(); event.stopPropagation(); }
  }

  /* ---- who is there ---- */

  function touch(event) {
    const state = stage.state;
    if (!state) return;
    state.touched = Date.now();
    if (!state.parts.over.hidden) { state.parts.over.hidden = true; state.woken = Date.now(); return; }
    if (!state.exploring && event.type !== "wheel" && event.key !== "Escape") handOver();
  }

  function watch() {
    const state = stage.state;
    if (!state || !state.exploring) return;
    const left = state.kiosk.idle + COUNTDOWN_S - (Date.now() - state.touched) / 1000;
    if (left <= 0) return backToLoop();
    const over = state.parts.over;
    if (left > COUNTDOWN_S) { over.hidden = true; return; }
    const seconds = String(Math.ceil(left));
    if (over.hidden || over.dataset.left !== seconds) {
      over.dataset.left = seconds;
      over.replaceChildren(el("h2", {}, "Still there?"), el("b", {}, seconds), el("p", {}, "Touch anywhere to carry on. Otherwise this starts again."));
      over.hidden = false;
    }
  }

  function handOver() {
    const state = stage.state;
    stage.play(false);
    state.exploring = true;
    state.woken = Date.now();
    state.parts.root.classList.add("exploring");
    const frame = state.map();
    if (frame) frame.document.documentElement.classList.add("wm-on-hand");
    home();
  }

  function backToLoop() {
    const state = stage.state, frame = state.map();
    state.exploring = false;
    state.visit = { stack: [] };
    state.parts.over.hidden = true;
    state.parts.root.classList.remove("exploring");
    state.parts.explore.replaceChildren();
    state.parts.explore.hidden = true;
    if (frame && frame.wm && frame.wm.state) {
      frame.document.documentElement.classList.remove("wm-on-hand");
      const held = frame.wm.state;
      held.cluster.unspiderfy();
      held.cluster.clearLayers(); // put back anew, the pins are grouped as on the first day
      held.shown = new Set();
      held.shownKey = "";
      held.map.closePopup();
      held.map.eachLayer((layer) => layer.closeTooltip && layer.closeTooltip());
    }
    state.at = -1;
    stage.go(0);
    stage.play(true);
  }

  /* ---- what the visitor sees ---- */

  function home() {
    const state = stage.state;
    state.visit = { stack: [], off: new Set(), screen: "home" };
    draw();
  }

  function open(screen, change) {
    const state = stage.state, { stack, ...now } = state.visit;
    stack.push(now);
    state.visit = { ...now, ...change, screen, stack };
    draw();
  }

  function back() {
    const state = stage.state, { stack } = state.visit;
    if (!stack.length) return home();
    state.visit = { ...stack.pop(), stack };
    draw();
  }

  function onMap(sent) {
    const state = stage.state;
    if (!state || !state.exploring || sent.kind !== "asset") return;
    if (state.visit.screen === "asset") { state.visit.asset = sent.id; draw(); }
    else open("asset", { asset: sent.id });
  }

  function listed(state) {
    const { details, ids } = state.kiosk, { authority, cluster, off } = state.visit;
    return ids.filter((id) => !off.has(details[id].layer) && (!authority || details[id].gss_code === authority) && (!cluster || details[id].clusters.includes(cluster)));
  }

  function draw() {
    const state = stage.state, box = state.parts.explore, visit = state.visit;
    const top = el("div", { class: "top" });
    top.append(button("Back", "back", back, "Back"), button("Home", "home", home, "Home"));
    top.firstChild.disabled = !visit.stack.length;
    const made = { home: drawHome, places: drawPlaces, list: drawList, asset: drawAsset }[visit.screen](state);
    const body = el("div", { class: "body" });
    body.append(...made);
    box.replaceChildren(top, body);
    box.hidden = false;
    state.parts.live.textContent = made[0].textContent;
    showMap(state, true);
  }

  function showMap(state, mayMove) {
    const visit = state.visit, frame = state.map();
    const shown = listed(state);
    const view = { ids: shown, title: `Map of ${shown.length} innovation assets`, stamp: "kiosk", names: shown.length <= stage.MOST_NAMES };
    if (visit.authority) view.highlight = [visit.authority];
    if (visit.screen === "asset") view.chosen = visit.asset;
    const place = [visit.authority, visit.cluster].join();
    if (mayMove && (place !== state.placed || visit.screen === "home")) view.fit = { bounds: boundsOf(state, frame, shown), max_zoom: 13, flight: 1.2 };
    state.placed = place;
    if (view.fit) stage.show(view);
    else stage.show({ ...view, fit: { ...(state.wanted.fit || {}), stay: true } });
  }

  function boundsOf(state, frame, shown) {
    const { authority, cluster } = state.visit, details = state.kiosk.details;
    const region = state.kiosk.bounds;
    if ((!authority && !cluster) || !shown.length) return region;
    const lats = shown.map((id) => details[id].lat), lons = shown.map((id) => details[id].lon), pad = 0.02;
    return [[Math.min(...lats) - pad, Math.min(...lons) - pad], [Math.max(...lats) + pad, Math.max(...lons) + pad]];
  }

  function symbol(state, layer, status) {
    const frame = state.map(), mark = el("i", { "aria-hidden": "true" });
    const drawn = frame && frame.wmBase && frame.wmBase.symbols[layer];
    if (drawn) mark.innerHTML = drawn[status || "operating"]; // our own SVG, from geo.style
    return mark;
  }

  function row(words, count, action, mark) {
    const made = el("button", { type: "button", class: "row" });
    if (mark) made.append(mark);
    made.append(el("span", { dir: "auto" }, words));
    if (count !== undefined) made.append(el("b", {}, String(count)));
    made.addEventListener("click", action);
    return made;
  }

  function drawHome(state) {
    const { layers, clusters, ids, details } = state.kiosk;
    const rows = [el("h2", {}, "Touch a pin on the map"), el("h3", {}, "Show and hide")];
    for (const layer of layers) {
      const count = ids.filter((id) => details[id].layer === layer.id).length;
      const made = row(layer.label, count, () => {
        if (!state.visit.off.delete(layer.id)) state.visit.off.add(layer.id);
        made.setAttribute("aria-pressed", String(!state.visit.off.has(layer.id)));
        showMap(state, false);
      }, symbol(state, layer.id));
      made.setAttribute("aria-pressed", String(!state.visit.off.has(layer.id)));
      rows.push(made);
    }
    rows.push(el("h3", {}, "Find by place or by cluster"), row("Local authorities", state.kiosk.authorities.length, () => open("places", {})));
    for (const cluster of clusters) {
      const count = ids.filter((id) => details[id].clusters.includes(cluster.id)).length;
      if (count) rows.push(row(cluster.label, count, () => open("list", { cluster: cluster.id, heading: cluster.label })));
    }
    return rows;
  }

  function drawPlaces(state) {
    const { ids, details, authorities } = state.kiosk;
    const rows = [el("h2", {}, "Local authorities")];
    for (const place of authorities) {
      const count = ids.filter((id) => details[id].gss_code === place.id).length;
      rows.push(row(place.label, count, () => open("list", { authority: place.id, heading: place.label })));
    }
    return rows;
  }

  function drawList(state) {
    const found = listed(state), details = state.kiosk.details;
    const off = state.kiosk.layers.filter((layer) => state.visit.off.has(layer.id)).map((layer) => layer.label.toLowerCase());
    const rows = [el("h2", {}, state.visit.heading), el("p", {}, `${found.length === 1 ? "1 asset" : `${found.length} assets`}${off.length ? `; hidden: ${off.join(", ")}` : ""}`)];
    for (const id of found) rows.push(row(details[id].name, undefined, () => open("asset", { asset: id }), symbol(state, details[id].layer, details[id].status)));
    return rows;
  }

  function drawAsset(state) {
    const asset = state.kiosk.details[state.visit.asset];
    const made = [el("h2", { dir: "auto" }, asset.name), el("p", { class: "standing" }, asset.standing),
      el("p", {}, asset.kind), el("p", { class: "summary", dir: "auto" }, asset.summary)];
    for (const [name, text] of [["Run by", asset.operator], ["Where", asset.address], ["Clusters", asset.cluster_words]]) {
      if (!text) continue;
      const fact = el("p", { class: "fact", dir: "auto" });
      fact.append(el("b", {}, name), " ", text);
      made.push(fact);
    }
    if (asset.qr) {
      const code = el("div", { class: "scan" });
      code.append(stage.qr(asset.qr, `QR code: opens ${asset.name} on a phone`), el("span", {}, "Scan for its sources and website"));
      made.push(code);
    }
    return made;
  }
})();
