/* A long table is one stop of Tab: the line last visited, with what is in it. Arrows, Home and End go from line to line. */
(function () {
  "use strict";
  if (window.wmRove) return;
  const MANY = 8, PARTS = "a[href], button, summary", LINE = ".sheet .wm-table tbody tr";
  const KEYS = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (_, count) => count - 1 };
  let told = false;

  const partsOf = (line) => [...line.querySelectorAll(PARTS)].filter((one) => one.checkVisibility());
  const linesOf = (body) => [...body.rows].filter((line) => line.querySelector(PARTS));

  /* Only this line of its table is reached by Tab. */
  function settle(body, current) {
    const lines = linesOf(body);
    if (lines.length < MANY) return;
    const kept = lines.includes(current) ? current : lines[0];
    for (const line of lines) for (const part of line.querySelectorAll(PARTS)) {
      if (line === kept) part.removeAttribute("tabindex"); else part.tabIndex = -1;
    }
    body.wmLine = kept;
  }

  window.wmRove = {
    paint(root) { for (const body of root.querySelectorAll(".wm-table tbody")) settle(body, body.wmLine); },
    /* As the server wrote it. */
    strip(root) { for (const part of root.querySelectorAll(".wm-table [tabindex='-1']")) part.removeAttribute("tabindex"); },
  };

  document.addEventListener("focusin", (event) => {
    const line = event.target.closest && event.target.closest(LINE);
    if (!line || linesOf(line.parentElement).length < MANY) return;
    if (line.parentElement.wmLine !== line) settle(line.parentElement, line);
    if (!told && window.wmSay && event.target.matches(":focus-visible")) window.wmSay("Arrow keys go from line to line");
    told = true;
  });

  document.addEventListener("keydown", (event) => {
    const line = KEYS[event.key] && event.target.closest && event.target.closest(LINE);
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const lines = linesOf(line.parentElement), at = partsOf(line).indexOf(event.target);
    if (lines.length < MANY || at < 0) return;
    event.preventDefault();
    const next = partsOf(lines[Math.min(Math.max(KEYS[event.key](lines.indexOf(line), lines.length), 0), lines.length - 1)]);
    if (next.length) next[Math.min(at, next.length - 1)].focus();
  });
})();
