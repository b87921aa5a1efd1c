/* Two links before all else, seen when they are reached: past the menu, and past the controls and the map to what was found. */
(function () {
  "use strict";
  if (document.querySelector(".wm-skips")) return;
  const bar = document.createElement("nav");
  bar.className = "wm-skips";
  bar.setAttribute("aria-label", "Skip");

  function go(node) {
    if (!node) return;
    if (node.tabIndex < 0) node.tabIndex = -1;
    node.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  const title = () => document.querySelector(".stMain h1");

  function toResults() {
    if (document.querySelector(".st-key-results") && window.wmToList) { window.wmToList(); return; }
    go(document.querySelector(".stMain .wm-table") || document.querySelector(".stMain h2") || title());
  }

  for (const [words, act] of [["Skip the menu", () => go(title())], ["Skip to the results", toResults]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    bar.append(button);
  }
  document.body.prepend(bar);
})();
