/* The map in the browser: draws what `geo.webmap.folium_map` describes, inside the Leaflet map Folium made.

   wm.create(map, options)  once per map: panes, basemap, pins, controls
   wm.show(view)            on every change of what is asked for: only the difference is drawn

   Data comes from `window.wmBase` (basemap, boundaries, symbols) and `window.wmAssets` (pins), files
   the app itself serves. Every text is set as text, never as markup. */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const PALETTE = {
    light: { beyond: "#e6e9ea", land: "#fbfaf6", urban: "#e5dfd2", water: "#8dbbd9", trunk: "#e3c48d", primary: "#e6d9bd", motorway: "#eab05f", casing: "#b97a26", rail: "#959aa5",
             line: "#8a94a3", edge: "#5f6b7a", focus: "#12436d", station: "#6b7280", missing: "#c9ced6" },
    dark: { beyond: "#0b1118", land: "#17222e", urban: "#273646", water: "#2f5f80", trunk: "#6b5a3a", primary: "#454d50", motorway: "#a97f3f", casing: "#4d3a1c", rail: "#566373",
            line: "#5c6b7d", edge: "#8494a6", focus: "#8ec5f2", station: "#8592a1", missing: "#3a4653" },
  };

  function el(tag, attributes, text) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /* The page around the frame, where it answers by itself (see ahead.js). */
  function ahead() {
    try { return window.parent !== window && window.parent.wmAhead; } catch { return null; }
  }

  function send(kind, payload) {
    const message = Object.assign({ kind, at: Date.now() }, payload);
    wm.foresee(kind, payload);
    const heard = !wm.quiet && ahead() && ahead().hear(kind, message);
    if (!heard && !wm.quiet && window.Streamlit && window.Streamlit.setComponentValue) window.Streamlit.setComponentValue(message);
    window.dispatchEvent(new CustomEvent("wm", { detail: message }));
  }
  wm.send = send;

  /* What the page will answer to a click, as far as the map knows it, at once: a ring around the pin, the
     outline of an authority. The view that the server sends says the same a little later. */
  wm.foresee = function (kind, asked) {
    const state = wm.state;
    if (!state || !state.view || !(state.view.answers || []).includes(kind)) return;
    if (kind === "asset") showChosen(state, asked.id);
    if (kind === "authority") {
      state.view = { ...state.view, highlight: [asked.gss_code] };
      state.marked = asked.gss_code;
      styleAuthorities(state);
    }
  };

  /* ---- basemap ---- */

  function pane(map, name, order) {
    const made = map.createPane(name);
    made.style.zIndex = order;
    if (order < 400) made.style.pointerEvents = "none";
    return L.canvas({ pane: name, padding: 0.4 });
  }

  function drawBasemap(state) {
    const { map, base } = state;
    const low = pane(map, "wm-base", 210);
    const lines = pane(map, "wm-lines", 260);
    const plain = { interactive: false, renderer: low, pane: "wm-base" };
    const paint = (features, style) => features && state.painted.push([L.geoJSON(features, plain).addTo(map), style]);
    // `d`: how deep the map is zoomed in, 0 the whole region to 3 a town's streets.
    paint(base.region, (c) => ({ stroke: false, fill: true, fillColor: c.land, fillOpacity: 1 }));
    paint(base.urban, (c) => ({ stroke: false, fill: true, fillColor: c.urban, fillOpacity: 1 }));
    const A = (f) => f.properties.class === "trunk"; // a route of the primary network
    paint(base.waterways, (c, d) => ({ color: c.water, weight: [0.9, 1.3, 2, 3][d], opacity: 1, fill: false }));
    paint(base.railways, (c, d) => ({ color: c.rail, weight: [0.8, 1.2, 3, 3.6][d], opacity: 1, fill: false }));
    paint(base.railways, (c, d) => ({ color: c.land, weight: [0, 0, 1.4, 1.9][d], stroke: d > 1, opacity: 1, dashArray: "7 7", lineCap: "butt", fill: false }));
    state.roadsAt = base.main_roads ? state.painted.length : -1;
    paint(base.main_roads, (c, d) => (f) => ({ color: A(f) ? c.trunk : c.primary, weight: (A(f) ? [0.9, 1.4, 2.2, 3] : [0, 0.8, 1.5, 2.2])[d], stroke: d > 0 || A(f), opacity: 1, fill: false }));
    paint(base.motorways, (c, d) => ({ color: c.casing, weight: [2.6, 4, 5.6, 7.4][d], opacity: 1, fill: false }));
    paint(base.motorways, (c, d) => ({ color: c.motorway, weight: [1.5, 2.4, 3.8, 5.4][d], opacity: 1, fill: false }));
    state.authorities = L.geoJSON(base.authorities, {
      interactive: false, renderer: lines, pane: "wm-lines",
    }).addTo(map);
    state.edge = L.geoJSON(base.region, { interactive: false, renderer: lines, pane: "wm-lines" }).addTo(map);
    state.stations = L.geoJSON(base.stations, {
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 2.4, interactive: false, renderer: lines, pane: "wm-lines" }),
    });
    state.stations.eachLayer((dot) => (dot.options.interactive = false));
    state.choropleth = L.geoJSON(null, { renderer: L.canvas({ pane: map.createPane("wm-areas") && "wm-areas" }), pane: "wm-areas" });
    map.getPane("wm-areas").style.zIndex = 240;
    const byDepth = () => {
      map.getZoom() >= 11 ? state.stations.addTo(map) : state.stations.remove();
      const depth = depthOf(map);
      if (state.depth !== undefined && state.depth !== depth) paintBasemap(state, depth);
      state.depth = depth;
    };
    map.on("zoomend", byDepth);
    byDepth();
  }

  /* Main roads that come after the map was drawn; they lie beneath the motorways. */
  wm.addMainRoads = function (features) {
    const state = wm.state;
    if (state.roadsAt < 0) return;
    const [roads, style] = state.painted[state.roadsAt];
    roads.addData(features);
    roads.setStyle(style(PALETTE[state.theme || "light"], depthOf(state.map)));
    for (const [above] of state.painted.slice(state.roadsAt + 1)) above.bringToFront();
  };

  function depthOf(map) { return [9.25, 11, 13].filter((zoom) => map.getZoom() >= zoom).length; }

  function paintBasemap(state, depth) {
    for (const [layer, style] of state.painted) layer.setStyle(style(PALETTE[state.theme || "light"], depth));
  }

  /* Which ground is drawn: a background of tiles, streets on plain land, or the map of the whole region. */
  function showGround(state) {
    const kind = state.tiles ? "tiles" : state.onStreets ? "streets" : "region";
    if (kind === state.groundKind) return;
    state.groundKind = kind;
    for (const [layer] of state.painted) layer.remove();
    state.painted.forEach(([layer], at) => (kind === "region" || (kind === "streets" && at === 0)) && layer.addTo(state.map));
    if (kind !== "tiles") state.authorities.bringToFront();
  }

  function applyTheme(state, name) {
    if (!name || state.theme === name) return;
    state.theme = name;
    const colours = PALETTE[name];
    state.map.getContainer().style.background = colours.beyond;
    const root = document.documentElement;
    root.dataset.theme = name;
    for (const layer of state.base.layers) root.style.setProperty(`--wm-layer-${layer.id}`, (name === "dark" && layer.dark_colour) || layer.colour);
    paintBasemap(state, depthOf(state.map));
    wm.streets.redraw(state);
    state.edge.setStyle({ color: colours.edge, weight: 1.4, opacity: 0.9, fill: false });
    state.stations.setStyle({ color: colours.station, weight: 1, fillColor: colours.land, fillOpacity: 1 });
    styleAuthorities(state);
    if (!state.view) return;
    if (state.view.choropleth) drawAreas(state, state.view.choropleth);
    drawLegend(state, state.view.legend || null);
    drawShapes(state, state.view.shapes || null, true);
  }

  /* A colour of the view as the theme has it. */
  function shade(state, colour) { return (state.theme === "dark" && state.base.dark_colours[colour]) || colour; }

  function styleAuthorities(state) {
    const colours = PALETTE[state.theme || "light"];
    const marked = new Set((state.view && state.view.highlight) || []);
    state.authorities.setStyle((feature) =>
      marked.has(feature.properties.gss_code)
        ? { color: colours.focus, weight: 3, opacity: 1, fill: Boolean(state.options.present), fillColor: colours.focus, fillOpacity: 0.07, dashArray: null }
        : { color: colours.line, weight: 1, opacity: 0.8, fill: false, dashArray: "4 3" });
    state.authorities.eachLayer((area) => marked.has(area.feature.properties.gss_code) && area.bringToFront());
  }

  /* ---- pins ---- */

  function pinIcon(state, item, chosen) {
    const holder = el("span", { class: chosen ? "wm-pin wm-chosen" : "wm-pin" });
    holder.innerHTML = state.base.symbols[item.layer][item.status]; // our own SVG, from geo.style
    return L.divIcon({ className: "wm-pin-box", html: holder, iconSize: [28, 28], iconAnchor: [14, 14], tooltipAnchor: [12, 0] });
  }

  function tip(state, item) {
    const box = el("div", { class: "wm-tip", dir: "auto" });
    box.append(el("b", {}, item.name), el("span", {}, `${item.kind} \u00b7 ${item.place}`));
    if (item.status !== "operating") box.append(el("span", { class: "wm-status" }, state.base.status_words[item.status]));
    return box;
  }

  wm.makePin = function (state, item) {
    const pin = L.marker([item.lat, item.lon], { icon: pinIcon(state, item, false), keyboard: false, riseOnHover: true });
    pin.item = item;
    pin.bindTooltip(() => tip(state, item), { direction: "auto", opacity: 1 });
    pin.on("click", () => send("asset", { id: item.id }));
    return pin;
  };

  function makePins(state) {
    for (const item of state.assets.items) state.pins.set(item.id, wm.makePin(state, item));
    state.cluster = L.markerClusterGroup({
      maxClusterRadius: () => (!state.options.present ? 42 : Math.max(56, 96 * wm.stageGrowth())), showCoverageOnHover: false, spiderfyDistanceMultiplier: 1.5,
      zoomToBoundsOnClick: true, animate: false, chunkedLoading: false,
      spiderLegPolylineOptions: { weight: 1.5, color: "#7a8694", opacity: 0.9 },
      iconCreateFunction: (cluster) => groupIcon(state, mixOf(cluster), cluster.getChildCount()),
    }).addTo(state.map);
    state.cluster.on("clustermouseover", (event) => {
      const mix = mixTip(state, mixOf(event.layer)), above = -wm.clusterSize(event.layer.getChildCount()) / 2;
      event.layer.bindTooltip(() => mix, { direction: "top", offset: [0, above], opacity: 1 }).openTooltip();
    });
  }

  function regroup(state) {
    const pins = state.cluster.getLayers();
    state.cluster.clearLayers();
    state.cluster.addLayers(pins);
  }

  function mixOf(cluster) {
    const mix = {};
    for (const pin of cluster.getAllChildMarkers()) mix[pin.item.layer] = (mix[pin.item.layer] || 0) + 1;
    return mix;
  }

  function mixTip(state, mix) {
    const box = el("div", { class: "wm-tip wm-mix" });
    for (const layer of state.base.layers) {
      if (!mix[layer.id]) continue;
      const mark = el("i", { "aria-hidden": "true" });
      mark.innerHTML = state.base.symbols[layer.id].operating; // our own SVG, from geo.style
      box.append(mark, el("b", {}, String(mix[layer.id])), el("em", {}, mix[layer.id] === 1 ? layer.name : layer.plural));
    }
    return box;
  }

  wm.clusterSize = (total) => Math.round(28 + 5.2 * Math.log2(total));

  function groupIcon(state, mix, total) {
    const size = wm.clusterSize(total), r = size / 2, ring = r - 3.5;
    let turned = 0, arcs = "";
    for (const layer of state.base.layers) {
      if (!mix[layer.id]) continue;
      const share = mix[layer.id] / total, length = 2 * Math.PI * ring;
      arcs += `<circle r="${ring}" cx="${r}" cy="${r}" fill="none" style="stroke:var(--wm-layer-${layer.id})" stroke-width="5" ` +
        `stroke-dasharray="${share * length} ${length}" stroke-dashoffset="${-turned * length}"/>`;
      turned += share;
    }
    const svg = `<svg width="${size}" height="${size}" aria-hidden="true" style="transform:rotate(-90deg)">` +
      `<circle r="${r - 0.5}" cx="${r}" cy="${r}" style="fill:var(--wm-paper)"/>${arcs}</svg>`; // numbers and our own colours only
    const holder = el("span", { class: "wm-cluster" });
    holder.innerHTML = svg;
    holder.append(el("b", {}, total < 10000 ? String(total) : `${Math.round(total / 1000)}k`));
    return L.divIcon({ className: "wm-pin-box", html: holder, iconSize: [size, size] });
  }

  function showPins(state, ids) {
    const wanted = ids || state.assets.items.map((item) => item.id);
    const key = wanted.join(" ");
    if (key === state.shownKey) return;
    state.shownKey = key;
    wm.ring.rest(state);
    const next = new Set(wanted);
    const off = [...state.shown].filter((id) => !next.has(id)).map((id) => state.pins.get(id));
    const on = wanted.filter((id) => !state.shown.has(id) && state.pins.has(id)).map((id) => state.pins.get(id));
    state.cluster.unspiderfy && state.cluster.unspiderfy();
    if (off.length > 60 || on.length > 60) { state.cluster.clearLayers(); state.cluster.addLayers(wanted.map((id) => state.pins.get(id)).filter(Boolean)); }
    else { state.cluster.removeLayers(off); state.cluster.addLayers(on); }
    state.shown = next;
    wm.ring.lift(state);
    wm.reach.later(state);
  }

  wm.pinIcon = pinIcon;
  wm.groupIcon = groupIcon;
  wm.mixTip = mixTip;
  wm.showPins = showPins;
  wm.tip = tip;
  wm.focusColour = (state) => PALETTE[state.theme || "light"].focus;

  /* The chosen asset (static/wm-ring.js), brought into the part of the map that no control covers. */
  function showChosen(state, id) {
    if (id === state.chosen) return;
    wm.ring.show(state, id);
    const pin = id && state.pins.get(id);
    if (pin && !state.flying) state.map.panInside(pin.getLatLng(), { ...freePart(state, 60), animate: !still.matches });
  }

  /* ---- areas and shapes ---- */

  function drawAreas(state, choropleth) {
    state.choropleth.clearLayers().remove();
    if (!choropleth) return;
    state.map.getPane("wm-areas").style.pointerEvents = "auto";
    const { missing, land } = PALETTE[state.theme || "light"];
    state.choropleth = L.geoJSON(state.base.authorities, {
      pane: "wm-areas", renderer: state.areaRenderer,
      style: (f) => {
        const colour = choropleth.colours[f.properties.gss_code];
        return { stroke: true, color: land, weight: 1, fillColor: shade(state, colour) || missing, fillOpacity: colour ? 0.82 : 0.5 };
      },
      onEachFeature: (f, area) => {
        area.bindTooltip(() => {
          const box = el("div", { class: "wm-tip", dir: "auto" });
          box.append(el("b", {}, f.properties.name), el("span", {}, choropleth.words[f.properties.gss_code] || ""));
          return box;
        }, { sticky: true, opacity: 1 });
        area.on("click", (event) => { L.DomEvent.stopPropagation(event); send("authority", { gss_code: f.properties.gss_code }); });
      },
    }).addTo(state.map);
  }

  function drawShapes(state, shapes, force) {
    const key = JSON.stringify(shapes);
    if (!force && key === state.shapesKey) return;
    state.shapesKey = key;
    state.shapes.clearLayers();
    if (!shapes) return;
    const focus = PALETTE[state.theme || "light"].focus;
    L.geoJSON(shapes, {
      pane: "wm-shapes", interactive: true, bubblingMouseEvents: true,
      style: (f) => ({ color: shade(state, f.properties.stroke) || focus, weight: f.properties.weight ?? 2, dashArray: f.properties.dashes || null,
        fillColor: shade(state, f.properties.fill) || focus, fillOpacity: f.properties.fill_opacity ?? 0.07 }),
      pointToLayer: (f, at) => L.circleMarker(at, { pane: "wm-shapes", radius: f.properties.radius_px || 7 }),
      onEachFeature: (f, shape) => f.properties.title && shape.bindTooltip(() => el("div", { class: "wm-tip", dir: "auto" }, f.properties.title), { sticky: true, opacity: 1 }),
    }).addTo(state.shapes);
  }

  /* The reader's own list: circles above our pins. A view without one leaves it as it is. */
  function drawOwn(state, own) {
    if (!own || own.stamp === state.ownStamp) return;
    state.ownStamp = own.stamp;
    state.ownLabel = own.points.length ? { colour: own.colour, label: own.label } : null;
    state.own.clearLayers();
    const most = Math.max(1, ...own.points.map((point) => point[3]));
    for (const [lat, lon, title, count] of own.points) {
      const radius = most === 1 ? 6 : 4 + 14 * Math.sqrt(count / most);
      L.circleMarker([lat, lon], { pane: "wm-own", renderer: state.ownRenderer, radius, color: "#ffffff", weight: 1.5, fillColor: own.colour, fillOpacity: 0.9 })
        .bindTooltip(() => el("div", { class: "wm-tip", dir: "auto" }, title), { opacity: 1 }).addTo(state.own);
    }
  }

  /* ---- the view ---- */

  /* How much of the map the controls cover: above and below, in px, and how wide those above are. */
  wm.room = function (state) {
    const above = state.buttons.offsetHeight;
    return { top: above && above + state.buttons.offsetTop + 10, width: above && state.buttons.offsetWidth + 20, bottom: state.foot.offsetHeight };
  };

  /* The part of the map that no control covers, as Leaflet wants it said. */
  function freePart(state, margin) {
    const { top, bottom } = wm.room(state), size = state.map.getSize();
    // Before the page has given the map its size there is no part to speak of: the fit comes again.
    state.cramped = size.y - top - bottom < 4 * margin || size.x < 4 * margin;
    if (state.cramped) return { paddingTopLeft: [0, 0], paddingBottomRight: [0, 0] };
    return { paddingTopLeft: [margin, Math.max(margin, top)], paddingBottomRight: [margin, margin + bottom] };
  }

  function fit(state, want) {
    state.flying = false;
    if (!want || want.key === state.fitKey) return;
    const first = state.fitKey === undefined;
    state.fitKey = want.key;
    if (want.stay) return;
    const [x, y] = want.padding || [];
    const room = want.padding ? { paddingTopLeft: [x, y], paddingBottomRight: [x, y + Math.max(want.foot || 0, state.foot.offsetHeight)] } : freePart(state, 24);
    const options = { maxZoom: want.max_zoom || 14, ...room };
    if (first || still.matches || want.cut) state.map.fitBounds(want.bounds, { ...options, animate: false });
    else if (want.flight) { state.flying = true; state.map.flyToBounds(want.bounds, { ...options, duration: want.flight }); }
    else state.map.fitBounds(want.bounds, { ...options, animate: true });
  }

  function showTiles(state, tiles) {
    const key = JSON.stringify(tiles || null);
    if (key === state.tilesKey) return;
    state.tilesKey = key;
    if (state.tiles) state.tiles.remove();
    state.tiles = tiles ? L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: 19, pane: "wm-tiles" }).addTo(state.map) : null;
    watchTiles(state);
    showGround(state);
    wm.streets.redraw(state);
  }

  /* A background that cannot be had is given up: the map of our own stays, and a line says so. */
  function watchTiles(state) {
    say(state, "");
    if (!state.tiles) return;
    const asked = state.tiles;
    let came = 0, failed = 0;
    asked.on("tileload", () => (came += 1));
    asked.on("tileerror", () => {
      failed += 1;
      if (came || failed < 3 || state.tiles !== asked) return;
      asked.remove();
      state.tiles = null;
      say(state, "The online background cannot be reached. This is the offline map.");
      showGround(state);
      wm.streets.redraw(state);
      wm.labels.later(state);
    });
  }

  function say(state, words) {
    state.notice.textContent = words;
    state.notice.hidden = !words;
  }

  /* While a stage directs the map (wm.staged), only what comes from it is shown. */
  wm.show = function (view, fromStage) {
    if (wm.staged && !fromStage) return;
    if (ahead() && ahead().stale("map", view.asked, () => wm.show(view))) return;
    const state = wm.state;
    state.view = view;
    applyTheme(state, view.theme);
    wm.hand.look(state);
    state.map.options.wmPick = view.pick || "";
    state.map.getContainer().classList.toggle("wm-pick", Boolean(view.pick));
    showDraw(state, Boolean(view.extra && view.extra.draw));
    nameFrame(view.title);
    showTiles(state, view.tiles);
    drawAreasIfNew(state, view.choropleth || null);
    const marked = (view.highlight || []).join(" ");
    if (marked !== state.marked) { state.marked = marked; styleAuthorities(state); }
    if (state.options.pins) wm.many.add(state, (view.extra && view.extra.items) || []);
    if (state.options.pins) wm.many.show(state, view.extra && view.extra.pins);
    if (!state.options.pins || !view.extra || view.extra.pins === undefined) showPins(state, view.ids);
    drawShapes(state, view.shapes || null, false);
    drawOwn(state, view.extra && view.extra.own);
    drawLegend(state, view.legend || null);
    const settle = () => { fit(state, view.fit); showChosen(state, view.chosen || null); wm.labels.later(state); };
    // The pins first, then the flight: moving redraws the whole basemap, and the answer need not wait for it.
    if (state.fitKey === undefined || fromStage) settle(); else requestAnimationFrame(() => state.view === view && settle());
    state.map.getContainer().dataset.shown = view.stamp || "";
    window.dispatchEvent(new CustomEvent("wm-shown", { detail: view.stamp }));
  };

  function drawAreasIfNew(state, choropleth) {
    const key = JSON.stringify(choropleth);
    if (key === state.areasKey) return;
    state.areasKey = key;
    drawAreas(state, choropleth);
  }

  function nameFrame(title) {
    try { if (window.frameElement && title) window.frameElement.title = title; } catch { /* opened on its own */ }
    if (title) wm.state.map.getContainer().setAttribute("aria-label", title);
  }

  /* ---- controls ---- */

  function drawLegend(state, legend) {
    if (state.ownLabel) legend = { title: "Key", ...legend, rows: [...((legend && legend.rows) || []), state.ownLabel] };
    const key = JSON.stringify([legend, state.theme]);
    if (key === state.legendKey) return;
    state.legendKey = key;
    state.legend.replaceChildren();
    state.legend.style.display = legend ? "" : "none";
    if (!legend) return;
    const box = el("details", { class: "wm-legend-box" });
    box.open = state.legendOpen ?? state.map.getSize().x > 560;
    box.addEventListener("toggle", () => (state.legendOpen = box.open));
    box.append(el("summary", {}, legend.title));
    const rows = el("div", { class: "wm-legend-rows" });
    for (const row of legend.rows || []) rows.append(row.switch ? switchRow(state, row) : plainRow(state, row));
    for (const note of legend.notes || []) rows.append(el("p", {}, note));
    box.append(rows);
    state.legend.append(box);
  }

  function switchRow(state, row) {
    const label = el("label", {});
    const box = el("input", { type: "checkbox" });
    box.checked = row.on;
    box.addEventListener("change", () => send(row.send || "layer", { id: row.id }));
    label.append(box, symbol(state, row), el("span", {}, row.label));
    if (row.count !== undefined) label.append(el("b", {}, String(row.count)));
    return label;
  }

  function plainRow(state, row) {
    const line = el("div", { class: "wm-legend-row" });
    const mark = row.colour ? el("i", { class: "wm-swatch" }) : symbol(state, row);
    if (row.colour) mark.style.background = row.colour === "missing" ? PALETTE[state.theme || "light"].missing : shade(state, row.colour);
    line.append(mark, el("span", {}, row.label));
    return line;
  }

  function symbol(state, row) {
    const mark = el("i", { "aria-hidden": "true" });
    const drawn = state.base.symbols[row.layer || row.id];
    if (!drawn) mark.style.display = "none";
    if (drawn) mark.innerHTML = drawn[row.status || "operating"];
    return mark;
  }

  function panControl(state) {
    const Pan = L.Control.extend({
      options: { position: "topright" },
      onAdd() {
        const box = L.DomUtil.create("div", "wm-pan leaflet-bar");
        const step = (x, y) => () => state.map.panBy([x * state.map.getSize().x * 0.3, y * state.map.getSize().y * 0.3], { animate: !still.matches });
        const button = (name, path, action, cls) => {
          const made = el("button", { type: "button", "aria-label": name, title: name, class: cls });
          made.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="${path}"/></svg>`; // our own paths
          made.addEventListener("click", action);
          box.append(made);
        };
        button("Zoom in", "M10 4v12M4 10h12", () => state.map.zoomIn(), "wm-in");
        button("Zoom out", "M4 10h12", () => state.map.zoomOut(), "wm-out");
        button("Whole region", "M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h9V8.5", () => state.map.fitBounds(state.base.bounds, { ...freePart(state, 24), animate: !still.matches }), "wm-home");
        button("Move up", "M10 16V4M5 9l5-5 5 5", step(0, -1), "wm-up");
        button("Move left", "M16 10H4M9 5l-5 5 5 5", step(-1, 0), "wm-left");
        button("Move right", "M4 10h12M11 5l5 5-5 5", step(1, 0), "wm-right");
        button("Move down", "M10 4v12M5 11l5 5 5-5", step(0, 1), "wm-down");
        L.DomEvent.disableClickPropagation(box);
        return (state.buttons = box);
      },
    });
    new Pan().addTo(state.map);
  }

  /* The foot of the map holds the legend, the scale and the credits, as on a printed sheet: nothing
     lies on the map itself, and a fit knows how much is left. */
  function footControl(state) {
    const Foot = L.Control.extend({
      options: { position: "bottomleft" },
      onAdd() {
        state.foot = L.DomUtil.create("div", "wm-foot");
        state.legend = L.DomUtil.create("div", "wm-legend", state.foot);
        state.notice = L.DomUtil.create("p", "wm-notice", state.foot);
        state.notice.setAttribute("role", "status");
        state.notice.hidden = true;
        L.DomEvent.disableClickPropagation(state.foot);
        L.DomEvent.disableScrollPropagation(state.foot);
        return state.foot;
      },
    });
    new Foot().addTo(state.map);
    const scale = L.control.scale({ imperial: true, maxWidth: 76 }).addTo(state.map);
    state.map.attributionControl.setPrefix(false);
    state.map.attributionControl.addAttribution(state.base.credit);
    const line = L.DomUtil.create("div", "wm-foot-line", state.foot);
    line.append(scale.getContainer(), state.map.attributionControl.getContainer());
  }

  /* ---- drawing a shape: corner by corner, no dragging ---- */

  const MOST_CORNERS = 60;

  function drawControl(state) {
    const Draw = L.Control.extend({
      options: { position: "topright" },
      onAdd() {
        const box = L.DomUtil.create("div", "wm-draw leaflet-bar");
        const button = (words, action) => {
          const made = el("button", { type: "button" }, words);
          made.addEventListener("click", action);
          return made;
        };
        state.draw = {
          box,
          start: button("Draw a shape", () => startDrawing(state)),
          finish: button("Finish", () => finishDrawing(state)),
          undo: button("Undo corner", () => { state.draw.corners.pop(); showDrawing(state); }),
          cancel: button("Cancel", () => stopDrawing(state, true)),
          words: el("p", { "aria-live": "polite" }),
          line: L.layerGroup().addTo(state.map),
          corners: null,
        };
        const { words, start, finish, undo, cancel } = state.draw;
        box.append(words, start, finish, undo, cancel);
        showDrawing(state);
        L.DomEvent.disableClickPropagation(box);
        return box;
      },
    });
    new Draw().addTo(state.map);
    state.map.on("dblclick", () => state.draw.corners && finishDrawing(state));
    state.map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.draw.corners) { event.stopPropagation(); stopDrawing(state, true); }
    });
  }

  function startDrawing(state) {
    state.draw.corners = [];
    state.map.doubleClickZoom.disable();
    showDrawing(state);
    state.draw.cancel.focus();
  }

  function stopDrawing(state, focus) {
    state.draw.corners = null;
    state.map.doubleClickZoom.enable();
    showDrawing(state);
    if (focus) state.draw.start.focus();
  }

  function addCorner(state, at) {
    const { corners } = state.draw, last = corners[corners.length - 1];
    // The second click of a double click is no second corner.
    const again = last && state.map.latLngToContainerPoint(last).distanceTo(state.map.latLngToContainerPoint(at)) < 4;
    if (!again && corners.length < MOST_CORNERS) corners.push(at);
    showDrawing(state);
  }

  function finishDrawing(state) {
    const corners = state.draw.corners;
    if (!corners || corners.length < 3) return;
    stopDrawing(state, true);
    send("shape", { lat_lon: corners.map((at) => [at.lat, at.lng]) });
  }

  function showDrawing(state) {
    const { start, finish, undo, cancel, words, line, corners } = state.draw;
    // Hidden, not removed: Leaflet takes a click on a button that is gone for a click on the map.
    start.hidden = Boolean(corners);
    for (const node of [words, finish, undo, cancel]) node.hidden = !corners;
    state.map.getContainer().classList.toggle("wm-drawing", Boolean(corners));
    line.clearLayers();
    if (!corners) return;
    const count = corners.length;
    finish.disabled = count < 3;
    undo.disabled = !count;
    words.textContent = count === 0 ? "Click the first corner." : count < 3 ? `${count} of at least 3 corners.` :
      count === MOST_CORNERS ? `${count} corners: finish now.` : `${count} corners. Finish, or add more.`;
    const look = { pane: "wm-shapes", interactive: false, color: PALETTE[state.theme || "light"].focus, weight: 2.5, dashArray: "6 4" };
    L.polygon(corners, { ...look, fillOpacity: 0.08 }).addTo(line);
    for (const at of corners) L.circleMarker(at, { ...look, dashArray: null, radius: 5, fillOpacity: 1 }).addTo(line);
  }

  function showDraw(state, wanted) {
    if (wanted && !state.draw) drawControl(state);
    if (!state.draw) return;
    state.draw.box.style.display = wanted ? "" : "none";
    if (!wanted && state.draw.corners) stopDrawing(state, false);
  }

  /* The app's own font, so that the map reads as part of the page it stands in. */
  function borrowFonts() {
    try {
      if (window.parent === window) return;
      const rules = [...window.parent.document.styleSheets].flatMap((sheet) => { try { return [...sheet.cssRules]; } catch { return []; } });
      const faces = rules.filter((rule) => rule.constructor.name === "CSSFontFaceRule" && /Source Sans/.test(rule.cssText));
      document.head.append(el("style", {}, faces.map((rule) => rule.cssText.replace(/url\("(?!data:)([^"]+)"\)/g,
        (_, url) => `url("${new URL(url, (rule.parentStyleSheet && rule.parentStyleSheet.href) || window.parent.location.href).href}")`)).join("\n")));
    } catch { /* opened on its own: the system's font serves */ }
  }

  /* How large pins and names are on stage, of their size on one 1080 px high: a hall sees the same on any screen, in the app and in the pack. */
  wm.stageGrowth = () => Math.min(Math.max(window.innerHeight / 1080, 0.5), 4);

  wm.create = function (map, options) {
    const state = (wm.state = { map, options, base: window.wmBase, assets: window.wmAssets, painted: [], pins: new Map(), shown: new Set() });
    borrowFonts();
    map.getContainer().classList.toggle("wm-present", Boolean(options.present));
    const grow = () => {
      const held = map.getContainer().style, before = held.getPropertyValue("--wm-g");
      held.setProperty("--wm-g", wm.stageGrowth());
      // What is larger is grouped from farther.
      if (options.present && before && Number(before) !== wm.stageGrowth()) regroup(state);
    };
    map.on("resize", grow);
    grow();
    map.createPane("wm-tiles").style.zIndex = 205;
    map.createPane("wm-shapes").style.zIndex = 415; // below the place names, above the areas
    drawBasemap(state);
    state.areaRenderer = L.canvas({ pane: "wm-areas", padding: 0.4 });
    state.shapes = L.layerGroup().addTo(map);
    map.createPane("wm-own").style.zIndex = 605; // above the pins: what a reader brought is never hidden by ours
    state.ownRenderer = L.svg({ pane: "wm-own", padding: 0.4 }); // a canvas would keep clicks from the areas
    state.own = L.layerGroup().addTo(map);
    state.halo = L.layerGroup().addTo(map);
    makePins(state);
    if (options.pins) wm.many.create(state);
    wm.ring.create(state);
    footControl(state);
    panControl(state);
    const device = window.matchMedia("(prefers-color-scheme: dark)"), follow = () => applyTheme(state, options.theme || (device.matches ? "dark" : "light"));
    follow();
    if (!window.Streamlit) device.addEventListener("change", follow); // a page of its own follows its reader's device
    map.fitBounds(state.base.bounds, { ...freePart(state, 24), animate: false });
    wm.labels.create(state);
    wm.hand.create(state);
    wm.reach.create(state);
    state.ground = (onStreets) => { state.onStreets = onStreets; showGround(state); };
    state.groundKind = "region";
    wm.streets.create(state);
    map.on("click", (event) => {
      if (state.draw && state.draw.corners) addCorner(state, event.latlng);
      else if (map.options.wmPick) send("point", { lat: event.latlng.lat, lon: event.latlng.lng });
    });
    if (window.Streamlit) window.Streamlit.events.addEventListener("streamlit:render", (event) => {
      const theme = event.detail.theme && event.detail.theme.base;
      if (theme) applyTheme(state, theme);
    });
    // Paper is light, whatever the screen is.
    window.addEventListener("beforeprint", () => {
      state.onScreen = state.theme;
      state.theme = ""; // a map that is light already is painted anew, too: what was not painted for the sheet is not on it
      applyTheme(state, "light");
      // Leaflet draws its canvases in the next frame, which comes after the print.
      const drawn = new Set();
      map.eachLayer((layer) => { if (layer._renderer && layer._renderer._ctx) drawn.add(layer._renderer); });
      for (const renderer of drawn) renderer._redraw();
    });
    window.addEventListener("afterprint", () => { if (state.onScreen) applyTheme(state, state.onScreen); state.onScreen = null; });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!state.cramped || !state.view || !state.view.fit) return;
      state.fitKey = undefined;
      fit(state, state.view.fit);
    }).observe(map.getContainer());
    window.dispatchEvent(new CustomEvent("wm-created"));
  };
})();
