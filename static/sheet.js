/* A part of a page that Python wrote: tables, headings and links. Only the pieces that differ from what
   stands there are put in anew, and links to the same page ask for the new view alone, without running
   the whole app. The markup is made by pages.html.elements, which escapes every text. */
/* The sections of a long page: folded on a phone till they are opened, and as the reader left them when the page shows something
   else. What the server wrote is open, so it is compared open. A sheet of paper is as narrow as a phone, and is none. */
const phone = window.matchMedia("screen and (max-width: 900px)");
const sections = (root) => root.querySelectorAll("details.wm-section");
const titleOf = (fold) => fold.querySelector("summary").textContent;
const unfold = (root) => { for (const fold of sections(root)) fold.open = true; };
const fold = (root) => {
  root.folds = root.folds || new Map();
  for (const part of sections(root)) part.open = root.folds.has(titleOf(part)) ? root.folds.get(titleOf(part)) : !phone.matches;
};
/* Only a hand counts, not what a script or a printer unfolds. */
const folding = (root) => root.addEventListener("click", (event) => {
  const part = event.target.closest("summary") && event.target.closest("summary").parentElement;
  if (part && part.matches("details.wm-section")) root.folds.set(titleOf(part), !part.open);
});

const put = (root, html) => {
  const held = root.contains(document.activeElement) && document.activeElement.id;
  const made = document.createElement("template");
  made.innerHTML = html;
  const next = [...made.content.childNodes], now = [...root.childNodes];
  // Stars are painted after: what the server wrote is compared with what it wrote before.
  for (const button of root.querySelectorAll("button.wm-star")) { button.textContent = ""; for (const name of ["aria-pressed", "aria-label"]) button.removeAttribute(name); }
  next.forEach((node, at) => {
    if (at >= now.length) root.append(node);
    else if (!now[at].isEqualNode(node)) now[at].replaceWith(node);
  });
  for (const node of now.slice(next.length)) node.remove();
  // Who was in a field that was put in anew stays in it.
  if (held && document.activeElement.id !== held) (document.getElementById(held) || root).focus();
};

/* The link of a click that stays on this page; null for any other, and where the reader wants a new tab. */
const within = (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const anchor = event.target.closest && event.target.closest("a.wm-go");
  const target = anchor && new URL(anchor.href, document.baseURI);
  return target && target.origin === location.origin && target.pathname === location.pathname ? anchor : null;
};

/* Does a query ask for what the page shows, but for one parameter? */
const sameBut = (name, query) => {
  const [now, next] = [location.search, query].map((text) => { const all = new URLSearchParams(text); all.delete(name); all.sort(); return String(all); });
  return now === next;
};

/* Copy the text before a button. Without https the browser has no clipboard to write to, but can copy what is marked. */
const copy = async (button) => {
  const text = button.previousElementSibling;
  try { await navigator.clipboard.writeText(text.textContent); } catch {
    getSelection().selectAllChildren(text);
    document.execCommand("copy");
  }
  button.nextElementSibling.textContent = "Copied";
};

/* Copy the table before a button: clean cells for a spreadsheet and for Word. */
const copyTable = async (button) => {
  const done = await window.wmTable.copy(button.parentElement.previousElementSibling.querySelector("table"));
  button.nextElementSibling.textContent = done ? "Copied" : "The browser does not allow it: mark the table and copy it";
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".sheet");
  if (!root) return;
  root.say = setTriggerValue;
  if (!root.heard) {
    root.heard = true;
    folding(root);
    phone.addEventListener("change", () => fold(root));
    root.addEventListener("click", (event) => {
      const anchor = within(event), ahead = window.wmAhead;
      if (!anchor) return;
      event.preventDefault();
      const query = new URL(anchor.href, document.baseURI).search;
      if (!ahead || !ahead.hear("go", { query })) root.say("go", { query, at: Date.now() });
      // A new subject is read from its beginning.
      if (!anchor.classList.contains("wm-close") && !sameBut("asset", query)) document.querySelector(".stMain").scrollTo({ top: 0 });
    });
    // A field or button in a sheet says what it sets, and of what.
    const set = (target) => {
      const { set: name, id } = target.dataset;
      if (name && window.wmAhead) window.wmAhead.hear("set", { name, value: [id, target.value] });
    };
    root.addEventListener("change", (event) => set(event.target));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) ("copyTable" in button.dataset ? copyTable : "copy" in button.dataset ? copy : set)(button);
    });
  }
  const show = (html) => {
    if (root.told === html) return;
    root.told = html;
    unfold(root);
    if (window.wmRove) window.wmRove.strip(root);
    put(root, html);
    fold(root);
    if (window.wmRove) window.wmRove.paint(root);
    if (window.wmStars) window.wmStars.paint(root);
  };
  (window.wmParts = window.wmParts || {})[data.name] = show;
  if (!window.wmAhead || !window.wmAhead.stale(data.name, data.asked, () => show(data.html))) show(data.html);
}
