/* Names on the map: places, authorities, motorways and stations. The greatest come first; each looks
   for a spot round its place where it covers no pin, no cluster, no other name and no control.

   wm.labels.create(state)   once per map
   wm.labels.later(state)    settle them anew, after what is being drawn now has been shown */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const labels = (wm.labels = {});
  // Below and above first, then beside, then aslant; near before far.
  const WAYS = [[0, 1], [0, -1], [1, 0], [-1, 0], [0.8, 0.8], [-0.8, 0.8], [0.8, -0.8], [-0.8, -0.8]];
  const GAPS = { city: [3, 10, 18, 26, 36, 48], 1: [3, 9, 16, 22], 2: [3, 9, 16], 3: [3, 9, 14] };
  const FROM_ZOOM = { city: 0, 1: 7, 2: 9.75, 3: 11, station: 13, road: 8.5 };
  const TYPE = { city: [700, 14], 1: [600, 13], 2: [500, 12.5], 3: [500, 12], area: [600, 10.5], station: [500, 11], road: [700, 10] };
  const SPACING = { area: 1.1 };
  const FACE = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif';
  const measuring = document.createElement("canvas").getContext("2d");

  labels.create = function (state) {
    const { map, base } = state;
    map.createPane("wm-labels").style.zIndex = 420;
    map.getPane("wm-labels").style.pointerEvents = "none";
    state.names = [
      ...base.places.map((place) => make(place.name, place.kind === "city" ? "wm-city" : `wm-tier${place.tier}`, place.kind === "city" ? "city" : place.tier, [place.lat, place.lon])),
      ...base.motorways.features.map((road) => Object.assign(make(road.properties.ref, "wm-road", "road", [0, 0]), { course: road.geometry })),
      ...(base.authority_names || []).map((area) => Object.assign(make(area.name, "wm-area", "area", [area.lat, area.lon]), { radius_m: area.radius_m })),
      ...base.stations.features.map((one) => make(one.properties.name, "wm-station", "station", [one.geometry.coordinates[1], one.geometry.coordinates[0]])),
    ];
    const again = () => labels.later(state);
    map.on("zoomend moveend resize", again);
    state.cluster.on("spiderfied unspiderfied", again);
    if (document.fonts) document.fonts.ready.then(() => { state.names.forEach((name) => (name.width = 0)); again(); });
    state.settleTowns = () => settle(state);
    settle(state);
  };

  labels.later = function (state) {
    if (!state.names) return;
    cancelAnimationFrame(state.namesFrame);
    clearTimeout(state.namesTimer);
    state.namesFrame = requestAnimationFrame(() => { state.namesTimer = setTimeout(() => settle(state), 0); });
  };

  function make(text, look, kind, at) {
    const span = document.createElement("span");
    span.textContent = text;
    const icon = L.divIcon({ className: `wm-label ${look}`, html: span, iconSize: null });
    return { text, kind, span, width: 0, marker: L.marker(at, { icon, pane: "wm-labels", interactive: false, keyboard: false }) };
  }

  /* On stage the type grows with the stage's height, as the wm-present styles set it. */
  function growth(state) { return state.options.present ? Math.max(14, 28 * wm.stageGrowth()) / 13 : 1; }

  function sizeOf(name, grown) {
    const [weight, px] = TYPE[name.kind];
    if (!name.width) {
      measuring.font = `${weight} ${px}px ${FACE}`;
      name.width = measuring.measureText(name.kind === "area" ? name.text.toUpperCase() : name.text).width + name.text.length * (SPACING[name.kind] || 0) + 6;
    }
    return [name.width * grown / 2, (px * 1.15 + 2) * grown / 2];
  }

  /* What no name may cover: the pins and clusters in sight, as circles, and the controls, as boxes. */
  function obstacles(state, frame) {
    const { map, options } = state, seen = new Set(), circles = [], grown = options.present ? wm.stageGrowth() : 0;
    const pin = Math.max(1, 1.7 * grown), group = Math.max(1, 1.5 * grown);
    const add = (layer, radius, shift = [0, 0]) => {
      const at = map.latLngToContainerPoint(layer.getLatLng()).add(shift);
      if (frame.contains(at)) circles.push([at.x, at.y, radius]);
    };
    for (const id of state.shown) {
      const top = state.cluster.getVisibleParent(state.pins.get(id));
      if (!top || seen.has(top)) continue;
      seen.add(top);
      add(top, top.getChildCount ? wm.clusterSize(top.getChildCount()) / 2 * group : 13 * pin, top.wmShift);
    }
    if (state.groups) state.groups.eachLayer((layer) => add(layer, wm.clusterSize(layer.getChildCount()) / 2 * group));
    state.halo.eachLayer((layer) => layer.getIcon && add(layer, 22 * pin, state.ringShift));
    const size = map.getSize(), room = wm.room(state);
    const kept = state.keepClear ? state.keepClear() : []; // on stage, the names beside the pins
    return { circles, boxes: [...kept, [0, size.y - room.bottom, size.x, size.y], [size.x - room.width, 0, size.x, room.top]] };
  }

  function cover(box, circle) {
    const x = Math.max(box[0], Math.min(circle[0], box[2])) - circle[0], y = Math.max(box[1], Math.min(circle[1], box[3])) - circle[1];
    return x * x + y * y < circle[2] * circle[2];
  }
  const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

  function settle(state) {
    wm.ring.spread(state);
    const { map } = state, zoom = map.getZoom(), size = map.getSize(), grown = growth(state);
    const frame = L.bounds([0, 0], size), wide = L.bounds([-60, -60], size.add([60, 60]));
    const blocked = obstacles(state, wide), said = new Set();
    for (const name of inOrder(state)) {
      const [half, tall] = sizeOf(name, grown);
      const spot = wanted(state, name, zoom, half, said) && find(state, name, { half, tall, grown, frame, blocked });
      if (!spot) { name.marker.remove(); continue; }
      said.add(name.text);
      blocked.boxes.push(spot.box);
      if (spot.at) name.marker.setLatLng(spot.at);
      name.marker.addTo(map);
      name.span.style.transform = `translate(calc(-50% + ${spot.x}px), calc(-50% + ${spot.y}px))`;
    }
    wm.streets.name(state, blocked, grown);
  }

  /* Where areas are compared, their names come first. */
  function inOrder(state) {
    if (!(state.view && state.view.choropleth)) return state.names;
    const rank = (name) => (name.kind === "city" ? 0 : name.kind === "area" ? 1 : 2);
    return [...state.names].sort((a, b) => rank(a) - rank(b));
  }

  function wanted(state, name, zoom, half, said) {
    const areas = Boolean(state.view && state.view.choropleth);
    if (name.kind === "road" && state.onStreets) return false; // streets bring their own numbers
    if (state.options.present && ["area", "road", "station"].includes(name.kind)) return false; // on stage, places and nothing else
    if (name.kind !== "area") return zoom >= FROM_ZOOM[name.kind] + (areas && name.kind >= 1 ? 1.75 : 0) && !(state.tiles || (areas && name.kind === "road")) && !said.has(name.text);
    if (state.tiles || said.has(name.text)) return false;
    // An authority is named where its name fits into it, and not when it more than fills the map.
    const px = name.radius_m / (156543 * Math.cos(0.915) / 2 ** zoom), map = state.map.getSize();
    return (areas || zoom >= 9) && px > half * 0.72 && px < Math.max(map.x, map.y) * 0.75;
  }

  function find(state, name, room) {
    if (name.kind === "road") return findOnRoad(state, name, room);
    const at = state.map.latLngToContainerPoint(name.marker.getLatLng());
    if (at.x < -20 || at.y < -20 || at.x > room.frame.max.x + 20 || at.y > room.frame.max.y + 20) return null;
    const shifts = name.kind === "area" ? [[0, 0], [0, -26], [0, 26], [0, -52], [0, 52]] : around(name.kind, room);
    for (const [x, y] of shifts) {
      const box = [at.x + x - room.half, at.y + y - room.tall, at.x + x + room.half, at.y + y + room.tall];
      if (box[0] < 2 || box[1] < 2 || box[2] > room.frame.max.x - 2 || box[3] > room.frame.max.y - 2 || room.blocked.boxes.some((other) => meet(box, other))) continue;
      if (!room.blocked.circles.some((circle) => cover(box, circle))) return { x, y, box };
    }
    return null;
  }

  function around(kind, { half, tall, grown }) {
    return [[0, 0]].concat((GAPS[kind] || GAPS[3]).flatMap((gap) => WAYS.map(([x, y]) => [x * (half + gap * grown), y * (tall + gap * grown)])));
  }

  /* A motorway's number stands on the road itself, near the middle of what is in sight. */
  function findOnRoad(state, name, { half, tall, frame, blocked }) {
    const middle = frame.getCenter(), spots = [];
    const lines = name.course.type === "LineString" ? [name.course.coordinates] : name.course.coordinates;
    for (const line of lines) for (let i = 0; i < line.length; i += 3) {
      const at = L.latLng(line[i][1], line[i][0]), point = state.map.latLngToContainerPoint(at);
      if (frame.contains(point)) spots.push({ at, point, far: point.distanceTo(middle) });
    }
    spots.sort((a, b) => a.far - b.far);
    for (const { at, point } of spots.slice(0, 60)) {
      const box = [point.x - half, point.y - tall, point.x + half, point.y + tall];
      if (box[0] > 4 && box[2] < frame.max.x - 4 && box[1] > 4 && !blocked.boxes.some((other) => meet(box, other)) &&
        !blocked.circles.some((circle) => cover(box, circle))) return { at, x: 0, y: 0, box };
    }
    return null;
  }
})();
