/* A page that answers in the browser before the server's run of it: what is asked for, and what of the
   server's is an answer to an earlier question.

   `ahead.use` names who answers on the page in view (see ahead_explore.js, ahead_pages.js); `hear` takes
   what a reader did; `expect` says what was asked last. Until the server has answered that, its
   answers to earlier acts are put aside (`stale`); if it never does, the last of them is shown. */
(function () {
  "use strict";
  if (window.wmAhead) return;
  const WAIT_MS = 3000, FRAME = "iframe[src*='streamlit_folium']";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  // Parts of the page that show an answer, by name: `draw(data)`.
  const parts = (window.wmParts = window.wmParts || {});
  const ahead = (window.wmAhead = { asked: null, parts, aside: new Map(), done: new Set() });

  ahead.frame = () => document.querySelector(FRAME);
  ahead.map = () => { const frame = ahead.frame(); return frame && frame.contentWindow.wm; };
  const alive = () => Boolean(ahead.host && ahead.host.isConnected);

  /* Scroll to a part of the page that is out of sight, or has only its rim in it. */
  ahead.bringIntoSight = function (node, block) {
    const { top } = node.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) node.scrollIntoView({ block, behavior: still.matches ? "auto" : "smooth" });
  };

  ahead.connect = function (name, draw) { parts[name] = draw; };

  /* `host` is an element of the page in view, `answer(what, sent)` tells whether it answers. */
  ahead.use = function (host, answer) { ahead.host = host; ahead.answer = answer; };
  ahead.hear = (what, sent) => alive() && Boolean(ahead.answer(what, sent));

  /* What a page shows after an act (see pages/shared/answers); fails where the server has no answer. */
  ahead.request = async function (page, query, act) {
    const address = new URL(`answer/${page}`, document.baseURI);
    address.search = query;
    address.searchParams.set("_act", JSON.stringify(act));
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(reply.statusText);
    return reply.json();
  };

  ahead.expect = function (key) {
    clearTimeout(ahead.timer);
    ahead.done.clear();
    ahead.asked = key;
    ahead.at = location.pathname;
    ahead.timer = setTimeout(giveUp, WAIT_MS);
  };

  /* Whatever the server says next is the answer. */
  ahead.takeAny = function () {
    clearTimeout(ahead.timer);
    ahead.asked = null;
    ahead.aside.clear();
  };

  // What was asked on another page is awaited no more; the bare page's key is empty.
  const awaited = () => ahead.asked !== null && ahead.at === location.pathname;

  /* Is this an answer to an earlier question? Then `again` runs if the one waited for never comes. */
  ahead.stale = function (who, key, again) {
    if (!awaited() || key === undefined || ahead.done.has(who)) return false;
    if (key === ahead.asked) { ahead.done.add(who); ahead.aside.delete(who); return false; }
    ahead.aside.set(who, again);
    return true;
  };

  function giveUp() {
    // An answer that cannot come yet is waited for.
    const connection = window.wmConnection;
    if (awaited() && connection && (connection.away() || connection.busy())) { ahead.timer = setTimeout(giveUp, WAIT_MS); return; }
    const waiting = awaited() ? [...ahead.aside.values()] : [];
    ahead.asked = null;
    ahead.aside.clear();
    for (const again of waiting) again();
  }

  // Back and forward: what was asked before counts no more.
  window.addEventListener("popstate", ahead.takeAny);
})();
