/* Streets: a vector map of our own below pins and areas, drawn where the map is zoomed in past 11.

   wm.streets.create(state)          once per map; nothing is asked for before somebody zooms in
   wm.streets.name(state, blocked)   numbers and names on the free spots, after the towns have theirs
   wm.streets.take(tiles)            tiles that came as a script: {"z/x/y": gzipped MVT in base64}

   Tiles are MVT as `geo.build.streets` writes them, from `state.options.streets.url`, or from scripts in a folder
   (`.folder`) where there is no server. Each is asked for once by all maps of a page. */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const streets = (wm.streets = {});
  const FROM_ZOOM = 11, LEVELS = [[11, 12.2], [12, 13.7], [14, 99]]; // zoom of the tiles, and up to which zoom of the map
  const BLOCK_ZOOM = 11; // where there is no server, one script holds all tiles below one of these
  const FACE = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif';

  const COLOURS = {
    light: { built: "#eeeae1", work: "#e8e6e9", campus: "#f3ecdc", green: "#dcebd2", reserve: "#e3eedb", airport: "#e9e8ee", apron: "#dedde6", runway: "#c9c9d4",
      water: "#aacde4", stream: "#aacde4", rail: "#a3a6af", tram: "#8d6aa8", casing: "#d3cec2", thin: "#d3cec2", path: "#c9bda8", service: "#ffffff", minor: "#ffffff", pedestrian: "#f1eef4",
      tertiary: "#ffffff", secondary: "#fdf6d3", primary: "#fbe6ae", trunk: "#f6d694", motorway: "#eab05f",
      edge: { tertiary: "#c6bfae", secondary: "#cdbd86", primary: "#cfae63", trunk: "#c59a4e", motorway: "#b97a26" },
      ink: "#4a4a46", place: "#33424f", water_ink: "#2e6a92", halo: "rgba(253,252,249,.92)" },
    dark: { built: "#1d2a36", work: "#1f2b3a", campus: "#25303a", green: "#1c3330", reserve: "#1a2f2f", airport: "#212d3f", apron: "#283549", runway: "#3a4860",
      water: "#23485f", stream: "#23485f", rail: "#566373", tram: "#84699f", casing: "#111a24", thin: "#34424f", path: "#45505c", service: "#364454", minor: "#3a4959", pedestrian: "#38404f",
      tertiary: "#45566a", secondary: "#5a5f58", primary: "#6f6547", trunk: "#836c3f", motorway: "#a97f3f",
      edge: { tertiary: "#111a24", secondary: "#15191c", primary: "#1c1a14", trunk: "#231c10", motorway: "#3a2a10" },
      ink: "#c3ccd6", place: "#d6dfe8", water_ink: "#8cc0e2", halo: "rgba(18,28,39,.92)" },
  };
  // Plates as on British signs: ground, ink, rim.
  const PLATES = { motorway: ["#1d5f9e", "#ffffff", "#ffffff"], trunk: ["#0f6b4a", "#ffe27a", "#ffffff"], primary: ["#ffffff", "#1c1c1c", "#4a4a46"], secondary: ["#ffffff", "#1c1c1c", "#8a8a84"] };
  // Width in px at the zooms 11, 12 ... 17, 0: not drawn.
  const WIDTH = {
    motorway: [2.4, 3.2, 4.4, 6, 8, 12, 18], trunk: [1.9, 2.6, 3.6, 5.2, 7.5, 12, 18], primary: [1.5, 2.2, 3.2, 4.8, 7, 11, 17], secondary: [1, 1.6, 2.6, 4.2, 6.4, 10.5, 16],
    tertiary: [0.6, 1, 2, 3.6, 5.8, 10, 15], minor: [0, 0.5, 0.9, 2.2, 4.6, 8.5, 13.5], pedestrian: [0, 0, 0.8, 1.8, 3.6, 6, 10], service: [0, 0, 0, 0.7, 1.8, 3.6, 6.5],
    track: [0, 0, 0, 0, 0.8, 1.1, 1.6], path: [0, 0, 0, 0, 0.7, 1, 1.5], river: [1, 1.5, 2.2, 3, 4, 5, 6], canal: [0.9, 1.3, 1.9, 2.6, 4, 6, 9], stream: [0, 0, 0.6, 0.9, 1.3, 1.8, 2.4],
    drain: [0, 0, 0, 0, 0.8, 1.2, 1.6], ditch: [0, 0, 0, 0, 0.8, 1.2, 1.6], rail: [0.8, 1, 1.2, 1.5, 1.9, 2.6, 3.2], tram: [0.9, 1.1, 1.3, 1.6, 2, 2.6, 3.2], narrow: [0, 0, 0, 0.8, 1, 1.4, 1.8],
    runway: [1.5, 2.5, 4, 8, 16, 32, 60], taxiway: [0, 0.6, 1.2, 2.5, 5, 9, 16],
  };
  const UNDER = ["path", "track", "service", "pedestrian", "minor", "tertiary", "secondary", "primary", "trunk", "motorway"];
  const LAND = ["built", "work", "campus", "reserve", "airport", "green", "apron"];

  function widthAt(kind, zoom) {
    const stops = WIDTH[kind], at = Math.min(Math.max(zoom - 11, 0), stops.length - 1), low = Math.floor(at), high = Math.min(low + 1, stops.length - 1);
    return stops[low] === 0 && at - low < 0.6 ? 0 : stops[low] + (stops[high] - stops[low]) * (at - low);
  }

  /* ---- MVT: the protocol buffers of the Mapbox Vector Tile specification 2.1 ---- */

  function fieldsOf(bytes, from, to, take) {
    const reader = { bytes, at: from };
    while (reader.at < to) {
      const tag = varint(reader), type = tag & 7;
      if (type === 0) take(tag >> 3, varint(reader));
      else if (type === 2) { const length = varint(reader), start = reader.at; reader.at += length; take(tag >> 3, start, start + length); }
      else if (type === 1) { take(tag >> 3, reader.at); reader.at += 8; }
      else if (type === 5) { take(tag >> 3, reader.at); reader.at += 4; }
      else throw new Error("not a vector tile");
    }
  }

  function varint(reader) {
    let value = 0, scale = 1, byte;
    do { byte = reader.bytes[reader.at++]; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
    return value;
  }

  const decoder = new TextDecoder();

  /* Every feature of a tile: take(layer, properties, parts), parts as flat arrays [x, y, x, y ...]. */
  function readTile(bytes, take) {
    let extent = 4096;
    fieldsOf(bytes, 0, bytes.length, (field, start, end) => {
      if (field !== 3) return;
      const features = [], keys = [], values = [];
      let name = "";
      fieldsOf(bytes, start, end, (inner, from, to) => {
        if (inner === 1) name = decoder.decode(bytes.subarray(from, to));
        else if (inner === 2) features.push([from, to]);
        else if (inner === 3) keys.push(decoder.decode(bytes.subarray(from, to)));
        else if (inner === 4) fieldsOf(bytes, from, to, (kind, at, until) => values.push(kind === 1 ? decoder.decode(bytes.subarray(at, until)) : at));
        else if (inner === 5) extent = from;
      });
      for (const [from, to] of features) {
        const properties = {};
        let type = 0, parts = [];
        fieldsOf(bytes, from, to, (inner, at, until) => {
          if (inner === 2) { const reader = { bytes, at }; while (reader.at < until) { const key = keys[varint(reader)]; properties[key] = values[varint(reader)]; } }
          else if (inner === 3) type = at;
          else if (inner === 4) parts = geometry(bytes, at, until);
        });
        take(name, properties, parts, type);
      }
    });
    return extent;
  }

  function geometry(bytes, from, to) {
    const reader = { bytes, at: from }, parts = [];
    let part = null, x = 0, y = 0;
    while (reader.at < to) {
      const command = varint(reader), id = command & 7;
      if (id === 7) { if (part) part.push(part[0], part[1]); continue; }
      for (let left = command >> 3; left > 0; left--) {
        const dx = varint(reader), dy = varint(reader);
        x += (dx >>> 1) ^ -(dx & 1);
        y += (dy >>> 1) ^ -(dy & 1);
        if (id === 1) parts.push((part = []));
        part.push(x, y);
      }
    }
    return parts;
  }

  function parse(bytes) {
    const tile = { paths: new Map(), names: [], extent: 0 };
    tile.extent = readTile(bytes, (layer, given, parts, type) => {
      const named = layer === "road_name" || layer === "water_name" || layer === "place";
      if (named) { tile.names.push({ layer, kind: given.class, name: given.name, ref: given.ref, parts, point: type === 1 }); return; }
      const key = layer === "land" || layer === "road" || layer === "rail" || layer === "waterway" || layer === "runway" ? `${layer}:${given.class}${given.tunnel ? ":tunnel" : ""}${given.siding ? ":siding" : ""}` : layer;
      if (!tile.paths.has(key)) tile.paths.set(key, new Map());
      // The rings of an area stay together; of a road each line is by itself.
      for (const some of type === 3 ? [parts] : parts.map((part) => [part])) addTo(tile.paths.get(key), some);
    });
    return tile;
  }

  /* Lines of a tile by squares, so that a strip of the map strokes no more than what lies there. A line belongs to one
     square, whose box grows with it. */
  const SQUARE = 512;
  function addTo(squares, parts) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const part of parts) for (let i = 0; i < part.length; i += 2) {
      box[0] = Math.min(box[0], part[i]);
      box[1] = Math.min(box[1], part[i + 1]);
      box[2] = Math.max(box[2], part[i]);
      box[3] = Math.max(box[3], part[i + 1]);
    }
    const at = Math.floor((box[0] + box[2]) / 2 / SQUARE) * 1000 + Math.floor((box[1] + box[3]) / 2 / SQUARE), held = squares.get(at);
    const square = held || { path: new Path2D(), box };
    if (held) held.box = [Math.min(held.box[0], box[0]), Math.min(held.box[1], box[1]), Math.max(held.box[2], box[2]), Math.max(held.box[3], box[3])];
    else squares.set(at, square);
    for (const part of parts) {
      square.path.moveTo(part[0], part[1]);
      for (let i = 2; i < part.length; i += 2) square.path.lineTo(part[i], part[i + 1]);
    }
  }

  /* ---- tiles: each fetched once for all maps of the page ---- */

  function host() {
    try { return window.parent !== window && window.parent.document ? window.parent : window; } catch { return window; }
  }

  function bytesOf(options, key) {
    const page = host(), kept = (page.wmStreetBytes = page.wmStreetBytes || new Map()), url = options.url.replace("{z}/{x}/{y}", key);
    const full = new URL(url, document.baseURI).href;
    if (!kept.has(full)) {
      kept.set(full, page.fetch(full).then((reply) => (reply.status === 200 ? reply.arrayBuffer() : reply.status === 204 ? null : Promise.reject(new Error(String(reply.status))))));
      kept.get(full).catch(() => kept.delete(full));
    }
    return kept.get(full);
  }

  const given = new Map(), asked = new Map(), waiting = new Set();
  streets.take = function (tiles) {
    for (const [key, text] of Object.entries(tiles)) given.set(key, text);
    for (const again of waiting) again();
  };

  async function unpack(text) {
    const packed = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  /* Ask for the script a tile is in; whether there is nothing more to wait for. */
  function fetchBlock({ folder, blocks }, z, x, y) {
    const shift = z - BLOCK_ZOOM, block = `${x >> shift}-${y >> shift}`;
    if (!folder || !blocks.includes(block)) return true;
    if (asked.has(block)) return asked.get(block);
    asked.set(block, false);
    const script = document.createElement("script");
    script.src = `${folder}/${block}.js`;
    script.onload = script.onerror = () => { asked.set(block, true); for (const again of waiting) again(); };
    document.head.append(script);
    return false;
  }

  /* A tile of the map: undefined while it is on its way, null where there is none. */
  function tileOf(layer, z, x, y) {
    const key = `${z}/${x}/${y}`, held = layer.tiles.get(key);
    if (held !== undefined) return held.ready ? held.tile : undefined;
    const { options } = layer, local = !options.url;
    if (local && !given.has(key)) return fetchBlock(options, z, x, y) ? null : undefined;
    const entry = { ready: false, tile: null };
    layer.tiles.set(key, entry);
    const done = (tile) => { entry.tile = tile; entry.ready = true; layer.again(); };
    (local ? unpack(given.get(key)) : bytesOf(options, key)).then((buffer) => done(buffer ? parse(new Uint8Array(buffer)) : null)).catch(() => done(null));
    return undefined;
  }

  /* ---- drawing ---- */

  const Streets = L.Renderer.extend({
    initialize(state) {
      L.Renderer.prototype.initialize.call(this, { pane: "wm-streets", padding: 0.15 });
      Object.assign(this, { state, tiles: new Map(), drawn: [] });
    },
    _initContainer() { this._container = document.createElement("canvas"); this._ctx = this._container.getContext("2d"); },
    _destroyContainer() { this._container.remove(); },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), sharp = window.devicePixelRatio || 1, canvas = this._container;
      const [wide, tall] = [Math.round(size.x * sharp), Math.round(size.y * sharp)];
      if (canvas.width !== wide || canvas.height !== tall) {
        [canvas.width, canvas.height] = [wide, tall];
        [canvas.style.width, canvas.style.height] = [`${size.x}px`, `${size.y}px`];
      }
      L.DomUtil.setPosition(canvas, this._bounds.min);
      this.shift() || this.draw();
    },
    /* After a pan: what stays in sight is moved, and only the strips that came into sight are drawn. Whether that was enough. */
    shift() {
      const { _map: map, _ctx: ctx, _container: canvas, shown, state } = this, zoom = map.getZoom(), sharp = window.devicePixelRatio || 1;
      if (!shown || shown.zoom !== zoom || shown.theme !== state.theme || shown.wide !== canvas.width || shown.tall !== canvas.height || state.tiles) return false;
      const { min } = this._bounds, origin = map.getPixelOrigin(), [west, north] = [min.x + origin.x, min.y + origin.y];
      const [right, down] = [(west - shown.west) * sharp, (north - shown.north) * sharp], { width, height } = canvas;
      if (!Number.isInteger(right) || !Number.isInteger(down) || Math.abs(right) >= width || Math.abs(down) >= height) return false;
      const { tiles, level } = this.choose(zoom);
      if (level !== shown.level || !tiles.length) return false;
      this.drawn = tiles;
      Object.assign(shown, { west, north });
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalCompositeOperation = "copy";
      ctx.drawImage(canvas, -right, -down);
      ctx.globalCompositeOperation = "source-over";
      state.ground(true);
      const beside = [right > 0 ? width - right : 0, 0, Math.abs(right), height];
      const above = [right > 0 ? 0 : -right, down > 0 ? height - down : 0, width - Math.abs(right), Math.abs(down)];
      for (const strip of [beside, above]) if (strip[2] && strip[3]) this.strip(zoom, strip);
      return true;
    },
    strip(zoom, part) {
      const { _ctx: ctx } = this;
      ctx.save();
      ctx.beginPath();
      ctx.rect(...part);
      ctx.clip();
      paint(this, ctx, zoom, part);
      ctx.restore();
    },
    again() {
      if (this.frame) return;
      this.frame = requestAnimationFrame(() => { this.frame = 0; if (this._map && this._bounds && !this._map._animatingZoom) { this.draw(); wm.labels.later(this.state); } });
    },
    draw() {
      const { state, _map: map, _ctx: ctx, _container: canvas } = this, zoom = map.getZoom();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      const { tiles, level } = zoom > FROM_ZOOM && !state.tiles ? this.choose(zoom) : { tiles: [] };
      this.drawn = tiles;
      state.ground(tiles.length > 0);
      const { min } = this._bounds, origin = map.getPixelOrigin();
      this.shown = { zoom, level, theme: state.theme, west: min.x + origin.x, north: min.y + origin.y, wide: canvas.width, tall: canvas.height };
      if (tiles.length) paint(this, ctx, zoom, [0, 0, canvas.width, canvas.height]);
    },
    /* The tiles to draw and their zoom: those of this zoom, or of a coarser one while they are on their way. */
    choose(zoom) {
      const wanted = LEVELS.findIndex(([, upto]) => zoom <= upto), first = this.cover(LEVELS[wanted][0], zoom, true);
      const own = { tiles: first.tiles, level: LEVELS[wanted][0] };
      if (first.complete) return own;
      for (const [z] of LEVELS.filter((_, i) => i !== wanted).reverse()) {
        const other = this.cover(z, zoom, false);
        if (other.complete && other.tiles.length && Math.abs(z - zoom) < 3.5) return { tiles: other.tiles, level: z };
      }
      return own;
    },
    cover(z, zoom, ask) {
      const scale = 2 ** (z - zoom), origin = this._map.getPixelOrigin(), { min, max } = this._bounds, tiles = [];
      const side = 256 / scale, [west, north] = [min.x + origin.x, min.y + origin.y], [east, south] = [max.x + origin.x, max.y + origin.y];
      let complete = true;
      for (let y = Math.floor(north / side); y <= Math.floor(south / side); y++) for (let x = Math.floor(west / side); x <= Math.floor(east / side); x++) {
        const held = ask ? tileOf(this, z, x, y) : (this.tiles.get(`${z}/${x}/${y}`) || {}).tile;
        if (held === undefined) complete = false;
        if (held) tiles.push({ tile: held, side, x: x * side - origin.x, y: y * side - origin.y });
      }
      return { tiles, complete };
    },
  });

  /* Paint a part of the canvas, [x, y, wide, tall] in its pixels. */
  function paint(layer, ctx, zoom, [x, y, wide, tall]) {
    const c = COLOURS[layer.state.theme || "light"], sharp = window.devicePixelRatio || 1, { min } = layer._bounds;
    const each = (key, px, act) => {
      for (const one of layer.drawn) {
        const squares = one.tile.paths.get(key);
        if (!squares) continue;
        const scale = one.side / one.tile.extent * sharp, [left, top] = [(one.x - min.x) * sharp, (one.y - min.y) * sharp];
        ctx.setTransform(scale, 0, 0, scale, left, top);
        const reach = px * sharp / 2 + 1;
        const [west, north, east, south] = [(x - reach - left) / scale, (y - reach - top) / scale, (x + wide + reach - left) / scale, (y + tall + reach - top) / scale];
        for (const { path, box } of squares.values()) if (box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north) act(path, scale / sharp);
      }
    };
    const fill = (key, colour) => { ctx.fillStyle = colour; each(key, 0, (path) => ctx.fill(path, "evenodd")); };
    const stroke = (key, colour, px, dashes) => {
      if (px <= 0) return;
      ctx.strokeStyle = colour;
      each(key, px, (path, scale) => { ctx.lineWidth = px / scale; ctx.setLineDash(dashes ? dashes.map((one) => one / scale) : []); ctx.stroke(path); });
    };
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    for (const kind of LAND) fill(`land:${kind}`, c[kind]);
    for (const kind of ["ditch", "drain", "stream", "canal", "river"]) stroke(`waterway:${kind}`, c.water, widthAt(kind, zoom));
    fill("water", c.water);
    ctx.lineCap = "butt";
    for (const kind of ["taxiway", "runway"]) stroke(`runway:${kind}`, c.runway, widthAt(kind, zoom));
    rails(stroke, c, zoom);
    for (const kind of UNDER) stroke(`road:${kind}:tunnel`, c.edge[kind] || c.casing, widthAt(kind, zoom) * 0.8, [4, 3]);
    roads(ctx, stroke, c, zoom);
    ctx.setLineDash([]);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
  }

  function rails(stroke, c, zoom) {
    const wide = widthAt("rail", zoom);
    if (zoom >= 14) stroke("rail:rail:siding", c.rail, wide * 0.6);
    stroke("rail:narrow", c.rail, widthAt("narrow", zoom));
    stroke("rail:rail:tunnel", c.rail, wide * 0.7, [3, 4]);
    stroke("rail:rail", c.rail, wide);
    if (zoom >= 14) stroke("rail:rail", c.built, wide * 0.5, [5, 5]);
    stroke("rail:tram:tunnel", c.tram, widthAt("tram", zoom), [3, 3]);
    stroke("rail:tram", c.tram, widthAt("tram", zoom));
  }

  function roads(ctx, stroke, c, zoom) {
    const cased = zoom >= 13.6 ? UNDER.slice(2) : zoom >= 12.6 ? UNDER.slice(5) : UNDER.slice(6);
    ctx.lineCap = "round";
    for (const kind of UNDER.slice(0, 2)) stroke(`road:${kind}`, c.path, widthAt(kind, zoom), kind === "path" ? [2.5, 2.5] : [6, 2.5]);
    for (const kind of cased) {
      const wide = widthAt(kind, zoom);
      if (wide > 1) stroke(`road:${kind}`, c.edge[kind] || c.casing, wide + (zoom >= 14 ? 1.6 : 1.2));
    }
    for (const kind of UNDER.slice(2)) {
      const wide = widthAt(kind, zoom);
      stroke(`road:${kind}`, wide < 1 && !c.edge[kind] ? c.thin : cased.includes(kind) || wide >= 1 && kind !== "tertiary" ? c[kind] : c.edge[kind] ? c[kind === "tertiary" ? "thin" : kind] : c.thin, wide);
    }
  }

  /* ---- names ---- */

  const FROM = { motorway: 11, trunk: 11, primary: 11.6, secondary: 13, tertiary: 13.8, minor: 14.6, pedestrian: 15, service: 16,
    city: 11, town: 11, suburb: 12.4, village: 12.2, hamlet: 13.6, neighbourhood: 14, quarter: 14, airport: 11, river: 12, canal: 12.8, lake: 14.5, stream: 15, drain: 16.5, ditch: 16.5 };
  const NAMED_FROM = { motorway: 14, trunk: 13.6, primary: 13.6, secondary: 13.8 };
  const RANK = ["airport", "city", "town", "suburb", "village", "motorway", "trunk", "primary", "river", "canal", "secondary", "neighbourhood", "quarter", "hamlet", "tertiary", "minor", "pedestrian", "lake", "service", "stream"];
  const SIZE = { airport: 12.5, town: 13, city: 13, suburb: 12.5, village: 12, hamlet: 11, neighbourhood: 11, quarter: 11 };

  const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  const inCircle = (box, circle) => {
    const x = Math.max(box[0], Math.min(circle[0], box[2])) - circle[0], y = Math.max(box[1], Math.min(circle[1], box[3])) - circle[1];
    return x * x + y * y < circle[2] * circle[2];
  };

  streets.name = function (state, blocked, grown) {
    const layer = state.streets;
    if (!layer) return;
    const { canvas, ctx } = layer.names, { map } = state, size = map.getSize(), sharp = window.devicePixelRatio || 1;
    const blank = !layer.drawn.length || !map.hasLayer(layer);
    canvas.style.display = blank ? "none" : "";
    state.streetNames = [];
    if (blank) return;
    const [wide, tall] = [Math.round(size.x * sharp), Math.round(size.y * sharp)];
    if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height, canvas.style.width, canvas.style.height] = [wide, tall, `${size.x}px`, `${size.y}px`];
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    ctx.setTransform(sharp, 0, 0, sharp, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    ctx.lineJoin = "round";
    const work = { state, layer, ctx, size, blocked, grown, zoom: map.getZoom(), c: COLOURS[state.theme || "light"], spots: new Map(), grid: gridOf(blocked.boxes) };
    for (const want of wantedNames(work)) want.plate ? plate(work, want) : want.one.point ? atPoint(work, want) : alongLine(work, want);
  };

  function wantedNames({ state, layer, zoom }) {
    const known = new Set(state.names.map((name) => name.text.toLowerCase())), wanted = [], choropleth = Boolean(state.view && state.view.choropleth);
    const shift = layer._map.layerPointToContainerPoint([0, 0]);
    for (const { tile, side, x, y } of layer.drawn) {
      const place = { scale: side / tile.extent, x: x + shift.x, y: y + shift.y };
      for (const one of tile.names) {
        const from = FROM[one.kind], rank = RANK.indexOf(one.kind);
        if (from === undefined || zoom < from || (choropleth && one.layer !== "road_name") || (state.options.present && one.layer === "road_name")) continue;
        if (one.layer === "place" && known.has(one.name.toLowerCase())) continue;
        if (one.ref && PLATES[one.kind]) for (const text of one.ref.split(/[;/]/).slice(0, 2)) wanted.push({ one, place, text: text.trim(), rank, plate: true });
        if (one.name && zoom >= (NAMED_FROM[one.kind] || from) && !(choropleth && rank > RANK.indexOf("secondary"))) wanted.push({ one, place, text: one.name, rank: one.layer === "road_name" ? rank + 0.5 : rank });
      }
    }
    return wanted.sort((a, b) => a.rank - b.rank);
  }

  /* What is taken, by squares of 64 px, so that a thousand names are placed in a few milliseconds. */
  function gridOf(boxes) {
    const grid = new Map();
    const squares = (box, act) => {
      for (let x = Math.floor(Math.max(box[0], -64) / 64); x <= Math.floor(Math.min(box[2], 4096) / 64); x++)
        for (let y = Math.floor(Math.max(box[1], -64) / 64); y <= Math.floor(Math.min(box[3], 4096) / 64); y++) if (act(x * 1000 + y)) return true;
      return false;
    };
    const add = (box) => void squares(box, (at) => { grid.has(at) ? grid.get(at).push(box) : grid.set(at, [box]); return false; });
    boxes.forEach(add);
    return { add, taken: (box) => squares(box, (at) => (grid.get(at) || []).some((other) => meet(box, other))) };
  }

  function free(work, boxes) {
    const { size, blocked, grid } = work;
    return boxes.every((box) => box[0] > 3 && box[1] > 3 && box[2] < size.x - 3 && box[3] < size.y - 3 && !grid.taken(box) && !blocked.circles.some((circle) => inCircle(box, [circle[0], circle[1], circle[2] + 3])));
  }

  function claimRoom(work, text, at, boxes, apart) {
    for (const box of boxes) work.grid.add(box);
    work.spots.has(text) ? work.spots.get(text).push(at) : work.spots.set(text, [at]);
    work.state.streetNames.push({ text, boxes });
    return apart;
  }

  const near = (work, text, [x, y], apart) => (work.spots.get(text) || []).some(([a, b]) => Math.hypot(a - x, b - y) < apart);

  function fontOf(work, want) {
    const { kind, layer } = want.one, px = (layer === "place" ? SIZE[kind] : work.zoom >= 16 ? 12 : 11) * work.grown;
    return { px, font: `${layer === "water_name" ? "italic 500" : layer === "place" ? 600 : 500} ${px}px ${FACE}`, colour: layer === "water_name" ? work.c.water_ink : layer === "place" ? work.c.place : work.c.ink };
  }

  const widths = new Map();
  function widthOf(ctx, font, text) {
    const key = `${font}|${text}`;
    if (!widths.has(key)) { ctx.font = font; widths.set(key, ctx.measureText(text).width); }
    return widths.get(key);
  }

  function write(work, look, text, x, y, turn) {
    const { ctx } = work;
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(turn);
    ctx.font = look.font;
    [ctx.textAlign, ctx.textBaseline, ctx.strokeStyle, ctx.fillStyle, ctx.lineWidth] = ["center", "middle", work.c.halo, look.colour, 2.6];
    ctx.strokeText(text, 0, 0);
    ctx.fillText(text, 0, 0);
    ctx.restore();
  }

  function atPoint(work, want) {
    const { one, place, text } = want, look = fontOf(work, want), half = widthOf(work.ctx, look.font, text) / 2 + 3;
    const [x, y] = [place.x + one.parts[0][0] * place.scale, place.y + one.parts[0][1] * place.scale];
    for (const shift of [0, -14, 14]) {
      const box = [x - half, y + shift - look.px * 0.65, x + half, y + shift + look.px * 0.65];
      if (near(work, text, [x, y], 200) || !free(work, [box])) continue;
      claimRoom(work, text, [x, y], [box]);
      write(work, look, text, x, y + shift, 0);
      return;
    }
  }

  /* A line of the map in px of the view; null where none of it is in sight. */
  function course(work, part, place) {
    const points = [];
    let seen = false, length = 0;
    for (let i = 0; i < part.length; i += 2) {
      const x = place.x + part[i] * place.scale, y = place.y + part[i + 1] * place.scale, last = points[points.length - 1];
      if (last) length += Math.hypot(x - last[0], y - last[1]);
      points.push([x, y, length]);
      seen = seen || (x > 0 && y > 0 && x < work.size.x && y < work.size.y);
    }
    return seen || length > 400 ? { points, length } : null;
  }

  function pointAt({ points }, along) {
    let low = 0, high = points.length - 1;
    while (high - low > 1) { const middle = (low + high) >> 1; points[middle][2] <= along ? (low = middle) : (high = middle); }
    const [a, b] = [points[low], points[high]], share = b[2] > a[2] ? (along - a[2]) / (b[2] - a[2]) : 0;
    return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, Math.atan2(b[1] - a[1], b[0] - a[0])];
  }

  function plate(work, { one, place, text }) {
    const { ctx, zoom, grown } = work, px = 10 * grown, font = `700 ${px}px ${FACE}`, half = widthOf(ctx, font, text) / 2 + 3.5, tall = px * 0.68;
    const apart = zoom < 13 ? 260 : 340;
    for (const part of one.parts) {
      const line = course(work, part, place);
      if (!line || line.length < 14) continue;
      for (const share of [0.5, 0.3, 0.7, 0.15, 0.85]) {
        const [x, y] = pointAt(line, line.length * share), box = [x - half, y - tall, x + half, y + tall];
        if (near(work, text, [x, y], apart) || !free(work, [box])) continue;
        claimRoom(work, text, [x, y], [box]);
        const [ground, ink, rim] = PLATES[one.kind];
        ctx.fillStyle = ground;
        ctx.strokeStyle = rim;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.roundRect(x - half, y - tall, 2 * half, 2 * tall, 2.5);
        ctx.fill();
        ctx.stroke();
        [ctx.font, ctx.textAlign, ctx.textBaseline, ctx.fillStyle] = [font, "center", "middle", ink];
        ctx.fillText(text, x, y + 0.5);
        break;
      }
    }
  }

  const apartOf = (kind) => (kind === "river" || kind === "canal" ? 420 : 320);

  function alongLine(work, want) {
    const { one, place, text } = want, look = fontOf(work, want), long = widthOf(work.ctx, look.font, text);
    for (const part of one.parts) {
      const line = course(work, part, place);
      if (!line || line.length < long + 8) continue;
      const spare = line.length - long;
      for (const share of spare > 400 ? [0.5, 0.3, 0.7, 0.1, 0.9] : [0.5, 0.2, 0.8]) {
        const start = spare * share, middle = pointAt(line, start + long / 2);
        if (middle[0] < 0 || middle[1] < 0 || middle[0] > work.size.x || middle[1] > work.size.y || near(work, text, middle, apartOf(one.kind))) continue;
        if (lay(work, want, look, line, start, long)) break;
      }
    }
  }

  /* Letters along a line from `start`, if it bends gently there and nothing else is in the way. */
  function lay(work, want, look, line, start, long) {
    const begin = pointAt(line, start), end = pointAt(line, start + long), turned = end[0] < begin[0];
    const chord = Math.hypot(end[0] - begin[0], end[1] - begin[1]);
    if (chord < long * 0.82) return false;
    const boxes = [], half = look.px * 0.62, steps = Math.max(2, Math.ceil(long / (look.px * 0.9)));
    for (let i = 0; i <= steps; i++) {
      const [x, y] = pointAt(line, start + long * i / steps);
      boxes.push([x - half, y - half, x + half, y + half]);
    }
    if (!free(work, boxes)) return false;
    const middle = pointAt(line, start + long / 2);
    if (chord > long * 0.993) {
      const turn = Math.atan2(end[1] - begin[1], end[0] - begin[0]) + (turned ? Math.PI : 0);
      write(work, look, want.text, (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2, turn);
    } else {
      const glyphs = [], letters = [...want.text];
      let along = turned ? start + long : start, before;
      for (const letter of letters) {
        const wide = widthOf(work.ctx, look.font, letter), [x, y, angle] = pointAt(line, Math.min(Math.max(along + (turned ? -wide : wide) / 2, 0), line.length));
        const turn = turned ? angle + Math.PI : angle;
        if (before !== undefined && Math.abs(Math.atan2(Math.sin(turn - before), Math.cos(turn - before))) > 0.6) return false;
        before = turn;
        glyphs.push([letter, x, y, turn]);
        along += turned ? -wide : wide;
      }
      for (const [letter, x, y, turn] of glyphs) write(work, look, letter, x, y, turn);
    }
    claimRoom(work, want.text, middle, boxes);
    return true;
  }

  /* ---- the layer on a map ---- */

  streets.create = function (state) {
    const options = state.options.streets, { map } = state;
    if (!options) return;
    const pane = map.createPane("wm-streets");
    pane.style.zIndex = 215;
    pane.style.pointerEvents = "none";
    map.createPane("wm-street-names").style.zIndex = 418;
    map.getPane("wm-street-names").style.pointerEvents = "none";
    const layer = (state.streets = new Streets(state)), canvas = document.createElement("canvas");
    layer.options = { ...layer.options, ...options };
    canvas.className = "wm-street-names";
    map.getPane("wm-street-names").append(canvas);
    layer.names = { canvas, ctx: canvas.getContext("2d") };
    map.on("zoomstart", () => (canvas.style.display = "none"));
    waiting.add(() => layer.again());
    const byZoom = () => { if (map.getZoom() > FROM_ZOOM && !map.hasLayer(layer)) layer.addTo(map); };
    map.on("zoomend", byZoom);
    byZoom();
  };
  /* Another theme, another background: what is drawn is drawn anew. */
  streets.redraw = function (state) { if (state.streets && state.streets._map) state.streets.again(); };
  if (window.wmStreetTiles) streets.take(window.wmStreetTiles);
})();
