/* Explore answers at once: the browser has the assets, so a filter shows on map, list and counts in
   the same moment, and the server, asked at the same time, confirms it a little later.

   `hear` takes what a reader did, shows its result and tells the server the filters as a whole, so
   that quick clicks cannot lose one another. Until the server has answered for what was asked last,
   its answers to earlier clicks are put aside (`stale`); if it never does, the last of them is shown. */
(function () {
  "use strict";
  if (window.wmAhead) return;
  const WAIT_MS = 3000, FRAME = "iframe[src*='streamlit_folium']";
  const ahead = (window.wmAhead = { filters: {}, found: null, asked: null, parts: {}, aside: new Map(), done: new Set() });

  const mapOf = () => { const frame = document.querySelector(FRAME); return frame && frame.contentWindow.wm; };
  const alive = () => Boolean(ahead.host && ahead.host.isConnected);

  /* A part of the page that shows an answer: `draw(data)`. */
  ahead.connect = function (name, draw) { ahead.parts[name] = draw; };

  /* What the server says is asked for; the filter panel tells, with its way to answer back. */
  ahead.confirm = function (host, data, say) {
    ahead.host = host;
    ahead.say = say;
    ahead.found = data.found && new Set(data.found);
    ahead.filters = { ...data.chosen, q: data.q };
  };

  /* Is this an answer to an earlier question? Then `again` runs if the one waited for never comes. */
  ahead.stale = function (who, key, again) {
    if (!ahead.asked || key === undefined || ahead.done.has(who)) return false;
    if (key === ahead.asked) { ahead.done.add(who); ahead.aside.delete(who); return false; }
    ahead.aside.set(who, again);
    return true;
  };

  function giveUp() {
    const waiting = alive() ? [...ahead.aside.values()] : [];
    ahead.asked = null;
    ahead.aside.clear();
    for (const again of waiting) again();
  }

  /* Take what a reader did to the filters; false where nobody here answers for them. */
  ahead.hear = function (what, sent) {
    if (!alive()) return false;
    const filters = window.wmAnswer.changed(ahead.filters, what, sent);
    const sameText = (filters.q || "") === (ahead.filters.q || "");
    ahead.filters = filters;
    clearTimeout(ahead.timer);
    ahead.done.clear();
    ahead.asked = window.wmAnswer.key(filters);
    ahead.timer = setTimeout(giveUp, WAIT_MS);
    // What a text finds is the server's to say.
    if (sameText || !filters.q) show(filters, sameText);
    ahead.say("filters", { ...filters, at: Date.now() });
    return true;
  };

  function show(filters, sameText) {
    const answer = window.wmAnswer, items = window.wmAssets.items, map = mapOf();
    if (!sameText) ahead.found = null;
    const { ids, counts } = answer.assets(filters, ahead.found && items.map((_, row) => ahead.found.has(row)));
    if (map && map.state && map.state.view) {
      const view = map.state.view;
      map.show({ ...view, ids, legend: view.legend && answer.legend(view.legend, filters, counts), highlight: filters.authority || [], asked: undefined });
    }
    if (ahead.parts.facets) ahead.parts.facets(answer.panel(filters, counts));
    if (ahead.parts.results) ahead.parts.results(answer.results(filters, ids));
  }
})();
