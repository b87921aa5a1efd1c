/* Ways to a scene that is not the next: its number and Enter, and a list of all; and the question before leaving while the
   server is away, from where nobody comes back. What lies over the stage takes the keys until it is closed. */
(function () {
  "use strict";
  const stage = window.wmStage;
  if (!stage || stage.jumps) return;
  const { el } = stage;
  const NUMBER_MS = 3000, MOST_DIGITS = 3;
  const jumps = (stage.jumps = {});
  let typed = "", timer = 0, shown = null, opener = null;

  function clear() {
    typed = "";
    clearTimeout(timer);
    const line = stage.state && stage.state.parts.number;
    if (line) line.hidden = true;
  }

  const known = (number) => Number(number) >= 1 && Number(number) <= stage.state.scenes.length;

  function type(digit) {
    const { parts, scenes } = stage.state;
    typed = `${typed}${digit}`.slice(-MOST_DIGITS);
    if (!parts.number) { parts.number = el("p", { class: "number", role: "status" }); parts.root.append(parts.number); }
    parts.number.textContent = known(typed) ? `Scene ${typed} of ${scenes.length}: press Enter` : `There are ${scenes.length} scenes, none is ${typed}`;
    parts.number.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(clear, NUMBER_MS);
  }

  /* A box over the stage; where Tab goes round in it and what opened it has the focus again afterwards. */
  function open(title, inside) {
    jumps.close();
    opener = document.activeElement;
    shown = el("dialog", { class: "jumps", "aria-label": title });
    shown.append(el("h2", {}, title), ...inside);
    stage.state.parts.root.append(shown);
    shown.addEventListener("close", jumps.close);
    shown.showModal();
  }

  jumps.close = function () {
    if (!shown) return;
    const closed = shown;
    shown = null;
    closed.remove();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  };

  jumps.list = function () {
    const { scenes, at } = stage.state, list = el("ol", {});
    scenes.forEach((scene, index) => {
      const line = el("li", {}), button = el("button", { type: "button", dir: "auto", ...(index === at ? { "aria-current": "step" } : {}) }, scene.title);
      button.addEventListener("click", () => { jumps.close(); stage.go(index); });
      line.append(button);
      list.append(line);
    });
    open("Scenes", [list]);
    (shown.querySelector("[aria-current]") || shown.querySelector("button")).focus();
  };

  /* Whether leaving may go on at once; otherwise it is asked. */
  jumps.mayLeave = function (leave) {
    const connection = window.wmConnection;
    if (!connection || !connection.away()) return true;
    const stay = el("button", { type: "button" }, "Stay"), go = el("button", { type: "button" }, "Leave all the same");
    stay.addEventListener("click", jumps.close);
    go.addEventListener("click", () => { jumps.close(); leave(); });
    open("The server cannot be reached", [el("p", {}, "The presentation goes on without it; the pages behind it do not open until it is back."), stay, go]);
    stay.focus();
    return false;
  };

  /* Whether a key was one of these. */
  jumps.hear = function (event) {
    if (shown) {
      if (event.key === "Escape") { jumps.close(); event.preventDefault(); event.stopPropagation(); }
      return true; // the other keys are the dialog's own
    }
    if (/^[0-9]$/.test(event.key)) { type(event.key); event.preventDefault(); return true; }
    if (!typed) return false;
    if (event.key !== "Enter" && event.key !== "Escape") { clear(); return false; }
    const number = typed;
    clear();
    if (event.key === "Enter" && known(number)) stage.go(Number(number) - 1);
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  jumps.stop = function () { clear(); jumps.close(); };
})();
