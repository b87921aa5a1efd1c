/* The ringed pin: the asset a view has chosen, drawn above all others, and how precise its pin is.

   wm.ring.show(state, id)   rings a pin, or none
   wm.ring.lift(state)       after the pins changed: on a large map the ringed one stands outside its group
   wm.ring.spot(at, others, size, radius)   where a ring of `radius` px covers nothing
   wm.ring.spread(state)     on a large map, moves pins and groups apart where one would lie over another; marker.wmShift is how far, in px

   On a large map (a stage, a kiosk) the ring is as big as a town: a pin beside it would lie under it. There the ring stands off
   the place, as near as it covers no other, and a line leads to the place. state.ringShift is how far, in px. */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const ring = (wm.ring = {});
  const RADIUS_PX = 42, GAP_PX = 4, STEP_PX = 8, MOST_STEPS = 18, TURNS = 24, APART_PX = 2, MOST_PUSHES = 200;

  function free(x, y, others, size, radius) {
    if (size && (x < radius || y < radius || x > size.x - radius || y > size.y - radius)) return false;
    return others.every((one) => Math.hypot(one.x - x, one.y - y) >= one.radius + radius + GAP_PX);
  }

  /* [dx, dy] in px from `at` to the nearest place where a ring covers none of `others` ({x, y, radius}) and lies within `size`;
     [0, 0] where it may stay, or where there is no room at all. */
  ring.spot = function (at, others, size, radius = RADIUS_PX) {
    if (others.every((one) => Math.hypot(one.x - at.x, one.y - at.y) >= one.radius + radius + GAP_PX)) return [0, 0];
    const stride = STEP_PX * radius / RADIUS_PX;
    for (let step = 1; step <= MOST_STEPS; step += 1) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const angle = (2 * Math.PI * turn) / TURNS, dx = Math.round(step * stride * Math.cos(angle)), dy = Math.round(step * stride * Math.sin(angle));
        if (free(at.x + dx, at.y + dy, others, size, radius)) return [dx, dy];
      }
    }
    return [0, 0];
  };

  /* [dx, dy] in px for each of `circles` ({x, y, radius, stays}), so that none lies over another. Two that meet are pushed apart along
     the line between them; one that `stays` (a pin, which shows a place) gives way a quarter as far as a group, which shows a middle. */
  ring.apart = function (circles) {
    const now = circles.map(({ x, y }) => [x, y]);
    const push = (one, other) => {
      const [a, b] = [circles[one], circles[other]], need = a.radius + b.radius + APART_PX;
      const dx = now[other][0] - now[one][0], dy = now[other][1] - now[one][1], far = Math.hypot(dx, dy), lack = need - far;
      if (lack <= 0.5) return false;
      const [x, y] = far < 0.01 ? [Math.cos(one + other), Math.sin(one + other)] : [dx / far, dy / far]; // of the same place: any way will do
      const [mine, its] = [a.stays ? 1 : 4, b.stays ? 1 : 4];
      for (const [place, share] of [[one, -mine / (mine + its)], [other, its / (mine + its)]]) {
        now[place][0] += share * lack * x;
        now[place][1] += share * lack * y;
      }
      return true;
    };
    for (let turn = 0, moved = true; moved && turn < MOST_PUSHES; turn += 1) {
      moved = false;
      for (let one = 0; one < circles.length; one += 1) for (let other = one + 1; other < circles.length; other += 1) moved = push(one, other) || moved;
    }
    return now.map(([x, y], place) => [Math.round(x - circles[place].x), Math.round(y - circles[place].y)]);
  };

  ring.spread = function (state) {
    if (!state.options.present) return;
    const found = [...standing(state)], circles = found.map((marker) => ({ ...circleOf(state, marker), stays: !marker.getChildCount }));
    ring.apart(circles).forEach(([dx, dy], place) => {
      const marker = found[place], icon = marker._icon.firstElementChild;
      marker.wmShift = [dx, dy];
      icon.style.translate = dx || dy ? `${dx}px ${dy}px` : "";
    });
  };

  ring.show = function (state, id) {
    if (id === state.chosen) return;
    state.chosen = id;
    state.ringShift = [0, 0];
    state.halo.clearLayers();
    state.ringLine = null;
    ring.lift(state);
    const pin = id && state.pins.get(id);
    if (!pin) return;
    const at = pin.getLatLng(), large = Boolean(state.options.present);
    L.circle(at, { radius: state.base.precision_radius_m[pin.item.precision] || 100, pane: "wm-shapes", interactive: false,
      color: wm.focusColour(state), weight: 1.2, dashArray: "4 3", fillOpacity: 0.08 }).addTo(state.halo);
    const marker = (state.ringed = L.marker(at, { icon: wm.pinIcon(state, pin.item, true), keyboard: false, zIndexOffset: 5000, interactive: true }).addTo(state.halo));
    marker.bindTooltip(() => wm.tip(state, pin.item), { direction: !large ? "auto" : window.innerWidth < 700 ? "top" : "auto", opacity: 1, permanent: large, className: large ? "wm-kept" : "" });
    marker.on("click", () => wm.send("asset", { id }));
    standOff(state);
  };

  /* A pin that is ringed on a large map is counted in no group beside it. */
  ring.lift = function (state) {
    const wanted = state.options.present ? state.chosen : null;
    if (state.lifted && state.lifted !== wanted && state.shown.has(state.lifted)) state.cluster.addLayer(state.pins.get(state.lifted));
    state.lifted = wanted;
    if (wanted && state.shown.has(wanted)) state.cluster.removeLayer(state.pins.get(wanted));
  };

  /* Whatever changes the pins puts all of them back first. */
  ring.rest = function (state) {
    if (state.lifted && state.shown.has(state.lifted)) state.cluster.addLayer(state.pins.get(state.lifted));
    state.lifted = null;
  };

  ring.create = function (state) {
    state.map.on("zoomend moveend resize", () => { ring.spread(state); standOff(state); });
  };

  function standOff(state) {
    const marker = state.ringed;
    if (!state.options.present || !marker || !state.halo.hasLayer(marker)) return;
    const { map } = state, at = map.latLngToContainerPoint(marker.getLatLng()), radius = RADIUS_PX * Math.max(0.6, wm.stageGrowth());
    const [dx, dy] = ring.spot(at, othersNear(state, at), map.getSize(), radius);
    if (state.ringLine) state.ringLine.remove();
    state.ringLine = null;
    state.ringShift = [dx, dy];
    const icon = wm.pinIcon(state, state.pins.get(state.chosen).item, true), [x, y] = icon.options.iconAnchor;
    icon.options.iconAnchor = [x - dx, y - dy];
    icon.options.tooltipAnchor = [icon.options.tooltipAnchor[0] + dx, dy];
    marker.setIcon(icon);
    if (!dx && !dy) return;
    const short = 1 - radius / Math.hypot(dx, dy), rim = short > 0 ? [at.x + short * dx, at.y + short * dy] : [at.x, at.y];
    const look = { pane: "wm-shapes", interactive: false, color: wm.focusColour(state), weight: 3, opacity: 1 };
    state.ringLine = L.layerGroup([
      L.polyline([marker.getLatLng(), map.containerPointToLatLng(rim)], look),
      L.circleMarker(marker.getLatLng(), { ...look, radius: 4, fillOpacity: 1 }),
    ]).addTo(state.halo);
  }

  /* What stands on the map beside the ringed pin: pins and groups, each once. */
  function standing(state) {
    const found = new Set();
    for (const id of state.shown) {
      const pin = state.pins.get(id);
      if (id === state.chosen || !pin) continue;
      const top = state.cluster.getVisibleParent(pin);
      if (top && top._icon && top._icon.firstElementChild) found.add(top);
    }
    return found;
  }

  /* Where a marker stands by its place, and how large it is. */
  function circleOf(state, marker) {
    const { x, y } = state.map.latLngToContainerPoint(marker.getLatLng()), icon = marker._icon.firstElementChild.getBoundingClientRect();
    return { x, y, radius: Math.max(icon.width, icon.height) / 2 };
  }

  function othersNear(state, at) {
    return [...standing(state)].map((marker) => {
      const { x, y, radius } = circleOf(state, marker), [dx, dy] = marker.wmShift || [0, 0];
      return { x: x + dx, y: y + dy, radius };
    }).filter((one) => Math.hypot(one.x - at.x, one.y - at.y) < 400 * Math.max(1, wm.stageGrowth()));
  }
})();
