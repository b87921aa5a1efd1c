/* Hands on a map that stands in a page that scrolls: the plain wheel and one finger move the page, the wheel with Ctrl (or the
   Command key) and two fingers move the map, and a word says so. Where the map fills the screen, all of it is the map's.
   No map can be moved away from what it shows. */
(function () {
  "use strict";
  const wm = (window.wm = window.wm || {});
  const BEYOND = 1, SAID_MS = 1600, LOOK_MS = 800;
  const hand = (wm.hand = {});

  /* Does the page around the map scroll? Not on stage, in a kiosk, and where the map is a page of its own. */
  function inScrollingPage() {
    if (window.parent === window || /\bwm-on-(stage|kiosk)\b/.test(document.documentElement.className)) return false;
    try {
      const main = window.parent.document.querySelector(".stMain");
      return Boolean(main) && main.scrollHeight > main.clientHeight + 24;
    } catch { return false; }
  }

  function say(state, text) {
    if (!state.handWord) {
      state.handWord = document.createElement("p");
      state.handWord.className = "wm-hand-word";
      state.handWord.setAttribute("role", "status");
      state.map.getContainer().append(state.handWord);
    }
    state.handWord.textContent = text;
    clearTimeout(state.handTimer);
    state.handTimer = setTimeout(() => { state.handWord.textContent = ""; }, SAID_MS);
  }

  hand.create = function (state) {
    const { map } = state, box = map.getContainer(), apple = /Mac|iP(hone|ad)/.test(navigator.platform);
    map.setMaxBounds(window.L.latLngBounds(state.base.bounds).pad(BEYOND));
    map.options.maxBoundsViscosity = 0.9;
    box.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey || !inScrollingPage()) return;
      event.stopImmediatePropagation();
      say(state, `Hold ${apple ? "\u2318" : "Ctrl"} and turn the wheel to zoom the map`);
    }, { capture: true, passive: true });
    box.addEventListener("touchstart", (event) => {
      const page = inScrollingPage();
      // Buttons and folds on the map hear every finger.
      if (page && event.touches.length === 1 && !event.target.closest(".leaflet-control")) event.stopImmediatePropagation();
    }, { capture: true, passive: true });
    box.addEventListener("touchmove", (event) => {
      if (event.touches.length === 1 && inScrollingPage() && !event.target.closest(".leaflet-control")) say(state, "Use two fingers to move the map");
    }, { capture: true, passive: true });
    hand.look(state);
  };

  /* A browser decides before the finger is down what a finger does: so it is told whenever another view is shown. */
  hand.look = function (state) {
    clearTimeout(state.handLook);
    state.handLook = setTimeout(() => state.map.getContainer().classList.toggle("wm-page-scrolls", inScrollingPage()), LOOK_MS);
  };
})();
