/* Explore answers at once: the browser has the assets, so a filter shows on map, list and counts in
   the same moment, and the server, asked at the same time, confirms it a little later.

   The server is told the filters as a whole, so that quick clicks cannot lose one another. */
(function () {
  "use strict";
  const ahead = window.wmAhead;
  if (ahead.confirm) return;
  const explore = { filters: {}, found: null };

  /* What the server says is asked for; the filter panel tells, with its way to answer back. */
  ahead.confirm = function (host, data, say) {
    ahead.use(host, hear);
    explore.say = say;
    explore.found = data.found && new Set(data.found);
    explore.filters = { ...data.chosen, q: data.q };
  };

  function hear(what, sent) {
    if (!["toggle", "layer", "chip", "clear", "q"].includes(what)) return false;
    const filters = window.wmAnswer.changed(explore.filters, what, sent);
    const sameText = (filters.q || "") === (explore.filters.q || "");
    explore.filters = filters;
    ahead.expect(window.wmAnswer.key(filters));
    // What a text finds is the server's to say.
    if (sameText || !filters.q) show(filters, sameText);
    explore.say("filters", { ...filters, at: Date.now() });
    return true;
  }

  function show(filters, sameText) {
    const answer = window.wmAnswer, items = window.wmAssets.items, map = ahead.map();
    if (!sameText) explore.found = null;
    const { ids, counts } = answer.assets(filters, explore.found && items.map((_, row) => explore.found.has(row)));
    if (map && map.state && map.state.view) {
      const view = map.state.view;
      map.show({ ...view, ids, legend: view.legend && answer.legend(view.legend, filters, counts), highlight: filters.authority || [], asked: undefined });
    }
    if (ahead.parts.facets) ahead.parts.facets(answer.panel(filters, counts));
    if (ahead.parts.results) ahead.parts.results(answer.results(filters, ids));
  }
})();
