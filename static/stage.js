/* The stage: a tour shown scene by scene beside the map, with no help from the server.

   wmStage.start(options)   takes over the screen; all scenes are in the browser from then on
   wmStage.stop()           gives it back

   options: key, tour {title}, scenes (geo.tours.tour.compute_scenes), at (first scene, 0-based), kiosk
   (see kiosk.js), map() -> the window the map lives in or null, onLeave(), address: write the scene
   into the page's address; onScene(at) hears of every scene where the address is kept otherwise. The map is told each scene directly (wm.show), so changing the scene is
   immediate and works without a connection. Every text is set as text, never as markup. */
(function () {
  "use strict";
  if (window.wmStage) return;
  const stage = (window.wmStage = {});
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const SWIPE_PX = 60, WATCH_MS = 400, CALM_MS = 3500, RESIZED_MS = 300;
  stage.MOST_NAMES = 12;
  const TYPE_SIZES = [1, 0.94, 0.88, 0.82, 0.76];
  const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " "], BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
  const ICONS = {
    back: "M15 5l-7 7 7 7", next: "M9 5l7 7-7 7", play: "M8 5v14l11-7z", pause: "M8 5v14M16 5v14", leave: "M6 6l12 12M18 6L6 18",
    notes: "M5 4h14v16H5zM8 9h8M8 13h8M8 17h5", list: "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1", full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", home: "M4 11l8-7 8 7M6 10v10h12V10",
  };

  const el = (stage.el = window.wmDom.make);

  function svg(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  stage.icon = function (name) {
    const drawn = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" });
    const solid = name === "play";
    drawn.append(svg("path", { d: ICONS[name], fill: solid ? "currentColor" : "none", stroke: "currentColor", "stroke-width": "2.4", "stroke-linecap": "round", "stroke-linejoin": "round" }));
    return drawn;
  };

  stage.button = function (name, icon, action, words) {
    const made = el("button", { type: "button", "aria-label": name, title: name });
    if (icon) made.append(stage.icon(icon));
    if (words) made.append(el("span", {}, words));
    made.addEventListener("click", action);
    return made;
  };

  /* A QR code from {size, bits}: dark squares on white, with the quiet border it needs. */
  stage.qr = function (code, name) {
    const border = 3, side = code.size + 2 * border;
    const digits = [...code.bits].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("").slice(-code.size * code.size);
    let path = "";
    for (let at = 0; at < digits.length; at += 1) if (digits[at] === "1") path += `M${border + (at % code.size)} ${border + Math.floor(at / code.size)}h1v1h-1z`;
    const drawn = svg("svg", { viewBox: `0 0 ${side} ${side}`, class: "qr-code", role: "img", "aria-label": name, "shape-rendering": "crispEdges" });
    drawn.append(svg("rect", { width: side, height: side, fill: "#fff" }), svg("path", { d: path, fill: "#000" }));
    return drawn;
  };

  /* ---- the page ---- */

  function build(state) {
    const root = el("section", { id: "wm-stage", "aria-label": "Presentation" });
    const panel = el("div", { class: "panel" });
    const parts = (state.parts = { root, panel, eyebrow: el("p", { class: "eyebrow" }), message: el("div", { class: "message" }),
      live: el("p", { class: "unseen", role: "status", "aria-live": "polite" }), foot: el("div", { class: "foot" }), bar: el("div", { class: "bar" }),
      track: el("div", { class: "track", "aria-hidden": "true" }), blank: el("div", { class: "blank", hidden: "" }) });
    parts.track.append(el("i"));
    const step = (by) => () => { stage.go(state.at + by); };
    parts.back = stage.button("Previous scene", "back", step(-1));
    parts.next = stage.button("Next scene", "next", step(1));
    parts.play = stage.button("Play by itself", "play", () => stage.play(!state.playing));
    parts.list = stage.button("List of scenes", "list", () => stage.jumps.list());
    parts.notes = stage.button("Speaker notes in a second window", "notes", openNotes, "Notes");
    parts.full = stage.button("Full screen", "full", fullScreen);
    parts.leave = stage.button("Leave the presentation", "leave", stage.leave);
    parts.bar.append(parts.back, parts.next, parts.play, parts.list, parts.notes, parts.full, parts.leave);
    parts.legend = el("div", { class: "legend" });
    parts.code = el("div", { class: "code" });
    parts.foot.append(parts.legend, parts.code);
    panel.append(parts.eyebrow, parts.message, parts.live, parts.foot, parts.bar, parts.track);
    parts.blank.addEventListener("click", () => blank(false));
    root.append(panel, parts.blank);
    swipes(panel);
    document.body.append(root);
    document.documentElement.classList.add("wm-staged");
    document.documentElement.classList.toggle("wm-kiosk", Boolean(state.kiosk));
  }

  /* The buttons are there for a hand on the mouse, a touch or Tab; the audience sees them no longer than that. */
  function wake(event) {
    const state = stage.state;
    if (!state) return;
    if (event && event.type !== "focusin") {
      const at = `${event.screenX} ${event.screenY}`;
      if (event.type === "pointermove" && at === state.pointer) return; // what moved is the page below a pointer at rest
      state.pointer = at;
      hand(state, true);
    }
    state.parts.root.classList.remove("calm");
    clearTimeout(state.calm);
    state.calm = setTimeout(() => { state.parts.root.classList.add("calm"); hand(state, false); }, CALM_MS);
  }

  /* A pin tells about itself to a hand on the mouse, not to a mouse left lying where a pin comes to stand. */
  function hand(state, on) {
    const frame = state.map();
    if (frame) frame.document.documentElement.classList.toggle("wm-hand", on);
  }

  /* Another screen, or full screen: the scene is fitted anew. */
  function resized() {
    const state = stage.state;
    clearTimeout(state.resizing);
    state.resizing = setTimeout(() => {
      if (stage.state !== state || !state.wanted) return;
      fitType(state.parts);
      state.turn += 1;
      state.wanted = { ...state.wanted, fit: { ...state.wanted.fit, key: `stage:${state.turn}`, cut: true } };
      state.shown = false;
      bring();
    }, RESIZED_MS);
  }

  function swipes(panel) {
    let from = null;
    panel.addEventListener("touchstart", (event) => { from = event.changedTouches[0]; }, { passive: true });
    panel.addEventListener("touchend", (event) => {
      const to = event.changedTouches[0];
      if (!from || !stage.state || (stage.state.kiosk && stage.state.exploring)) return;
      const x = to.clientX - from.clientX, y = to.clientY - from.clientY;
      from = null;
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 1.5 * Math.abs(y)) stage.go(stage.state.at + (x < 0 ? 1 : -1));
    }, { passive: true });
  }

  function keyOf(scene, frame) {
    const list = el("ul", { class: "key", "aria-label": "Shown on the map" });
    const symbols = frame && frame.wmBase ? frame.wmBase.symbols : {};
    for (const row of scene.key) {
      const entry = el("li"), mark = el("i", { "aria-hidden": "true" });
      if (symbols[row.id]) mark.innerHTML = symbols[row.id].operating; // our own SVG, from geo.style
      entry.append(mark, el("span", {}, row.label), el("b", {}, row.count.toLocaleString("en-GB")));
      list.append(entry);
    }
    return list;
  }

  function say(state) {
    const scene = state.scenes[state.at], parts = state.parts;
    parts.eyebrow.replaceChildren(el("span", {}, state.tour.title), el("b", {}, `${state.at + 1} of ${state.scenes.length}`));
    const words = [el("h1", { dir: "auto" }, scene.title)];
    if (scene.figure) {
      const figure = el("p", { class: "figure" });
      figure.append(el("b", {}, scene.figure.value), " ", el("span", {}, scene.figure.label));
      if (scene.standing) figure.append(el("small", {}, scene.standing));
      words.push(figure);
    }
    for (const line of scene.lines) words.push(el("p", { class: "line", dir: "auto" }, line));
    parts.message.replaceChildren(...words);
    parts.legend.replaceChildren(...(scene.key.length > 1 ? [keyOf(scene, state.map())] : []));
    parts.live.textContent = `Scene ${state.at + 1} of ${state.scenes.length}: ${scene.title}`;
    parts.back.disabled = state.at === 0;
    parts.next.disabled = state.at === state.scenes.length - 1;
    parts.code.replaceChildren();
    if (scene.qr) parts.code.append(stage.qr(scene.qr, `QR code: opens \u201c${scene.title}\u201d on a phone, ${scene.link}`), el("span", {}, "On your phone"));
    parts.root.classList.toggle("opening", state.at === 0);
    parts.root.classList.toggle("closing", state.at > 0 && state.at === state.scenes.length - 1);
    parts.root.dataset.scene = String(state.at + 1);
    fitType(parts);
  }

  /* Long words get smaller type, never a scroll bar that nobody in a hall can reach. */
  function fitType({ root, message }) {
    for (const size of TYPE_SIZES) {
      root.style.setProperty("--k", size);
      if (message.scrollHeight <= message.clientHeight) break;
    }
    message.scrollTop = 0;
  }

  /* ---- the map ---- */

  /* Show a view on the map when the map is there; the last one asked for wins. */
  stage.show = function (view) {
    const state = stage.state;
    state.turn = (state.turn || 0) + 1;
    state.wanted = { ...view, fit: { ...view.fit, key: `stage:${state.turn}` } };
    state.shown = false;
    stage.names.clear();
    bring();
  };

  function bring() {
    const state = stage.state, frame = state && state.map();
    if (!frame || !frame.wm || !frame.wm.state) return;
    if (state.mapState !== frame.wm.state) adopt(state, frame);
    if (state.shown || !state.wanted) return;
    state.shown = true;
    Object.assign(state.wanted.fit, padding(frame));
    frame.wm.show(state.wanted, true);
    stage.names.draw(frame, state.wanted);
    if (state.kiosk) stage.kiosk.afterShow(frame);
  }

  /* Pins at the edge of what is shown need room for themselves and their names, and the credits below stay clear. */
  function padding(frame) {
    const size = frame.wm.state.map.getSize(), side = Math.round((stage.state.wanted.fit.room || 0.015) * Math.min(size.x, size.y));
    return { padding: [side, side], foot: frame.document.querySelector(".leaflet-control-attribution")?.offsetHeight || 0 };
  }

  function adopt(state, frame) {
    state.mapState = frame.wm.state;
    state.shown = false;
    frame.wm.staged = true;
    frame.document.documentElement.classList.add("wm-on-stage");
    largeType(frame, true);
    if (frame !== window) for (const [name, action, how] of state.listeners) frame.addEventListener(name, action, how);
    say(state);
    if (state.kiosk) stage.kiosk.adopt(frame);
  }

  /* A map made for reading at a desk shows its names and pins large while it is on stage. */
  function largeType(frame, on) {
    const held = frame.wm.state;
    if (on && held.wasPresent === undefined) held.wasPresent = Boolean(held.options.present);
    const present = on || held.wasPresent, other = present !== Boolean(held.options.present);
    held.options.present = present;
    held.map.getContainer().classList.toggle("wm-present", present);
    if (other) { held.cluster.clearLayers(); held.shown = new Set(); held.shownKey = ""; } // large pins are grouped in larger groups
    held.map.invalidateSize({ animate: false });
    held.map.fire("resize");
  }

  function release(state) {
    const frame = state.map();
    if (!frame || !frame.wm) return;
    stage.names.leave(frame);
    frame.wm.staged = false;
    frame.document.documentElement.classList.remove("wm-on-stage", "wm-on-kiosk", "wm-on-hand", "wm-hand");
    if (frame.wm.state) largeType(frame, false);
    if (frame !== window) for (const [name, action, how] of state.listeners) frame.removeEventListener(name, action, how);
  }

  /* ---- moving ---- */

  stage.go = function (to) {
    const state = stage.state;
    if (!state) return;
    const at = Math.min(Math.max(to, 0), state.scenes.length - 1);
    if (!state.parts.blank.hidden) blank(false);
    if (at === state.at && state.turn) return;
    state.at = at;
    hand(state, false);
    say(state);
    const { view } = state.scenes[at];
    stage.show({ ...view, names: Boolean(view.ids && view.ids.length <= stage.MOST_NAMES) });
    if (state.address) writeAddress(state);
    if (state.onScene) state.onScene(at);
    tick(state);
    fillNotes(state);
  };

  /* The address without an entry in the history: the back button leaves the tour, not the scene. */
  function writeAddress(state) {
    const target = new URL(window.location.href);
    target.searchParams.set("scene", String(state.at + 1));
    try { window.history.replaceState(window.history.state, "", target.href); } catch { /* more changes than the browser allows: the next one tells */ }
  }

  stage.play = function (on) {
    const state = stage.state;
    state.playing = on;
    state.parts.play.replaceChildren(stage.icon(on ? "pause" : "play"));
    state.parts.play.setAttribute("aria-label", on ? "Pause" : "Play by itself");
    state.parts.play.title = on ? "Pause" : "Play by itself";
    tick(state);
  };

  function tick(state) {
    clearTimeout(state.timer);
    const bar = state.parts.track.firstChild;
    bar.style.animation = "none";
    if (!state.playing) return;
    const seconds = state.scenes[state.at].dwell;
    void bar.offsetWidth; // starts the bar's animation anew
    if (!still.matches) bar.style.animation = `wm-dwell ${seconds}s linear forwards`;
    state.timer = setTimeout(() => {
      if (state.scenes.length === 1) return;
      stage.go(state.at === state.scenes.length - 1 ? 0 : state.at + 1);
    }, seconds * 1000);
  }

  function blank(on) {
    const state = stage.state;
    state.parts.blank.hidden = !on;
    if (on) clearTimeout(state.timer); else tick(state);
    fillNotes(state);
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
  }

  function onKey(event) {
    const state = stage.state;
    if (!state || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target && event.target.tagName;
    if (target === "INPUT" || target === "TEXTAREA" || target === "SELECT") return;
    if ((event.key === " " || event.key === "Enter") && (target === "BUTTON" || target === "SUMMARY")) { event.stopPropagation(); return; }
    if (state.kiosk && state.exploring && event.key !== "Escape") return;
    if (!state.kiosk && stage.jumps.hear(event)) return;
    const key = event.key.toLowerCase();
    if (NEXT.includes(event.key)) stage.go(state.at + 1);
    else if (BACK.includes(event.key)) stage.go(state.at - 1);
    else if (event.key === "Home") stage.go(0);
    else if (event.key === "End") stage.go(state.scenes.length - 1);
    else if (key === "b" || key === ".") blank(state.parts.blank.hidden);
    else if (event.key === "Escape") { if (!state.parts.blank.hidden) blank(false); else stage.leave(); }
    else if (key === "p") stage.play(!state.playing);
    else if (key === "f") fullScreen();
    else if (key === "l" && !state.kiosk) stage.jumps.list();
    else if (event.key === "F5") { if (!state.parts.blank.hidden) blank(false); } // a clicker's "start the show": it goes on where it is
    else if (key === "n" && !state.kiosk) openNotes();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  stage.leave = function () {
    if (stage.state && !stage.state.kiosk && !stage.jumps.mayLeave(left)) return;
    left();
  };

  function left() {
    const state = stage.state, leave = state && state.onLeave;
    stage.stop();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    if (leave) leave();
  }

  /* ---- speaker notes: a second window, written from here ---- */

  const NOTES_STYLE = "body{font:24px/1.45 system-ui,sans-serif;margin:0;padding:24px 32px;background:#0b1f33;color:#fff}h1{font-size:34px;margin:.2em 0}" +
    "#notes{font-size:30px;white-space:pre-line;max-width:44em}.row{display:flex;gap:24px;justify-content:space-between;align-items:center;flex-wrap:wrap;color:#b9cbdd}" +
    "#time{font-size:44px;font-variant-numeric:tabular-nums;color:#fff}button{font:600 22px system-ui,sans-serif;padding:10px 22px;min-height:48px;border-radius:8px;border:2px solid #8ec5f2;background:none;color:#fff;cursor:pointer}" +
    "#black{background:#ffd166;color:#0b1f33;padding:10px 16px;border-radius:8px;font-weight:600}#black[hidden]{display:none}#next{border-top:1px solid #3d5a76;margin-top:28px;padding-top:14px;color:#b9cbdd}:focus-visible{outline:3px solid #ffd166;outline-offset:2px}";

  /* A show that is loaded anew finds the window that is open for it, and its clock goes on. */
  const NOTES_KEPT = "wm-notes-since";
  function keptSince() { try { return Number(sessionStorage.getItem(NOTES_KEPT)); } catch { return 0; } }
  function keepSince(since) { try { if (since) sessionStorage.setItem(NOTES_KEPT, since); else sessionStorage.removeItem(NOTES_KEPT); } catch { /* a browser that keeps nothing */ } }

  function findNotes(state) {
    const since = !state.kiosk && keptSince();
    if (!since) return;
    state.since = since;
    keepSince(0);
    openNotes(true);
  }

  function openNotes(again) {
    const state = stage.state;
    const made = window.open("", "wm-notes", "width=900,height=700");
    if (!made && again === true) return;
    if (!made) { state.parts.live.textContent = "The browser does not allow a second window."; state.parts.notes.title = "Allow pop-up windows for this page first"; return; }
    const page = made.document;
    page.documentElement.lang = "en";
    page.head.replaceChildren(page.createElement("style"));
    page.head.firstChild.textContent = NOTES_STYLE;
    page.title = "Speaker notes"; // after the head was emptied: the title stands there
    const add = (tag, id, holder, text) => { const node = page.createElement(tag); if (id) node.id = id; if (text) node.textContent = text; holder.append(node); return node; };
    page.body.replaceChildren();
    const top = add("div", "", page.body);
    top.className = "row";
    add("span", "place", top); add("span", "time", top);
    add("p", "black", page.body, "The screen is black. Press B or full stop to show it again.").setAttribute("role", "status");
    add("h1", "title", page.body); add("p", "figure", page.body); add("p", "notes", page.body); add("p", "next", page.body);
    const row = add("div", "", page.body);
    row.className = "row";
    for (const [words, action] of [["Previous", () => stage.go(stage.state.at - 1)], ["Next", () => stage.go(stage.state.at + 1)], ["Start the clock again", () => { stage.state.since = Date.now(); keepSince(stage.state.since); clock(); }]])
      add("button", "", row, words).addEventListener("click", () => stage.state && action());
    made.removeEventListener("keydown", onKey);
    made.addEventListener("keydown", onKey);
    state.notesWindow = made;
    state.since = state.since || Date.now();
    keepSince(state.since);
    clearInterval(state.clock);
    state.clock = setInterval(clock, 1000);
    fillNotes(state);
    clock();
  }

  function notesPage(state) {
    const held = state && state.notesWindow;
    return held && !held.closed && held.document.getElementById("notes") ? held.document : null;
  }

  function fillNotes(state) {
    const page = notesPage(state);
    if (!page) return;
    const scene = state.scenes[state.at], next = state.scenes[state.at + 1];
    page.getElementById("place").textContent = `${state.tour.title}: ${state.at + 1} of ${state.scenes.length}`;
    page.getElementById("title").textContent = scene.title;
    page.getElementById("figure").textContent = scene.figure ? `${scene.figure.value} ${scene.figure.label}` : "";
    page.getElementById("notes").textContent = scene.notes || "No notes for this scene.";
    page.getElementById("black").hidden = state.parts.blank.hidden;
    page.getElementById("next").textContent = next ? `Next: ${next.title}` : "This is the last scene.";
  }

  function clock() {
    const page = notesPage(stage.state);
    if (!page) { keepSince(0); return; }
    const seconds = Math.floor((Date.now() - stage.state.since) / 1000);
    page.getElementById("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  /* ---- beginning and end ---- */

  stage.start = function (options) {
    if (stage.state && stage.state.key === options.key) { Object.assign(stage.state, { map: options.map, onLeave: options.onLeave }); return; }
    stage.stop();
    const state = (stage.state = { ...options, at: -1, playing: false, listeners: [["keydown", onKey, true]] });
    window.addEventListener("resize", resized);
    for (const name of ["pointermove", "pointerdown", "focusin"]) state.listeners.push([name, wake, { passive: true }]);
    build(state);
    wake();
    if (state.kiosk) stage.kiosk.start(state);
    for (const [name, action, how] of state.listeners) window.addEventListener(name, action, how);
    state.watch = setInterval(bring, WATCH_MS);
    stage.go(options.at || 0);
    if (state.kiosk || options.play) stage.play(true);
    findNotes(state);
  };

  stage.stop = function () {
    const state = stage.state;
    if (!state) return;
    stage.state = null;
    clearTimeout(state.timer);
    clearTimeout(state.calm);
    clearTimeout(state.resizing);
    window.removeEventListener("resize", resized);
    clearInterval(state.watch);
    clearInterval(state.clock);
    if (state.kiosk) stage.kiosk.stop(state);
    stage.jumps.stop();
    for (const [name, action, how] of state.listeners) window.removeEventListener(name, action, how);
    release(state);
    if (state.notesWindow && !state.notesWindow.closed) state.notesWindow.close();
    keepSince(0);
    state.parts.root.remove();
    document.documentElement.classList.remove("wm-staged", "wm-kiosk");
  };
})();
