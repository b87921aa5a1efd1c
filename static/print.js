/* What is folded on the screen is printed whole, and folded again after. */
(function () {
  "use strict";
  if (window.wmPrint) return;
  window.wmPrint = true;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
})();
