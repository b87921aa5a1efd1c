/* The first words of a page (pages/html/first_page.py): they go when the app has drawn something, and say what works
   instead where the network lets no WebSocket through. What a connection does once it was open is none of this script's. */
(function () {
  "use strict";
  const first = document.getElementById("wm-first"), DRAWN = ".stMain h1, .stMain .stAlert, .stMain iframe, #wm-stage, [role='dialog']";
  const TRIES = 2, PATIENCE_MS = 20000;
  let opened = false, failed = 0;
  if (!first) return;
  const [loading, refused] = first.querySelectorAll(".wm-words > span");

  function refuse(on) {
    first.classList.toggle("refused", on);
    loading.hidden = on;
    refused.hidden = !on;
  }

  function ended() {
    failed += 1;
    if (!opened && failed >= TRIES) refuse(true);
  }

  // What the address chooses, the page for phones shows as well.
  for (const link of first.querySelectorAll("a[href^='./lite']")) if (window.location.search && !link.search) link.href += window.location.search;
  const Native = window.WebSocket;
  if (!Native) refuse(true);
  else {
    window.WebSocket = class extends Native {
      constructor(...given) {
        super(...given);
        if (opened) return;
        this.addEventListener("open", () => { opened = true; refuse(false); });
        this.addEventListener("close", ended);
      }
    };
    window.setTimeout(() => { if (!opened) refuse(true); }, PATIENCE_MS);
  }

  const watch = new MutationObserver(() => {
    if (!opened || !document.querySelector(DRAWN)) return;
    watch.disconnect();
    first.remove();
  });
  watch.observe(document.body, { childList: true, subtree: true });
})();
