/* What is folded on the screen is printed whole, and folded again after. A map keeps its size and is scaled to the sheet:
   one that is resized is cleared, and drawn anew only after the sheet was made. */
(function () {
  "use strict";
  if (window.wmPrint) return;
  window.wmPrint = true;
  const MAPS = "iframe[src*='streamlit_folium'], #map", SHEET_PX = 690;
  let opened = [];
  function hold(map) {
    const { width, height } = map.getBoundingClientRect();
    if (!width) return;
    for (const [name, value] of [["width", `${width}px`], ["height", `${height}px`], ["zoom", String(Math.min(1.5, SHEET_PX / width))]]) map.style.setProperty(name, value, "important");
  }
  const release = (map) => { for (const name of ["width", "height", "zoom"]) map.style.removeProperty(name); };
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    document.querySelectorAll(MAPS).forEach(hold);
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll(MAPS).forEach(release);
    for (const fold of opened) fold.open = false;
    opened = [];
  });
})();
