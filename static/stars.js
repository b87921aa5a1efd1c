/* The shortlist wherever an asset is listed: it lives in the address (see geo/select/query_string.py), and Back does
   not take it away. Stars are painted from the address, so that what the server sends need not know them. */
(function () {
  "use strict";
  if (window.wmStars) return;
  const NAMES = window.wmAddress.shortlist, KEPT = "wm-shortlist", MENU = "a[href$='/shortlist']", OWN = /\/shortlist$/;
  const stars = (window.wmStars = {});
  const asked = (search) => { const all = new URLSearchParams(search); return NAMES.map((name) => all.getAll(name)); };

  stars.now = () => asked(location.search)[0];

  /* One list with an asset put to its end, or taken out. */
  stars.turned = (list, id) => (list.includes(id) ? list.filter((one) => one !== id) : [...list, id]);

  function kept() { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } }
  function keep(lists) { try { sessionStorage.setItem(KEPT, JSON.stringify(lists)); } catch { /* a browser that keeps nothing */ } }

  /* The query with the kept shortlist in place of its own. */
  function brought(search) {
    const query = new URLSearchParams(search), lists = kept();
    NAMES.forEach((name, at) => { query.delete(name); for (const value of lists[at]) query.append(name, value); });
    return `${query}` ? `?${query}` : "";
  }

  /* A link of the app as it is followed: the shortlist comes along where the link has none (as geo.select.query_string.follow
     says it). On the shortlist's own page the link is the list: its last asset can be taken out. */
  stars.along = function (url) {
    const target = new URL(url, location.href), lists = kept() || asked(location.search);
    if (target.pathname === location.pathname && OWN.test(target.pathname)) return target.href;
    NAMES.forEach((name, at) => { if (!target.searchParams.has(name)) for (const value of lists[at]) target.searchParams.append(name, value); });
    return target.href;
  };

  /* The menu's way to another page has no shortlist in it: there it is brought along. */
  let path = location.pathname;
  function noted() {
    const moved = path !== location.pathname, now = asked(location.search);
    path = location.pathname;
    // Nothing is kept of who never starred anything: a kiosk forgets.
    if (!(moved && !now[0].length) && (now.some((list) => list.length) || kept())) keep(now);
    stars.paint();
  }
  window.wmAddress.onChange(noted);

  /* Back and Forward lead to an address of another time, with the shortlist of today. */
  function bring() {
    const lists = kept(), search = lists && brought(location.search);
    path = location.pathname;
    if (lists && String(asked(location.search)) !== String(lists)) window.wmAddress.mend(location.pathname + search + location.hash);
    stars.paint();
  }
  window.addEventListener("popstate", (event) => { if (event.isTrusted) bring(); }, true);

  function paintOne(button, list) {
    const on = list.has(button.dataset.id), name = button.dataset.name, text = on ? "\u2605" : "\u2606";
    if (button.textContent !== text) button.textContent = text;
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", `${on ? "Remove from" : "Add to"} shortlist: ${name}`);
  }

  let told = null;
  stars.paint = function (root) {
    const now = stars.now(), list = new Set(now);
    for (const button of (root || document).querySelectorAll("button.wm-star")) paintOne(button, list);
    for (const anchor of document.querySelectorAll(MENU)) {
      if (now.length) anchor.dataset.stars = now.length; else delete anchor.dataset.stars;
    }
    if (told !== null && told !== now.length && window.wmSay) window.wmSay(`${now.length} on the shortlist`);
    told = now.length;
  };

  /* Turn a star where no page answers for it: in the address, for which the page runs. */
  stars.turn = function (id) {
    const query = new URLSearchParams(location.search), list = stars.turned(stars.now(), id);
    query.delete("star");
    for (const one of list) query.append("star", one);
    window.wmAddress.push(`${query}`);
    if (!window.wmConnection.away()) window.wmAddress.run();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.wm-star");
    if (!button) return;
    const { id } = button.dataset, ahead = window.wmAhead;
    if (window.wmConnection.away() || !ahead || !ahead.hear("set", { name: "star", value: [id, ""] })) stars.turn(id);
  });

  const [entry] = performance.getEntriesByType("navigation");
  if (entry && entry.type === "back_forward") bring();
  else noted();
  // The menu is drawn later, and again.
  new MutationObserver(() => { if ([...document.querySelectorAll(MENU)].some((anchor) => (Number(anchor.dataset.stars) || 0) !== stars.now().length)) stars.paint(); })
    .observe(document.body, { subtree: true, childList: true });
})();
