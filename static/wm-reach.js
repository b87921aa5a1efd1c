/* The map for who has no mouse: groups of pins have names, what is off the screen is not reached by Tab,
   and a link before the map's controls leads past the whole map.

   wm.reach.create(state)   once per map
   wm.reach.later(state)    after the pins changed */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const reach = (wm.reach = {});
  const SETTLE_MS = 120, FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

  reach.create = function (state) {
    const again = () => reach.later(state);
    state.map.on("moveend zoomend resize", again);
    state.cluster.on("spiderfied unspiderfied", again);
    if (window.parent !== window) addSkip(state);
    again();
  };

  reach.later = function (state) {
    clearTimeout(state.reachTimer);
    state.reachTimer = setTimeout(() => settle(state), SETTLE_MS);
  };

  function settle(state) {
    const seen = state.map.getBounds(), done = new Set();
    for (const id of state.shown) {
      const top = state.cluster.getVisibleParent(state.pins.get(id));
      if (!top || !top._icon || !top.getChildCount || done.has(top)) continue;
      done.add(top);
      const near = nearest(state.base.places, top.getLatLng());
      top._icon.setAttribute("aria-label", `${top.getChildCount()} assets${near ? ` near ${near}` : ""}`);
      top._icon.tabIndex = seen.contains(top.getLatLng()) ? 0 : -1;
    }
  }

  /* The place a point is nearest to, of those that stand on the map from afar. */
  function nearest(places, { lat, lng }) {
    const narrow = Math.cos((lat * Math.PI) / 180);
    let best = Infinity, name = "";
    for (const place of places) {
      if (place.kind !== "city" && place.tier > 1) continue;
      const far = (place.lat - lat) ** 2 + ((place.lon - lng) * narrow) ** 2;
      if (far < best) [best, name] = [far, place.name];
    }
    return name;
  }
  reach.nearest = nearest;

  function addSkip(state) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wm-skip-map";
    button.textContent = "Skip the map";
    button.addEventListener("click", () => { const next = after(window.frameElement); if (next) next.focus(); });
    L.DomEvent.disableClickPropagation(button);
    state.map.getContainer().prepend(button);
  }

  /* What Tab comes to after an element, also inside the shadow of another. */
  function after(element) {
    const all = [];
    const gather = (root) => {
      for (const node of root.querySelectorAll("*")) {
        if (node === element || (node.matches(FOCUSABLE) && node.tabIndex >= 0 && !node.disabled && node.getClientRects().length)) all.push(node);
        if (node.shadowRoot) gather(node.shadowRoot);
      }
    };
    if (element) gather(element.ownerDocument);
    return all[all.indexOf(element) + 1];
  }
})();
