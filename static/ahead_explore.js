/* Explore answers at once: the browser has the assets, so a filter shows on map, list and counts in
   the same moment, and the server, asked at the same time, confirms it a little later. An asset that is
   chosen is marked at once, its card comes by a plain request; a star is given at once.

   The server is told filters, asset and stars as a whole, so that quick clicks cannot lose one another. */
(function () {
  "use strict";
  const ahead = window.wmAhead;
  if (ahead.confirm) return;
  const CARD = "explore-card", OURS = new Set(["asset", "q", "since", "star"]), TEXTS = new Set(["q", "since"]);
  const cards = new Map(), MOST_KEPT = 50;
  const explore = { filters: {}, asset: "", starred: [], found: null };

  /* What the server says is asked for; the filter panel tells, with its way to answer back. */
  ahead.confirm = function (host, data, say) {
    ahead.use(host, hear);
    ahead.say = say;
    explore.at = location.pathname;
    explore.found = data.found;
    explore.filters = { ...data.chosen, q: data.q, since: data.since };
    explore.asset = data.asset;
    explore.starred = data.starred;
  };

  function hear(what, sent) {
    if (what === "asset" || what === "pick") { choose(sent.id, what === "asset"); return true; }
    if (what === "star") { star(sent.id); return true; }
    if (what === "go") return close(new URLSearchParams(sent.query));
    if (!["toggle", "layer", "chip", "clear", "q", "since"].includes(what)) return false;
    const filters = window.wmAnswer.changed(explore.filters, what, sent);
    if (filters.q && filters.q !== explore.filters.q && window.wmConnection.away()) { window.wmConnection.wait("q", () => { hear(what, sent); }); return true; }
    if (what === "q") window.wmConnection.wait("q", null);
    const sameText = (filters.q || "") === (explore.filters.q || "");
    explore.filters = filters;
    // What a text finds, and what a question means, is the server's to say.
    if (sent.ask && filters.q) { ahead.takeAny(); tell(true); return true; }
    expect();
    if (sameText || !filters.q) { tellAddress(); if (!window.wmAssets.many) show(filters, sameText); }
    tell();
    return true;
  }

  function expect() { ahead.expect(window.wmAnswer.key(explore.filters, explore.asset, explore.starred)); }

  /* What is shown is in the address in the same moment: with no connection, too, and for whichever server answers next. */
  function tellAddress() {
    const query = filtersQuery(), held = new URLSearchParams(location.search), own = { asset: explore.asset ? [explore.asset] : [], star: explore.starred };
    held.delete("page"); // another choice begins its list anew
    const names = [...new Set([...held.keys(), ...Object.keys(own)])].filter((name) => !TEXTS.has(name) && !window.wmAssets.facets.some((facet) => facet.id === name));
    for (const name of names) for (const value of own[name] || held.getAll(name)) query.append(name, value);
    window.wmAddress.push(`${query}`);
  }

  function tell(ask) { ahead.say("view", { ...explore.filters, asset: explore.asset, star: explore.starred, ask: Boolean(ask), at: Date.now() }); }

  function star(id) {
    const now = explore.starred;
    explore.starred = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
    expect();
    tellAddress();
    if (ahead.parts.results) ahead.parts.results({ starred: explore.starred });
    tell();
  }

  /* A link that leaves the filters as they are closes the card. */
  function close(query) {
    const asked = new URLSearchParams(query), now = filtersQuery(), held = new URLSearchParams(location.search);
    const same = window.wmAssets.facets.every((facet) => String(asked.getAll(facet.id)) === String(now.getAll(facet.id)));
    if (!same || ["q", "since", "page"].some((name) => (asked.get(name) || "") !== ((name === "page" ? held : now).get(name) || "")) || asked.get("asset")) return false;
    choose("");
    return true;
  }

  function filtersQuery() {
    const query = new URLSearchParams();
    // In the order of the server's own (Filters.to_query).
    for (const name of [...window.wmAssets.facets.map((facet) => facet.id), ...TEXTS]) for (const value of [explore.filters[name] || []].flat()) if (value) query.append(name, value);
    return query;
  }

  /* An asset as pins and list have it; of many only what was sent. */
  function itemOf(id) {
    const { items, listed, many } = window.wmAssets, map = ahead.map();
    if (!many) return items.find((one) => one.id === id);
    const pin = map && map.state && map.state.pins.get(id);
    return (listed && listed.get(id)) || (pin && pin.item);
  }

  async function choose(id, onMap) {
    explore.asset = id;
    if (id) explore.onMap = onMap;
    expect();
    tellAddress();
    await mark(id);
    const item = itemOf(id);
    window.wmSay(item ? `Card of ${item.name} is open` : "Card closed");
    // Whoever came from the map is led back to it.
    if (!id && explore.onMap && window.wmPull) window.wmPull.down();
    if (!id && explore.onMap) ahead.bringIntoSight(ahead.frame(), "center");
    if (explore.asset === id) tell();
  }

  /* Show an asset as the chosen one, or none, on map and list, and its card. */
  async function mark(id) {
    const map = ahead.map();
    if (map && map.state && window.wmAssets.many && itemOf(id)) map.many.add(map.state, [itemOf(id)]);
    if (map && map.state && map.state.view) map.show({ ...map.state.view, chosen: id || undefined, stamp: `asset ${id}`, asked: undefined });
    if (ahead.parts.results) ahead.parts.results({ chosen: id });
    if (!id) { showCard(""); return; }
    const query = filtersQuery();
    // The links of the card keep the stars and what else the address holds.
    for (const one of explore.starred) query.append("star", one);
    for (const [name, value] of new URLSearchParams(location.search)) if (!OURS.has(name) && !window.wmAssets.facets.some((facet) => facet.id === name)) query.append(name, value);
    try {
      const card = await cardOf(id, query);
      if (explore.asset === id) showCard(card);
    } catch { /* the run that follows shows it */ }
  }

  /* Cards shown before are kept, for the way back. */
  async function cardOf(id, query) {
    const key = `${id}?${query}`;
    if (cards.size > MOST_KEPT) cards.clear();
    if (!cards.has(key)) cards.set(key, (await ahead.request("explore", query, { kind: "asset", id })).sheets[CARD]);
    return cards.get(key);
  }

  function showCard(html) {
    if (!ahead.parts[CARD]) return;
    ahead.parts[CARD](html);
    if (!html) return;
    // It opens above the list, and on a phone above the map.
    if (window.wmPull) window.wmPull.atLeast("half");
    const card = document.querySelector(`.st-key-${CARD}`);
    card.closest(".st-key-side").scrollTop = 0;
    ahead.bringIntoSight(card, "start");
  }

  function show(filters, sameText) {
    const answer = window.wmAnswer, map = ahead.map();
    if (!sameText) explore.found = null;
    const { ids, counts } = answer.assets(filters, explore.found);
    if (map && map.state && map.state.view) {
      const view = map.state.view;
      map.show({ ...view, ids, legend: view.legend && answer.legend(view.legend, filters, counts), highlight: filters.authority || [], asked: undefined });
    }
    if (ahead.parts.facets) ahead.parts.facets(answer.panel(filters, counts, ids));
    if (ahead.parts.results) ahead.parts.results({ ...answer.results(filters, ids), ...(sameText ? {} : { said: [] }) });
  }

  /* Back and forward: the app runs for them by itself; what the address asks for only shows sooner, where it is
     written as the browser would write it. What a new text finds is the server's to say. */
  window.addEventListener("popstate", () => {
    if (!ahead.host || !ahead.host.isConnected || location.pathname !== explore.at || window.wmAssets.many) return;
    const query = new URLSearchParams(location.search), { facets, items } = window.wmAssets, ids = new Set(items.map((item) => item.id));
    const filters = { ...Object.fromEntries(facets.map((facet) => [facet.id, query.getAll(facet.id)])), q: query.get("q") || "", since: query.get("since") || "" };
    const known = facets.every((facet) => filters[facet.id].every((value) => facet.options.some((option) => option[0] === value)))
      && (!filters.since || window.wmAnswer.knowsSince(filters.since));
    const asset = query.get("asset") || "", starred = query.getAll("star"), sameText = filters.q === (explore.filters.q || "");
    if (!known || (filters.q && !sameText) || [...starred, ...(asset ? [asset] : [])].some((id) => !ids.has(id))) return;
    const moved = asset !== explore.asset;
    Object.assign(explore, { filters, asset, starred });
    expect();
    show(filters, sameText);
    if (ahead.parts.results) ahead.parts.results({ starred });
    if (moved) mark(asset);
  });
})();
