/* A map of more assets than the browser is given at once: pins come by tile (geo.webmap.pin_tiles), and where they stand close
   the server sends groups of them.

   wm.many.create(state)         once per map, where the page has an address for tiles
   wm.many.show(state, query)    the pins of a view are those of this query; undefined where it names its own
   wm.many.add(state, items)     assets that pins can be drawn of from now on */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const many = (wm.many = {});
  const PX = 512, LEAST_ZOOM = 5, DEEPEST_ZOOM = 15, MOST_KEPT = 400, CLOSER = 2;

  many.create = function (state) {
    state.groups = L.layerGroup().addTo(state.map);
    state.tilesKept = new Map();
    state.map.on("moveend", () => draw(state));
  };

  many.add = function (state, items) {
    for (const item of items) if (!state.pins.has(item.id)) state.pins.set(item.id, wm.makePin(state, item));
  };

  many.show = function (state, query) {
    if (query === state.pinsQuery) return;
    state.pinsQuery = query;
    state.drawnTiles = null;
    draw(state);
  };

  /* The tiles of the map's part in sight, as [z, x, y]. */
  many.tilesOf = function (bounds, zoom) {
    const z = Math.min(Math.max(Math.floor(zoom) - Math.log2(PX / 256), LEAST_ZOOM), DEEPEST_ZOOM), side = 2 ** z;
    const column = (lng) => Math.min(Math.max(Math.floor(((lng + 180) / 360) * side), 0), side - 1);
    const row = (lat) => Math.min(Math.max(Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side), 0), side - 1);
    const tiles = [];
    for (let x = column(bounds.getWest()); x <= column(bounds.getEast()); x += 1) for (let y = row(bounds.getNorth()); y <= row(bounds.getSouth()); y += 1) tiles.push([z, x, y]);
    return tiles;
  };

  async function draw(state) {
    if (state.pinsQuery === undefined) { state.groups.clearLayers(); return; }
    const addresses = many.tilesOf(state.map.getBounds(), state.map.getZoom()).map((tile) => addressOf(state, tile));
    const key = addresses.join(" ");
    if (key === state.drawnTiles) return;
    state.drawnTiles = key;
    const turn = (state.tilesTurn = (state.tilesTurn || 0) + 1);
    try {
      const came = await Promise.all(addresses.map((address) => fetched(state, address)));
      if (turn === state.tilesTurn) put(state, came);
    } catch { if (turn === state.tilesTurn) state.drawnTiles = null; /* asked again when the map moves */ }
  }

  function addressOf(state, tile) {
    const address = "zxy".split("").reduce((text, name, at) => text.replace(`{${name}}`, tile[at]), state.options.pins.url);
    return state.pinsQuery ? `${address}?${state.pinsQuery}` : address;
  }

  function fetched(state, address) {
    const kept = state.tilesKept;
    if (kept.size > MOST_KEPT) kept.clear();
    if (!kept.has(address)) {
      kept.set(address, fetch(address).then((reply) => { if (!reply.ok) throw new Error(reply.statusText); return reply.json(); }));
      kept.get(address).catch(() => kept.delete(address));
    }
    return kept.get(address);
  }

  function put(state, tiles) {
    const items = tiles.flatMap((tile) => tile.items);
    many.add(state, items);
    wm.showPins(state, items.map((item) => item.id));
    state.groups.clearLayers();
    for (const group of tiles.flatMap((tile) => tile.groups)) state.groups.addLayer(groupMarker(state, group));
    wm.labels.later(state);
    window.dispatchEvent(new CustomEvent("wm-tiles", { detail: items.length }));
  }

  function groupMarker(state, [lat, lon, numbers]) {
    const mix = {}, total = numbers.reduce((sum, one) => sum + one, 0);
    state.base.layers.forEach((layer, at) => { if (numbers[at]) mix[layer.id] = numbers[at]; });
    const marker = L.marker([lat, lon], { icon: wm.groupIcon(state, mix, total), keyboard: true });
    marker.getChildCount = () => total;
    marker.bindTooltip(() => wm.mixTip(state, mix), { direction: "top", offset: [0, -wm.clusterSize(total) / 2], opacity: 1 });
    marker.on("click", () => state.map.setView([lat, lon], Math.min(state.map.getZoom() + CLOSER, state.map.getMaxZoom())));
    marker.on("add", () => {
      const near = wm.reach.nearest(state.base.places, marker.getLatLng());
      marker.getElement().setAttribute("aria-label", `${total.toLocaleString("en-GB")} assets${near ? ` near ${near}` : ""}`);
    });
    return marker;
  }
})();
