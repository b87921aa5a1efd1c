/* Whether the app's server hears this page, what waits until it does, and the quiet line that says so.

   Streamlit drops what is sent while its connection is away, and does not run the page again when it is back.
   So the address says what is shown, acts that need the server wait here, and on return the page is run
   anew for its address: whatever server answers then, screen and link are one. */
(function () {
  "use strict";
  if (window.wmConnection) return;
  const APP = "[data-testid='stApp']", MENU = "[data-testid='stTopNavLinkContainer'], [data-testid='stSidebarNavLinkContainer']";
  const GRACE_MS = 400, SAID_MS = 4000;
  // What is done when the connection is back, by name: the newest of a name counts.
  const waiting = new Map();
  const connection = (window.wmConnection = {});
  let met = false, away = false, resuming = false, line = null, timer = 0;

  const states = () => { const app = document.querySelector(APP); return app ? app.dataset : {}; };

  /* Is the server out of hearing? Not before it was heard once. */
  connection.away = () => away || (met && states().testConnectionState !== "CONNECTED");

  /* Is a run of the page under way? */
  connection.busy = () => !["notRunning", undefined].includes(states().testScriptState);

  /* Do something when the connection is back; `again` replaces what waits under the same name, null takes it back. */
  connection.wait = function (name, again) {
    if (again) waiting.set(name, again); else waiting.delete(name);
    say();
  };

  function words() {
    const number = waiting.size;
    const waits = number ? ` ${number === 1 ? "One choice waits" : `${number} choices wait`} and ${number === 1 ? "is" : "are"} made when it is back.` : "";
    return `No connection to the map\u2019s server. What is shown stays; stars and filters on Explore are kept in the link.${waits}`;
  }

  function say(text) {
    if (!line) {
      line = document.createElement("p");
      line.id = "wm-connection";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    const said = text === undefined ? (away ? words() : "") : text;
    if (line.textContent !== said) line.textContent = said;
    line.classList.toggle("back", Boolean(said) && !away);
  }

  function lost() {
    if (!connection.away() || away) return;
    away = true;
    say();
  }

  /* Run the page for its address, then do what waits; each act begins where the last one led. */
  function resume() {
    resuming = true;
    window.wmAddress.run();
    say("Connected again.");
    setTimeout(() => { if (!away) say(""); }, SAID_MS);
  }

  function settle() {
    if (!resuming || away || connection.busy()) return;
    resuming = false;
    const acts = [...waiting.values()];
    waiting.clear();
    for (const act of acts) act();
  }

  function look() {
    const { testConnectionState: state } = states();
    if (state === "CONNECTED") {
      clearTimeout(timer);
      met = true;
      if (away) { away = false; setTimeout(resume, 0); } else setTimeout(settle, 250);
    } else if (met && !away) {
      clearTimeout(timer);
      timer = setTimeout(lost, GRACE_MS);
    }
  }

  /* Another page needs the server: its link waits, in words, instead of leading nowhere. */
  document.addEventListener("click", (event) => {
    const entry = event.target.closest && event.target.closest(MENU), anchor = entry && entry.querySelector("a");
    if (!anchor || !connection.away()) return;
    event.preventDefault();
    event.stopPropagation();
    const { pathname } = new URL(anchor.href);
    connection.wait("page", () => { const now = [...document.querySelectorAll("a[data-testid]")].find((one) => one.href && new URL(one.href).pathname === pathname); if (now) now.click(); });
  }, true);

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true, childList: false, attributes: true, attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
  look();
})();
