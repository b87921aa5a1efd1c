/* Names beside the pins of a scene that has few of them, so that a hall reads the map without a legend.

   stage.names.draw(frame, view)   once the map stands still: view.names asks for them, view.ids are named
   stage.names.clear()             takes them off, before the map goes elsewhere

   Pins that stand together share one label. A name is left out rather than laid over another, and
   the names of towns keep clear of both (keepClear, which static/wm-map.js asks). */
(function () {
  "use strict";
  const stage = window.wmStage;
  if (stage.names) return;
  const names = (stage.names = {});
  const MOST_LINES = 5, GAP = 6, FOOT_PX = 44, SETTLE_MS = 30, CHOSEN_PX = 44;
  let drawn = null; // {frame, view, layer, timer, boxes}

  names.draw = function (frame, view) {
    const { map } = frame.wm.state;
    if (!drawn || drawn.frame !== frame || drawn.map !== map) adopt(frame, map);
    drawn.view = view;
    soon();
  };

  names.clear = function () {
    if (!drawn) return;
    drawn.view = null;
    wipe();
  };

  names.leave = function (frame) {
    if (!drawn || drawn.frame !== frame) return;
    const { map } = drawn;
    clearTimeout(drawn.timer);
    map.off("movestart", onStart).off("moveend resize", onEnd);
    drawn.layer.remove();
    drawn = null;
    const held = frame.wm.state;
    if (held && held.map === map) { delete held.keepClear; held.settleTowns(); }
  };

  function adopt(frame, map) {
    if (drawn) names.leave(drawn.frame);
    if (!map.getPane("wm-names")) { map.createPane("wm-names").style.zIndex = 640; map.getPane("wm-names").style.pointerEvents = "none"; }
    drawn = { frame, map, layer: frame.L.layerGroup().addTo(map), boxes: [], pins: [], moving: false };
    frame.wm.state.keepClear = () => [...drawn.pins, ...drawn.boxes];
    map.on("movestart", onStart).on("moveend resize", onEnd);
  }

  function onStart() { drawn.moving = true; wipe(); }
  function onEnd() { drawn.moving = false; soon(); }

  function wipe() {
    drawn.layer.clearLayers();
    drawn.boxes = [];
    drawn.pins = [];
  }

  /* After the pins have been grouped for where the map now stands. */
  function soon() {
    clearTimeout(drawn.timer);
    drawn.timer = setTimeout(() => {
      if (!drawn || drawn.moving || !drawn.frame.wm || !drawn.frame.wm.state || drawn.frame.wm.state.map !== drawn.map) return;
      wipe();
      place();
      drawn.frame.wm.state.settleTowns();
    }, SETTLE_MS);
  }

  function place() {
    const { frame, map, view } = drawn, held = frame.wm.state, chosen = view && view.chosen;
    frame.wm.ring.spread(held);
    const groups = grouped(held, chosen);
    drawn.pins = groups.map((group) => group.box);
    if (!view || !view.names) return;
    const size = map.getSize();
    const inside = (box) => box[0] > GAP && box[1] > GAP && box[2] < size.x - GAP && box[3] < size.y - FOOT_PX;
    const free = (box) => inside(box) && ![...drawn.pins, ...drawn.boxes].some((other) => cross(box, other));
    for (const group of groups.sort((a, b) => b.chosen - a.chosen || b.items.length - a.items.length)) {
      if (group.items.length > MOST_LINES) continue;
      label(group, free);
    }
  }

  /* What stands on the map: a pin or a group of pins, with its box in px and the assets in it. */
  function grouped(held, chosen) {
    const found = new Map(), seen = held.map.getBounds();
    for (const id of held.shown) {
      const pin = held.pins.get(id), marker = id === chosen ? pin : held.cluster.getVisibleParent(pin) || pin;
      if (!seen.contains(marker.getLatLng())) continue;
      if (!found.has(marker)) found.set(marker, { at: held.map.latLngToContainerPoint(marker.getLatLng()).add((id === chosen ? held.ringShift : marker.wmShift) || [0, 0]), marker, chosen: id === chosen, items: [] });
      found.get(marker).items.push(pin.item);
    }
    for (const group of found.values()) group.box = boxOf(held, group);
    return [...found.values()];
  }

  function boxOf(held, { at, marker, chosen }) {
    const icon = marker._icon && marker._icon.firstElementChild;
    const half = chosen ? CHOSEN_PX * Math.max(0.6, drawn.frame.wm.stageGrowth()) : icon ? Math.max(icon.getBoundingClientRect().width, icon.getBoundingClientRect().height) / 2 + 2 : 26;
    return [at.x - half, at.y - half, at.x + half, at.y + half];
  }

  function cross(a, b) { return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]; }

  /* Made by the map's own window: Leaflet takes no other for an element. */
  function node(frame, name, text) {
    const made = frame.document.createElement("span");
    if (name) made.className = name;
    if (text !== undefined) { made.dir = "auto"; made.textContent = text; }
    return made;
  }

  /* A label of several lines is as wide as its longest line, not as wide as it might have been. */
  function tighten(words) {
    const range = words.ownerDocument.createRange(), outer = words.getBoundingClientRect().width, spare = [];
    for (const line of words.children) {
      range.selectNodeContents(line);
      spare.push(line.getBoundingClientRect().width - range.getBoundingClientRect().width);
    }
    words.style.width = `${Math.ceil(outer - Math.min(...spare)) + 1}px`;
  }

  function label({ at, box, items, chosen }, free) {
    const { map, frame } = drawn;
    const words = node(frame, chosen ? "wm-pin-name wm-pin-name-chosen" : "wm-pin-name");
    for (const item of items) words.append(node(frame, "", item.name.replace(/\s*\([^)]*\)$/, "")));
    words.style.visibility = "hidden";
    map.getContainer().append(words);
    tighten(words);
    const width = words.offsetWidth, height = words.offsetHeight;
    words.remove();
    words.style.visibility = "";
    const spots = [[box[2] + GAP, at.y - height / 2], [box[0] - GAP - width, at.y - height / 2], [at.x - width / 2, box[3] + GAP], [at.x - width / 2, box[1] - GAP - height],
      [box[2], box[3]], [box[2], box[1] - height], [box[0] - width, box[3]], [box[0] - width, box[1] - height],
      [box[2] + GAP, at.y - height], [box[2] + GAP, at.y], [box[0] - GAP - width, at.y - height], [box[0] - GAP - width, at.y],
      ...[0.12, 0.25, 0.38, 0.62, 0.75, 0.88].flatMap((share) => [[at.x - share * width, box[3] + GAP], [at.x - share * width, box[1] - GAP - height]])];
    const found = spots.map(([x, y]) => [x, y, x + width, y + height]).find(free);
    if (!found) return;
    drawn.boxes.push(found);
    const icon = frame.L.divIcon({ className: "wm-pin-name-box", html: words, iconSize: null, iconAnchor: [at.x - found[0], at.y - found[1]] });
    frame.L.marker(map.containerPointToLatLng(at), { icon, pane: "wm-names", interactive: false, keyboard: false }).addTo(drawn.layer);
    if (chosen) frame.wm.state.halo.eachLayer((one) => one.closeTooltip && one.closeTooltip());
  }
})();
