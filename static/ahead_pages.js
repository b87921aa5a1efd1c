/* Places, Clusters, Nearby and Asset answer at once: what a reader does is asked of the server by a
   plain request (see pages/shared/answers), its answer is shown on map, sheets and controls, and only then
   the app is run for it, which confirms what is shown and writes the address. */
(function () {
  "use strict";
  const ahead = window.wmAhead;
  if (ahead.page) return;
  const OF_THE_MAP = ["asset", "authority", "point", "shape"];
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
    turn = turn.then(() => page.name === from && page.host.isConnected && answer({ ...sent, kind }));
    return true;
  }

  async function ask(act) {
    const address = new URL(`answer/${page.name}`, document.baseURI);
    address.search = page.query;
    address.searchParams.set("_act", JSON.stringify(act));
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(reply.statusText);
    return reply.json();
  }

  async function answer(act) {
    const asked = page, say = (what) => page.say("go", { ...what, at: Date.now() });
    let said;
    try { said = await ask(act); } catch (error) { say({ act }); return; }
    if (page.name !== asked.name || !page.host.isConnected) return;
    for (const [name, draw] of Object.entries(ahead.parts)) if (name.endsWith("#note")) draw(said, act);
    if (said.query === undefined) return;
    page.query = said.query;
    ahead.expect(said.query);
    show(said);
    say({ query: said.query });
  }

  function show(said) {
    const map = ahead.map();
    if (map && map.state) map.show({ ...said.view, asked: undefined });
    for (const [name, html] of Object.entries(said.sheets)) if (ahead.parts[name]) ahead.parts[name](html);
    for (const [name, fields] of Object.entries(said.pickers)) if (ahead.parts[name]) ahead.parts[name](fields);
  }
})();
