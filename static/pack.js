/* The event pack's page: filters, map, list, detail and tours in one file, with no server behind it.

   window.wmPack holds what Python worked out: cards per asset, the search index, the
   tours with their scenes. The filter panel, the list, the map and the stage are
   the app's own scripts; answer.js and this one answer what the server answers there. */
(function () {
  "use strict";
  const pack = window.wmPack, wmAnswer = window.wmAnswer, assets = window.wmAssets.items, facets = window.wmAssets.facets;
  const place = new Map(assets.map((item, at) => [item.id, at]));
  const HIDDEN = "closed", FITS = { maxZoom: 14, pad: 0.01 };
  const texts = Object.keys(pack.start).filter((name) => !facets.some((facet) => facet.id === name)); // what is typed, beside what is ticked
  const served = window.location.protocol.startsWith("http"); // as /lite; from a USB stick the address says nothing
  const state = { ...(served ? asAsked() : { filters: pack.start, chosen: "", only: null }), told: "", moved: 0 };
  const $ = (id) => document.getElementById(id);
  const embed = served && /\/embed$/.test(window.location.pathname) ? embedded() : null;
  const search = window.wmSearch(pack.search);

  /* What the address asks for, as the app's own pages read it: values nobody knows are passed over. */
  function asAsked() {
    const said = new URLSearchParams(window.location.search), filters = {};
    for (const { id, options } of facets) {
      const known = new Set(options.map((option) => option[0]));
      const chosen = [...new Set(said.getAll(id))].filter((value) => known.has(value));
      if (chosen.length) filters[id] = chosen;
    }
    for (const name of texts) if (said.get(name)) filters[name] = said.get(name);
    return { filters, chosen: place.has(said.get("asset")) ? said.get("asset") : "", only: namedBy(said) };
  }

  /* What of the address names nothing here. The server has put right what only looks wrong (pages/shared/lite.py); the rest is told,
     never passed over in silence. */
  function strange() {
    const link = pack.link, said = new URLSearchParams(window.location.search), tour = pack.tours.find((one) => one.id === said.get("present"));
    const marks = new RegExp(`^(?:${link.marks})$`), known = (name, value) => {
      const facet = facets.find((one) => one.id === name);
      if (facet) return facet.options.some((option) => option[0] === value);
      if (name === "asset" || name === "star") return place.has(value);
      if (name === "since") return wmAnswer.knowsSince(value);
      if (name === "present") return Boolean(tour);
      if (name === "scene" && tour) return Boolean(tour.scenes && tour.scenes[Number(value) - 1]);
      return link.names.includes(name);
    };
    return [...said].filter(([name, value]) => value && !marks.test(name) && !known(name, value)).map(([name, value]) => `${name} = ${value.slice(0, 60)}`);
  }

  function tellStrange() {
    const found = served ? strange() : [], line = $("strange");
    line.hidden = !found.length;
    line.textContent = found.length ? pack.link.words.replace("{}", found.join(", ")) : "";
  }

  /* The assets a link names one by one, as a shortlist or by the scene of a tour that shows them (geo.tours.phone_page);
     null where it names none. */
  function namedBy(said) {
    const starred = said.getAll("star").filter((id) => place.has(id));
    if (starred.length) return { ids: starred, label: "the assets of the link", said: starred.map((id) => ["star", id]) };
    const tour = pack.tours.find((one) => one.id === said.get("present")), scene = tour && tour.scenes && tour.scenes[Number(said.get("scene")) - 1];
    return scene ? { ids: scene.view.ids, label: `\u201c${scene.title}\u201d`, said: [["present", tour.id], ["scene", said.get("scene")]] } : null;
  }

  /* In another site's frame (pages/shared/embed.py): what of the page is shown, which filters stay as they are. */
  function embedded() {
    const said = new URLSearchParams(window.location.search), root = document.documentElement, theme = said.get("theme");
    const options = {
      fixed: said.get("filters") === "fixed", locked: said.getAll("lock").filter((name) => ["authority", "cluster"].includes(name)),
      theme: ["light", "dark"].includes(theme) ? theme : "", numbers: "en-GB", options: [...said].filter(([name]) => ["filters", "lock", "list", "theme", "numbers"].includes(name)), start: state.filters,
    };
    try { options.numbers = Intl.getCanonicalLocales(said.get("numbers") || "en-GB")[0]; } catch { /* no language: ours */ }
    root.classList.add("embed");
    root.classList.toggle("no-rail", ["hidden", "fixed"].includes(said.get("filters")));
    root.classList.toggle("no-list", said.get("list") === "off");
    if (options.theme) root.style.colorScheme = options.theme;
    document.head.append(Object.assign(document.createElement("base"), { href: document.baseURI, target: "_blank" })); // links leave the frame
    return options;
  }

  /* The filters after a change, as far as the frame lets them be changed. */
  function permitted(filters) {
    if (!embed) return filters;
    if (embed.fixed) return state.filters;
    const kept = Object.fromEntries(embed.locked.filter((name) => embed.start[name]).map((name) => [name, embed.start[name]]));
    return { ...filters, ...kept };
  }

  /* The address is the view here, too: it can be copied, and the link to the whole app goes to the same. */
  function tellAddress() {
    if (!served) return;
    const said = new URLSearchParams();
    for (const { id } of facets) for (const value of state.filters[id] || []) said.append(id, value);
    for (const name of texts) if (state.filters[name]) said.set(name, state.filters[name]);
    if (state.chosen) said.set("asset", state.chosen);
    const whole = $("whole-app"), asked = said.toString() ? `?${said}` : "";
    for (const pair of state.only ? state.only.said : []) said.append(...pair);
    for (const pair of embed ? embed.options : []) said.append(...pair);
    const order = new URLSearchParams(window.location.search).get("sort");
    if (order) said.set("sort", order);
    const query = said.toString() ? `?${said}` : "";
    try { window.history.replaceState(null, "", `${window.location.pathname}${query}`); } catch { /* a sandboxed frame has no address of its own */ }
    if (whole) whole.href = state.only ? `./shortlist?${new URLSearchParams(state.only.ids.map((id) => ["star", id]))}` : `./${asked}`;
  }

  /* ---- the page ---- */

  function mount(name, host) {
    const root = $(host).attachShadow({ mode: "open" });
    root.append(document.createElement("style"), document.createElement("div"));
    root.firstChild.textContent = pack.styles[name];
    root.lastChild.className = name;
    return (data, say) => window.wmParts[name]({ data: { ...data, assets_url: "inline" }, parentElement: root, setTriggerValue: say });
  }

  function legend(counts) {
    const layers = facets.find((facet) => facet.id === "layer").options, on = state.filters.layer || [];
    const rows = layers.map(([id, label], at) => ({ switch: true, id, label, count: counts.layer[at], on: !on.length || on.includes(id) }));
    const marks = Object.entries(window.wmBase.status_words).filter(([status]) => status !== "operating" && (status !== HIDDEN || (state.filters.status || []).includes(HIDDEN)));
    return { title: "Legend", rows: [...rows, ...marks.map(([status, label]) => ({ layer: "hub", status, label }))] };
  }

  function fitOf(ids, chips) {
    const key = `pack:${JSON.stringify([state.filters, state.only])}:${state.moved}`;
    if (!chips.length || !ids.length) return { key, bounds: window.wmBase.bounds };
    const found = ids.map((id) => assets[place.get(id)]), lats = found.map((item) => item.lat), lons = found.map((item) => item.lon);
    return { key, max_zoom: FITS.maxZoom, bounds: [[Math.min(...lats) - FITS.pad, Math.min(...lons) - FITS.pad], [Math.max(...lats) + FITS.pad, Math.max(...lons) + FITS.pad]] };
  }

  /* The assets that answer, of those that the link names where it names any, closed ones among them. */
  function answered(filters, ranked) {
    if (!state.only) return wmAnswer.assets(filters, ranked);
    const named = new Set(state.only.ids.map((id) => place.get(id))), status = facets.find((facet) => facet.id === "status");
    const rows = ranked ? [...ranked].filter((row) => named.has(row)) : [...named];
    return wmAnswer.assets(filters.status && filters.status.length ? filters : { ...filters, status: status.options.map((option) => option[0]) }, rows);
  }

  function draw() {
    const filters = state.filters, { ids, counts } = answered(filters, search.ranked(filters.q || ""));
    const listed = { ...wmAnswer.results(filters, ids), said: search.said(filters.q || "") };
    if (embed) listed.words = listed.words.replace(/^[\d,]+/, ids.length.toLocaleString(embed.numbers));
    if (state.only) listed.chips.unshift({ facet: "only", value: "", label: state.only.label });
    window.wm.show({ ids, chosen: state.chosen || null, fit: fitOf(ids, listed.chips), legend: legend(counts), highlight: state.filters.authority || [],
      title: `Map of ${ids.length} assets; the list beside it holds the same`, stamp: String(ids.length) });
    drawFacets(wmAnswer.panel(filters, counts, ids), hear);
    drawResults({ ...listed, chosen: state.chosen, starred: [] }, hear);
    tellAddress();
    if (state.told !== state.chosen) tell();
  }

  /* The card of the chosen asset, in sight: on a phone the list or map that was touched is a long way below it. */
  function tell() {
    const detail = $("detail"), narrow = window.matchMedia("(max-width: 900px)").matches;
    if (!state.told) state.from = window.scrollY;
    state.told = state.chosen;
    detail.hidden = !state.chosen;
    if (state.chosen) $("card").innerHTML = pack.cards ? pack.cards[state.chosen] : "<p>Loading\u2026</p>"; // escaped by geo.webmap.asset_card
    detail.scrollTop = 0;
    if (narrow && state.chosen) detail.scrollIntoView({ block: "start" });
    else if (narrow) window.scrollTo(0, state.from);
  }

  function hear(what, sent) {
    if ((what === "clear" || sent.facet === "only") && !(embed && embed.fixed)) state.only = null;
    if (what === "pick") state.chosen = sent.id;
    else if (sent.facet !== "only") state.filters = permitted(wmAnswer.changed(state.filters, what, sent));
    draw();
  }

  window.addEventListener("popstate", () => {
    if (!served) return;
    Object.assign(state, asAsked());
    tellStrange();
    draw();
  });
  window.addEventListener("wm", (event) => {
    const sent = event.detail;
    if (window.wmStage.state) return;
    if (sent.kind === "asset") hear("pick", { id: sent.id });
    if (sent.kind === "layer") hear("layer", sent);
  });

  /* ---- tours ---- */

  /* Where a show stands is in the address, behind the "#" that a file may change as well: reloaded, it goes on there. */
  function standing(told) {
    const hash = told ? `#${new URLSearchParams(told)}` : "";
    try { window.history.replaceState(null, "", `${window.location.pathname}${window.location.search}${hash}`); } catch { window.location.hash = hash; }
  }

  function goOn() {
    const told = new URLSearchParams(window.location.hash.slice(1)), code = told.get("authority") || "";
    const tour = pack.tours.find((one) => one.id === told.get("present"));
    if (!tour || (tour.parameter && !tour.by[code])) return;
    present(tour, tour.parameter ? code : "", false, Math.max(0, (parseInt(told.get("scene"), 10) || 1) - 1));
  }

  function present(tour, code, asKiosk, at = 0) { // the map of the page becomes the stage's
    const scenes = tour.parameter ? tour.by[code] : tour.scenes, behind = document.querySelectorAll(".pack-top, .pack-rail, .pack-side, .pack-foot");
    const away = (on) => { for (const part of behind) part.inert = on; }; // Tab goes to what is seen
    away(true);
    window.wmStage.start({
      key: `${tour.id}:${code}:${asKiosk}`, tour: { id: tour.id, title: tour.title.replace("{authority}", scenes[0].title) }, scenes, at, address: false,
      onScene: asKiosk ? null : (scene) => standing({ present: tour.id, ...(code ? { authority: code } : {}), scene: scene + 1 }),
      map: () => window, kiosk: asKiosk ? pack.kiosk : null, onLeave: () => { away(false); standing(null); state.moved += 1; map.invalidateSize({ animate: false }); draw(); $("tours").firstElementChild.focus({ preventScroll: true }); },
    });
  }

  function tourRow(tour) {
    const entry = document.createElement("li"), title = document.createElement("h3"), about = document.createElement("p"), row = document.createElement("p");
    title.textContent = tour.title.replace("{authority}", "a local authority");
    about.textContent = tour.description;
    let choice = null;
    if (tour.parameter) {
      choice = document.createElement("select");
      choice.setAttribute("aria-label", "Local authority");
      for (const { id, label } of pack.kiosk.authorities) choice.append(new Option(label, id));
      row.append(choice);
    }
    for (const [words, asKiosk] of [["Present", false], ["Kiosk", true]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.setAttribute("aria-label", `${words}: ${title.textContent}`);
      button.addEventListener("click", () => { $("tours").open = false; rest.then(() => present(tour, choice ? choice.value : "", asKiosk)); });
      row.append(button);
    }
    entry.append(title, about, row);
    return entry;
  }

  /* What the page for phones asks for after it has drawn the map (geo.export.light_page): cards, kiosk, roads. */
  async function restOf({ later }) {
    if (!later) return;
    await new Promise((done) => { document.head.append(Object.assign(document.createElement("script"), { src: later, onload: done })); });
    const { cards, kiosk, roads } = window.wmLater;
    Object.assign(pack, { cards, kiosk });
    if (state.chosen) tell();
    if (roads) window.wm.addMainRoads(roads);
  }

  window.wmLoading.inline = Promise.resolve();
  const drawFacets = mount("facets", "facets"), drawResults = mount("results", "results");
  const map = window.L.map("map", { zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, minZoom: pack.zoom[0], maxZoom: pack.zoom[1] });
  map.fitBounds(window.wmBase.bounds, { animate: false });
  window.wm.create(map, { present: false, standalone: true, streets: pack.streets, ...(embed && embed.theme ? { theme: embed.theme } : {}) });
  for (const tour of pack.tours) $("tour-list").append(tourRow(tour));
  window.addEventListener("pointerdown", (event) => { if (!$("tours").contains(event.target)) $("tours").open = false; });
  $("tours").addEventListener("keydown", (event) => { if (event.key === "Escape") { $("tours").open = false; $("tours").firstElementChild.focus(); } });
  $("close").addEventListener("click", () => hear("pick", { id: "" }));
  tellStrange(); // before the address is written anew
  draw();
  const rest = restOf(pack);
  if (window.location.hash) rest.then(goOn);
})();
