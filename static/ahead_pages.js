/* Places, Clusters, Nearby, Asset and Shortlist answer at once: what a reader does is asked of the server by a
   plain request (see pages/shared/answers), its answer is shown on map, sheets and controls, and only then
   the app is run for it, which confirms what is shown and writes the address. */
(function () {
  "use strict";
  const ahead = window.wmAhead;
  if (ahead.page) return;
  const OF_THE_MAP = ["asset", "authority", "point", "shape"];
  // Answers shown before, for the way back.
  const seen = new Map(), MOST_KEPT = 20;
  // A connection that breaks is seen to be broken a little later.
  const SEEN_MS = 300, MOST_TRIES = 20;
  let page = null, turn = Promise.resolve();

  /* The page in view as its server knows it; a picker tells, with its way to answer back. */
  ahead.page = function (host, data, say) {
    page = { host, name: data.page, query: data.asked, say };
    ahead.use(host, hear);
  };

  function hear(kind, sent) {
    if (kind !== "go" && kind !== "set" && !OF_THE_MAP.includes(kind)) return false;
    const from = page.name;
    // One after the other: each act begins where the last one led.
    turn = turn.then(() => page.name === from && page.host.isConnected && answer({ ...sent, kind })).catch(() => {});
    return true;
  }

  async function answer(act) {
    const asked = page, say = (what) => page.say("go", { ...what, at: Date.now() });
    let said;
    try { said = await reached(act); } catch { await without(act, say); return; }
    if (page.name !== asked.name || !page.host.isConnected) return;
    take(said, act);
    if (act.kind === "asset") showCard();
    if (said.query !== undefined) say({ query: said.query });
  }

  const pause = () => new Promise((done) => setTimeout(done, SEEN_MS));

  /* The server's answer. On a line that breaks a request fails before the connection is known to be away: what is sent meanwhile
     would be lost, so it is asked again until one of the two is certain. */
  async function reached(act) {
    for (let tries = 1; ; tries += 1) {
      try { return await ahead.request(page.name, page.query, act); } catch (error) {
        if (!(error instanceof TypeError) || tries === MOST_TRIES || window.wmConnection.away()) throw error;
      }
      await pause();
    }
  }

  /* What the browser has no answer to is the run's to answer; without a connection it waits for one. */
  async function without(act, say) {
    await pause();
    const connection = window.wmConnection;
    if (connection && connection.away()) connection.wait(`${act.kind} ${act.name || ""}`, () => { hear(act.kind, act); });
    else say({ act });
  }

  /* The card of an asset chosen on the map may stand below it, out of sight. */
  function showCard() {
    const card = document.querySelector(`.st-key-${page.name}-card`);
    if (card && card.getBoundingClientRect().height > 1) ahead.bringIntoSight(card, "start");
  }

  function take(said, act) {
    for (const [name, draw] of Object.entries(ahead.parts)) if (name.endsWith("#note")) draw(said, act);
    if (said.query === undefined) return;
    page.query = said.query;
    ahead.expect(said.query);
    // Back and Forward have it there before.
    window.wmAddress.push(said.query);
    show(said);
    window.wmSayHeading(Object.values(said.sheets));
    const key = keyOf(page.name, said.query);
    seen.delete(key);
    seen.set(key, said);
    if (seen.size > MOST_KEPT) seen.delete(seen.keys().next().value);
  }

  function keyOf(name, query) { const all = new URLSearchParams(query); all.sort(); return `${name}?${all}`; }

  /* Back and forward: the app runs for them by itself; its answer is only shown sooner. */
  window.addEventListener("popstate", () => {
    const from = page, query = location.search;
    const here = () => page === from && page && page.host.isConnected && location.pathname.endsWith(`/${page.name}`) && location.search === query;
    if (!here()) return;
    const act = { kind: "open", query };
    const kept = seen.get(keyOf(page.name, query));
    if (kept) { take(kept, act); return; }
    turn = turn.then(async () => { if (!here()) return; const said = await ahead.request(page.name, page.query, act); if (here()) take(said, act); }).catch(() => {});
  });

  function show(said) {
    const map = ahead.map();
    if (map && map.state) map.show({ ...said.view, asked: undefined });
    for (const [name, html] of Object.entries(said.sheets)) if (ahead.parts[name]) ahead.parts[name](html);
    for (const [name, fields] of Object.entries(said.pickers)) if (ahead.parts[name]) ahead.parts[name](fields);
  }
})();
