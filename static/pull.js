/* On a phone the list of Explore is a sheet over the map: its first words, half of the screen, or all of it. The button
   on its rim takes it from one to the next, a finger pulls it. How far it is out stands on the document (app.css). */
(function () {
  "use strict";
  if (window.wmPull) return;
  const STEPS = ["peek", "half", "full"], TAP_PX = 8, root = document.documentElement;
  const WORDS = { peek: "Show the list", half: "Show more of the list", full: "Show the map" };
  const phone = window.matchMedia("(max-width: 900px) and (min-height: 481px)");
  const side = () => document.querySelector(".st-key-side"), rim = () => document.querySelector(".wm-pull");
  let hold = null;

  const now = () => root.dataset.wmList || (document.querySelector(".st-key-explore-card .wm-card") ? "half" : "peek");

  function say() {
    const button = rim(), step = now();
    if (!button) return;
    button.setAttribute("aria-expanded", String(step !== "peek"));
    button.setAttribute("aria-label", WORDS[step]);
  }

  function set(step) {
    root.dataset.wmList = step;
    if (step === "peek" && side()) side().scrollTop = 0;
    say();
  }

  window.wmPull = {
    atLeast(step) { if (phone.matches && STEPS.indexOf(now()) < STEPS.indexOf(step)) set(step); },
    down() { if (phone.matches) set("peek"); },
  };

  /* Let go: where it is nearest to. */
  function nearest(height_px) {
    const share = height_px / window.innerHeight;
    return share < 0.33 ? "peek" : share < 0.72 ? "half" : "full";
  }

  document.addEventListener("pointerdown", (event) => {
    const button = event.target.closest && event.target.closest(".wm-pull");
    if (!button || !phone.matches) return;
    button.setPointerCapture(event.pointerId);
    hold = { from: event.clientY, height: side().getBoundingClientRect().height, moved: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!hold) return;
    hold.moved = hold.moved || Math.abs(event.clientY - hold.from) > TAP_PX;
    if (hold.moved) side().style.setProperty("--wm-pulled", `${hold.height + hold.from - event.clientY}px`);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => {
    if (!hold) return;
    if (hold.moved) set(nearest(side().getBoundingClientRect().height));
    side().style.removeProperty("--wm-pulled");
    // The click that follows a pull is none.
    const { moved } = hold;
    hold = moved ? { over: true } : null;
    if (moved) setTimeout(() => { hold = null; }, 0);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest(".wm-pull")) return;
    if (hold && hold.over) return;
    set(STEPS[(STEPS.indexOf(now()) + 1) % STEPS.length]);
  });
  // Who comes into the list by keyboard sees it.
  document.addEventListener("focusin", (event) => {
    const inside = event.target.closest && event.target.closest(".st-key-side");
    if (inside && !event.target.closest(".wm-pull") && phone.matches && now() === "peek" && event.target.matches(":focus-visible")) set("half");
    else if (event.target.closest && event.target.closest(".wm-pull")) say();
  });
})();
