/* The list that is equal to the map: how many there are, in words; the filters in force, each to be
   taken off; and a table of exactly what is filtered, sortable, one line an asset. The rows are made
   once from the assets file; Python sends which ids to show. Every text is set as text. */
const { make, load } = window.wmDom;

const COLUMNS = [["name", "Name"], ["place", "Place"], ["status", "Status"]];
// The order is part of the view, so of its link: `sort=place`, the other way round `sort=-place`, nothing for the best first.
const SORT = "sort";

function sortAsked() {
  const said = new URLSearchParams(window.location.search).get(SORT) || "", name = said.replace(/^-/, "");
  return COLUMNS.some(([key]) => key === name) ? [name, said === name ? 1 : -1] : ["", 1];
}

function sayOrder([key, way]) {
  const query = new URLSearchParams(window.location.search), label = COLUMNS.filter(([name]) => name === key).map(([, words]) => words)[0];
  query.delete(SORT);
  if (key) query.set(SORT, way === 1 ? key : `-${key}`);
  if (window.wmSay) window.wmSay(key ? `Sorted by ${label}, ${way === 1 ? "A to Z" : "Z to A"}` : "Best match first");
  if (window.wmAddress) {
    window.wmAddress.push(`${query}`);
    if (!window.wmConnection.away()) window.wmAddress.run();
    return;
  }
  try { window.history.replaceState(null, "", `${window.location.pathname}${`${query}` ? `?${query}` : ""}${window.location.hash}`); } catch { /* a file has no address of its own */ }
}

function build(root) {
  const words = make("p", { class: "count", id: "count" });
  const live = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
  const hint = make("p", { class: "hint" });
  const read = make("p", { class: "read", role: "note" });
  const also = make("ul", { class: "also", "aria-label": "Other answers to this search" });
  const chips = make("ul", { class: "chips", "aria-label": "Filters in force" });
  const scroll = make("div", { class: "scroll" });
  const table = make("table", { "aria-describedby": "count" });
  table.append(make("caption", { class: "unseen" }, "Assets that match the filters; choose a name to see all that is known of it"));
  const head = make("tr"), body = make("tbody");
  const parts = { words, live, hint, read, also, chips, scroll, body, rows: new Map(), sort: sortAsked(), heads: {} };
  for (const [key, label] of COLUMNS) {
    const cell = make("th", { scope: "col", class: `c-${key}` });
    const button = make("button", { type: "button" }, label);
    button.append(make("span", { class: "arrow", "aria-hidden": "true" }));
    button.addEventListener("click", () => {
      parts.sort = parts.sort[0] === key ? (parts.sort[1] === 1 ? [key, -1] : ["", 1]) : [key, 1];
      sayOrder(parts.sort);
      order(parts);
      parts.key = `${parts.ids.join(" ")} ${parts.sort}`;
    });
    cell.append(button);
    parts.heads[key] = cell;
    head.append(cell);
  }
  head.append(make("th", { scope: "col", class: "c-source" }, "Source"));
  const top = make("thead");
  top.append(head);
  table.append(top, body);
  scroll.append(table);
  for (const item of window.wmAssets.items) parts.rows.set(item.id, rowOf(item, root));
  parts.pager = make("nav", { class: "pager", "aria-label": "Pages of the list" });
  root.append(words, live, read, hint, also, chips, scroll, parts.pager);
  root.addEventListener("keydown", (event) => move(parts, root, event));
  body.addEventListener("focusin", (event) => rove(parts, event.target.closest("tr")));
  window.wmToList = () => {
    if (window.wmPull) window.wmPull.atLeast("half");
    const line = current(parts);
    (line ? line.querySelector("button.name") : words).focus();
  };
  words.tabIndex = -1;
  return parts;
}

/* The list is one stop of Tab: the line last visited, its star and its source. Arrows, Home and End go from line to line. */
const KEYS = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (_, count) => count - 1 };

function move(parts, root, event) {
  if (!KEYS[event.key]) return;
  const from = root.getRootNode().activeElement, line = from && from.closest("tbody tr");
  if (!line) return;
  const lines = [...parts.body.rows], part = ["button.name", ".star", "a"].find((one) => from.matches(one)) || "button.name";
  event.preventDefault();
  const next = lines[Math.min(Math.max(KEYS[event.key](lines.indexOf(line), lines.length), 0), lines.length - 1)];
  (next.querySelector(part) || next.querySelector("button.name")).focus();
}

function current(parts) {
  return parts.roving && parts.roving.isConnected ? parts.roving : parts.body.rows[0];
}

/* Only this line is reached by Tab. */
function rove(parts, line) {
  if (!line || parts.roving === line) return;
  for (const one of [parts.roving, line]) if (one) for (const node of one.querySelectorAll("button, a")) node.tabIndex = one === line ? 0 : -1;
  parts.roving = line;
}

/* Who says that it exists, as the filter of that name calls it. */
function saysWho(item) {
  const groups = window.wmAssets.facets, at = groups.findIndex((group) => group.id === "speaks"), place = item.facets[at][0];
  return place === undefined ? "" : groups[at].options[place][1];
}

function rowOf(item, root) {
  const line = make("tr", { "data-id": item.id });
  const name = make("td", { class: "c-name" });
  const button = make("button", { type: "button", class: "name" });
  const mark = make("i", { "aria-hidden": "true" });
  mark.innerHTML = window.wmAssets.symbols[item.layer][item.status]; // our own SVG, from geo.style
  const text = make("span", { dir: "auto" }, item.name);
  text.append(make("small", {}, item.kind), make("small", { class: "narrow-only" }, item.place));
  button.append(mark, text);
  button.addEventListener("click", () => { root.parts.from = item.id; root.say("pick", { id: item.id, at: Date.now() }); });
  const star = make("button", { type: "button", class: "star", "aria-pressed": "false" });
  star.addEventListener("click", () => root.say("star", { id: item.id, at: Date.now() }));
  const both = make("div", { class: "both" });
  both.append(button, star);
  name.append(both);
  const place = make("td", { class: "c-place", dir: "auto" }, item.place);
  if (item.authority !== item.place) place.append(make("small", {}, item.authority));
  const status = make("td", { class: "c-status" }, window.wmAssets.status_words[item.status]);
  const asOf = make("small", {}, "as of ");
  asOf.append(make("span", { class: "day" }, item.asof));
  status.append(asOf);
  const source = make("td", { class: "c-source" });
  if (/^https?:/.test(item.url)) source.append(make("a", { href: item.url, target: "_blank", rel: "noopener noreferrer", "aria-label": `Source for ${item.name} (new tab)` }, "Source"));
  else source.append(make("span", {}, "none yet"));
  const says = saysWho(item);
  if (says) source.append(make("small", {}, says));
  line.append(name, place, status, source);
  for (const node of line.querySelectorAll("button, a")) node.tabIndex = -1;
  return { line, button, star, item, sortText: { name: item.name, place: `${item.place} ${item.name}`, status: `${item.status} ${item.name}` } };
}

const AT_ONCE = 30, PER_STEP = 60;

/* The lines in view at once, the others as soon as the browser has nothing better to do: laying out
   a long table would hold up the map. */
function fill(parts, lines) {
  const turn = (parts.turn = (parts.turn || 0) + 1);
  parts.body.replaceChildren(...lines.slice(0, AT_ONCE));
  if (!lines.includes(parts.roving)) rove(parts, lines[0]);
  let next = AT_ONCE;
  const step = () => {
    if (turn !== parts.turn || next >= lines.length) { if (turn === parts.turn) bringIntoView(parts); return; }
    parts.body.append(...lines.slice(next, (next += PER_STEP)));
    setTimeout(step, 16);
  };
  setTimeout(step, 60);
}

function bringIntoView(parts) {
  const row = parts.rows.get(parts.chosen);
  if (!row || !row.line.isConnected) return;
  const top = row.line.offsetTop, scroll = parts.scroll;
  if (top < scroll.scrollTop + 40 || top > scroll.scrollTop + scroll.clientHeight - 60) scroll.scrollTop = Math.max(0, top - scroll.clientHeight / 3);
}

function order(parts) {
  const [key, way] = parts.sort;
  const shown = parts.ids.map((id) => parts.rows.get(id)).filter(Boolean);
  if (key && !parts.paged) shown.sort((a, b) => way * a.sortText[key].localeCompare(b.sortText[key], "en"));
  fill(parts, shown.map((row) => row.line));
  for (const [name, cell] of Object.entries(parts.heads)) {
    if (name === key) cell.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  }
}

function showChips(parts, root, chips) {
  parts.chips.replaceChildren();
  for (const chip of chips) {
    const entry = make("li");
    const button = make("button", { type: "button", "aria-label": `Remove filter ${chip.label}` }, chip.label);
    button.append(make("span", { "aria-hidden": "true", class: "off" }, "\u00d7"));
    button.addEventListener("click", () => root.say("chip", { facet: chip.facet, value: chip.value, at: Date.now() }));
    entry.append(button);
    parts.chips.append(entry);
  }
  if (!chips.length) return;
  const entry = make("li");
  const clear = make("button", { type: "button", class: "clear" }, "Clear all");
  clear.addEventListener("click", () => root.say("clear", { at: Date.now() }));
  entry.append(clear);
  parts.chips.append(entry);
}

/* A list that comes by pages: which stand here, and links to the others. */
function showPager(parts, pager) {
  parts.pager.replaceChildren();
  parts.pager.hidden = !pager || !pager.words;
  if (parts.pager.hidden) return;
  const way = (href, text) => (href ? make("a", { href, class: "wm-go", target: "_self" }, text) : make("span", {}));
  parts.pager.append(way(pager.before, "Previous"), make("span", {}, pager.words), way(pager.after, "Next"));
}

function takeItems(parts, root, items) {
  parts.paged = Boolean(items);
  for (const item of items || []) if (!parts.rows.has(item.id)) parts.rows.set(item.id, rowOf(item, root));
  if (items) window.wmAssets.listed = new Map(items.map((item) => [item.id, item]));
}

function update(parts, root, data) {
  takeItems(parts, root, data.items);
  showPager(parts, data.pager);
  if (parts.words.textContent !== data.words) {
    parts.words.textContent = data.words;
    if (parts.said) parts.live.textContent = data.words;
    parts.said = true;
  }
  parts.hint.textContent = data.hint || "";
  parts.hint.hidden = !data.hint;
  parts.read.textContent = (data.said || []).join(" ");
  parts.read.hidden = !parts.read.textContent;
  parts.also.replaceChildren(...(data.also || []).map((entry) => {
    const item = make("li");
    item.append(make("a", { href: entry.url, class: "wm-go", target: "_self" }, entry.words));
    return item;
  }));
  const chipKey = JSON.stringify(data.chips);
  if (parts.chipKey !== chipKey) { parts.chipKey = chipKey; showChips(parts, root, data.chips); }
  // Back and Forward change the order, too; a file on a stick has no address to read it from.
  if (window.wmAddress) parts.sort = sortAsked();
  const key = `${data.ids.join(" ")} ${parts.sort}`;
  if (parts.key !== key) { parts.key = key; parts.ids = data.ids; order(parts); }
  parts.scroll.hidden = !data.ids.length;
  const starred = new Set(data.starred || []);
  for (const row of parts.rows.values()) {
    const on = starred.has(row.item.id);
    if (row.starred !== on) {
      row.starred = on;
      row.star.setAttribute("aria-pressed", String(on));
      row.star.setAttribute("aria-label", `${on ? "Remove from" : "Add to"} shortlist: ${row.item.name}`);
      row.star.textContent = on ? "\u2605" : "\u2606";
    }
  }
  choose(parts, data.chosen);
}

function choose(parts, id) {
  if (parts.chosen === id) return;
  const old = parts.rows.get(parts.chosen), next = parts.rows.get(id);
  parts.chosen = id;
  if (old) { old.line.classList.remove("on"); old.button.removeAttribute("aria-current"); }
  if (next) rove(parts, next.line);
  if (old && !next) {
    old.button.focus({ preventScroll: true });
    // Whoever came from the list goes on there, once the card above it is gone.
    if (parts.from === old.item.id) setTimeout(() => old.line.scrollIntoView({ block: "nearest" }), 60);
  }
  if (!next) return;
  next.line.classList.add("on");
  next.button.setAttribute("aria-current", "true");
  setTimeout(() => bringIntoView(parts), 30);
}

/* The map shares this page's one thread: it goes first. */
function drawSoon(root, data) {
  root.data = { ...root.data, ...data };
  clearTimeout(root.later);
  if (root.drawn) root.later = setTimeout(() => update(root.parts, root, root.data), 30);
  else { root.drawn = true; update(root.parts, root, root.data); }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".results");
  load(data.assets_url).then(() => {
    const ahead = window.wmAhead;
    root.say = ahead ? ahead.hear : setTriggerValue;
    if (root.dataset.version !== window.wmAssets.version) {
      root.dataset.version = window.wmAssets.version;
      root.replaceChildren();
      root.parts = build(root);
    }
    if (ahead) ahead.connect("results", (shown) => drawSoon(root, shown.ids ? { ...shown, also: [] } : shown));
    const take = () => drawSoon(root, data);
    if (!ahead || !ahead.stale("results", data.asked, take)) take();
  });
  root.onEscape = root.onEscape || ((event) => {
    if (event.key === "Escape" && root.isConnected && root.parts && root.parts.chosen) root.say("pick", { id: "", at: Date.now() });
  });
  document.removeEventListener("keydown", window.wmEscape || root.onEscape);
  window.wmEscape = root.onEscape;
  document.addEventListener("keydown", root.onEscape);
}
