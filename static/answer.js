/* Which assets answer the filters, as geo.select.filters reckons it, for pages that answer in the browser:
   Explore ahead of its server, the event pack without one.

   Filters are {facet: [values], q: text, since: release or date}. `window.wmAssets` holds the assets and, for each, the places
   of its values among the options of each facet. */
(function () {
  "use strict";
  const answer = (window.wmAnswer = {});
  const facets = () => window.wmAssets.facets;

  /* Does a "since" of a link name a day, a month, a year or a release? */
  answer.knowsSince = (since) => /^\d{4}(-\d\d){0,2}$/.test(since) || window.wmAssets.releases.some((release) => release[0] === since);

  /* One text per choice of filters, asset and stars, the same as `Filters.key` in Python. */
  answer.key = (filters, asset, starred) => JSON.stringify([...facets().map((facet) => facet.id).sort().map((id) => filters[id] || []), filters.q || "", filters.since || "", asset || "", starred || []]);

  /* The filters after what a reader did in the panel, the list or the legend. */
  answer.changed = function (filters, what, sent) {
    if (what === "clear") return {};
    if (what === "since" || sent.facet === "since") return { ...filters, since: what === "since" ? sent.value : "" };
    if (what === "q" || sent.facet === "q") return { ...filters, q: what === "q" ? sent.value : "" };
    const facet = what === "layer" ? "layer" : sent.facet, value = what === "layer" ? sent.id : sent.value;
    const every = facets().find((group) => group.id === facet).options.map((option) => option[0]);
    const now = filters[facet] || [], from = what === "layer" && !now.length ? every : now; // in a legend no choice means all
    const next = from.includes(value) ? from.filter((one) => one !== value) : [...from, value];
    return { ...filters, [facet]: what === "layer" && every.every((one) => next.includes(one)) ? [] : next };
  };

  /* The place of the first release that counts since a release or a date, and the first day an opening counts from. */
  function startOf(since) {
    const releases = window.wmAssets.releases;
    if (since.includes(".")) {
      const at = releases.findIndex((release) => release[0] === since);
      return [at < 0 ? releases.length : at + 1, ""];
    }
    const day = since + "-01".repeat(3 - since.split("-").length), at = releases.findIndex((release) => release[1] >= day);
    return [at < 0 ? releases.length : at, day];
  }

  function newsMask(since) {
    if (!since) return null;
    const [first, day] = startOf(since);
    return window.wmAssets.items.map((item) => item.release >= first || (day !== "" && item.opened >= day));
  }

  function maskOf(facet, at, filters) {
    const items = window.wmAssets.items, values = facet.options.map((option) => option[0]);
    const on = new Set((filters[facet.id] || []).map((value) => values.indexOf(value)).filter((place) => place >= 0));
    if (on.size) return items.map((item) => item.facets[at].some((place) => on.has(place)));
    if (facet.id === "status") return items.map((item) => item.status !== window.wmAssets.hidden_status);
    return null; // no choice: all
  }

  /* {ids, counts}: the assets that answer, and for each option of each facet how many it would give.
     `found` holds the places of the assets that the search text finds, the best first; null where there is no text. */
  answer.assets = function (filters, found) {
    const items = window.wmAssets.items, groups = facets();
    const news = newsMask(filters.since);
    const masks = groups.map((facet, at) => maskOf(facet, at, filters));
    const counts = Object.fromEntries(groups.map((facet) => [facet.id, facet.options.map(() => 0)]));
    const ids = [];
    for (const row of found || items.keys()) {
      const item = items[row];
      if (news && !news[row]) continue;
      const fails = masks.map((mask, at) => (mask && !mask[row] ? at : -1)).filter((at) => at >= 0);
      if (!fails.length) ids.push(item.id);
      groups.forEach((facet, at) => {
        if (fails.length > 1 || (fails.length === 1 && fails[0] !== at)) return;
        for (const place of item.facets[at]) counts[facet.id][place] += 1;
      });
    }
    return { ids, counts };
  };

  /* What the list says, as geo.webmap.explore_panels says it. */
  answer.results = function (filters, ids) {
    const words = `${ids.length.toLocaleString("en-GB")} ${ids.length === 1 ? "asset" : "assets"}`, chips = chipsOf(filters);
    return {
      ids, chips, words: chips.length ? `${words} ${ids.length === 1 ? "matches" : "match"}` : `${words} in the region`,
      hint: ids.length ? "" : "No asset matches all of these. Take a filter off, or try fewer or other words.",
    };
  };

  function chipsOf(filters) {
    const chips = [];
    for (const facet of facets()) for (const value of filters[facet.id] || [])
      chips.push({ facet: facet.id, value, label: (facet.named ? `${facet.label}: ` : "") + (facet.options.find((option) => option[0] === value) || [value, value])[1] });
    if (filters.q) chips.push({ facet: "q", value: filters.q, label: `\u201c${filters.q}\u201d` });
    if (filters.since) chips.push({ facet: "since", value: filters.since, label: sinceWords(filters.since) });
    return chips;
  }

  const sinceWords = (since) => (since.includes(".") ? `since release ${since}` : `since ${since}`);

  /* What the filter panel shows. */
  answer.panel = (filters, counts, ids) => ({ q: filters.q || "", since: filters.since || "", chosen: Object.fromEntries(facets().map((facet) => [facet.id, filters[facet.id] || []])), counts, figures: figuresOf(ids) });

  /* As geo.analysis.region_figures has them, but for the day. */
  function figuresOf(ids) {
    const chosen = new Set(ids), items = window.wmAssets.items.filter((item) => chosen.has(item.id)), at = facets().findIndex((facet) => facet.id === "authority");
    const operating = items.filter((item) => item.status === "operating").length, authorities = new Set(items.flatMap((item) => item.facets[at]));
    return [[items.length, "innovation assets"], [operating, window.wmAssets.operating_words], [authorities.size, "local authorities"]].map(([value, label]) => [value.toLocaleString("en-GB"), label]);
  }

  /* The rows of a legend that switch layers, with other counts and choices. */
  answer.legend = function (legend, filters, counts) {
    const layers = facets().find((facet) => facet.id === "layer").options.map((option) => option[0]), on = filters.layer || [];
    const row = (one) => (one.switch && layers.includes(one.id) ? { ...one, count: counts.layer[layers.indexOf(one.id)], on: !on.length || on.includes(one.id) } : one);
    return { ...legend, rows: legend.rows.map(row) };
  };
})();
