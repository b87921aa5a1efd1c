/* What changed without the page being left, told to who does not see it: one line for the whole app. */
(function () {
  "use strict";
  if (window.wmSay) return;
  const WAIT_MS = 120;
  let line = null, timer = 0;

  function theLine() {
    if (line && line.isConnected) return line;
    line = document.createElement("p");
    line.id = "wm-said";
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "polite");
    document.body.append(line);
    return line;
  }

  /* Say something; the same said again is heard again. */
  window.wmSay = function (words) {
    clearTimeout(timer);
    theLine().textContent = "";
    timer = setTimeout(() => { theLine().textContent = words; }, WAIT_MS);
  };

  /* The heading of what a page now shows, from its finished parts. */
  window.wmSayHeading = function (parts) {
    for (const html of parts) {
      const held = document.createElement("template");
      held.innerHTML = html;
      const heading = held.content.querySelector("h1, h2, h3");
      if (heading) { window.wmSay(`Now shown: ${heading.textContent.trim()}`); return; }
    }
  };

  theLine();
})();
