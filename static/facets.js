/* The filters: search, and one group of check boxes per facet, each option with the number of assets
   it would give. Labels come from the assets file; Python sends numbers and choices only.
   On a phone the search stands alone, and the filters are a sheet over the whole screen. */
const { make, load } = window.wmDom;

const SHOWN_AT_FIRST = 8;
const phone = window.matchMedia("screen and (max-width: 900px)");

function build(root, data, say) {
  const labels = window.wmAssets.facets;
  const search = make("form", { role: "search", class: "search" });
  const field = make("input", { type: "search", id: "q", autocomplete: "off", spellcheck: "false", placeholder: "Name, operator, technology, postcode" });
  search.append(make("label", { for: "q" }, "Search"), field);
  const ask = () => { const text = field.value.trim(); if (text !== field.dataset.sent) { field.dataset.sent = text; say("q", { value: text, at: Date.now() }); } };
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 350); });
  // Sent off, the text may be a question: what it names becomes filters, and the field keeps the rest.
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    field.dataset.asked = field.dataset.sent = field.value.trim();
    say("q", { value: field.value.trim(), ask: true, at: Date.now() });
  });
  const skip = make("button", { type: "button", class: "skip" }, "Skip the filters");
  skip.addEventListener("click", () => window.wmToList && window.wmToList());
  const frame = make("details", { class: "frame" }), title = make("summary", { class: "frame-title" }, "Filters"), all = make("span", { class: "chosen" });
  frame.open = !phone.matches;
  title.append(all);
  const body = make("div", { class: "body" }), groups = {};
  const since = buildSince(body, say);
  for (const group of labels) groups[group.id] = buildGroup(body, group, say);
  frame.append(title, body);
  const { sheet, show } = buildSheet(frame, title, body, say);
  root.append(search, skip, frame, sheet);
  return { field, since, groups, all, show };
}

/* The sheet of a phone: it holds the filters while it is open, and a button with the number of results closes it. */
function buildSheet(frame, title, body, say) {
  const sheet = make("dialog", { class: "filters", "aria-label": "Filters" }), head = make("div", { class: "filters-head" }), foot = make("div", { class: "filters-foot" });
  const close = make("button", { type: "button", class: "filters-close", "aria-label": "Close the filters" }, "\u00d7");
  const clear = make("button", { type: "button", class: "filters-clear" }, "Clear all"), show = make("button", { type: "button", class: "filters-show" });
  head.append(make("h2", {}, "Filters"), close);
  foot.append(clear, show);
  sheet.append(head, foot);
  title.addEventListener("click", (event) => {
    if (!phone.matches) return;
    event.preventDefault();
    sheet.insertBefore(body, foot);
    sheet.showModal();
  });
  for (const button of [close, show]) button.addEventListener("click", () => sheet.close());
  clear.addEventListener("click", () => say("clear", { at: Date.now() }));
  sheet.addEventListener("close", () => { frame.append(body); });
  phone.addEventListener("change", () => {
    if (sheet.open) sheet.close();
    frame.open = !phone.matches;
  });
  return { sheet, show };
}

/* Since when something is news: a release but the newest, or the year of the newest. */
function buildSince(frame, say) {
  const releases = [...window.wmAssets.releases].reverse(), box = make("div", { class: "since" }), list = make("select", { id: "since" });
  box.append(make("label", { for: "since" }, "New or changed"), list);
  const add = (value, text) => list.append(make("option", { value }, text));
  add("", "At any time");
  if (releases.length) { const year = releases[0][1].slice(0, 4); add(year, `Since the start of ${year}`); }
  for (const [number, day] of releases.slice(1)) add(number, `Since release ${number} of ${day}`);
  list.addEventListener("change", () => say("since", { value: list.value, at: Date.now() }));
  frame.append(box);
  return list;
}

/* A link may ask for another day than the list offers. */
function showSince(list, since) {
  if (![...list.options].some((option) => option.value === since)) list.append(make("option", { value: since }, `Since ${since}`));
  list.value = since;
}

function buildGroup(frame, group, say) {
  const box = make("details", { class: "group" });
  const title = make("summary");
  const chosen = make("span", { class: "chosen" });
  title.append(make("span", {}, group.label), chosen);
  box.append(title);
  const list = make("fieldset");
  list.append(make("legend", { class: "unseen" }, group.label));
  let narrow;
  if (group.options.length > 12) {
    narrow = make("input", { type: "search", class: "narrow", "aria-label": `Find in ${group.label}`, placeholder: `Find in ${group.label.toLowerCase()}` });
    list.append(narrow);
  }
  const rows = group.options.map(([value, label, hint, icon]) => {
    const row = make("label");
    const check = make("input", { type: "checkbox", value });
    check.addEventListener("change", () => say("toggle", { facet: group.id, value, at: Date.now() }));
    const words = make("span", { class: "words" }, label);
    if (hint) words.append(make("small", { "aria-hidden": "true" }, hint)); // a code is read, not spoken
    row.append(check);
    if (icon) { const mark = make("i", { "aria-hidden": "true" }); mark.innerHTML = icon; row.append(mark); }
    const count = make("b");
    row.append(words, count);
    list.append(row);
    return { row, check, count, value, text: `${label} ${hint || ""}`.toLowerCase() };
  });
  const more = make("button", { type: "button", class: "more" });
  list.append(more);
  box.append(list);
  frame.append(box);
  const made = { box, rows, chosen, narrow, more, all: false, open: group.open };
  box.open = Boolean(group.open);
  more.addEventListener("click", () => { made.all = !made.all; arrange(made); });
  if (narrow) narrow.addEventListener("input", () => arrange(made));
  return made;
}

/* Options with results before those with none, each part in its own order; the one in use stays where the hand is. */
function sink(group) {
  const held = group.box.getRootNode().activeElement, order = (option) => (option.check.checked || option.some ? 0 : 1);
  if (group.rows.some((option) => option.check === held)) return group.rows.order || group.rows;
  const rows = [...group.rows].sort((one, other) => order(one) - order(other)), now = group.rows.order || group.rows;
  if (rows.some((option, place) => option !== now[place])) for (const { row } of rows) group.more.before(row);
  group.rows.order = rows;
  return rows;
}

function arrange(group) {
  const wanted = group.narrow ? group.narrow.value.trim().toLowerCase() : "";
  let shown = 0, hidden = 0;
  for (const option of sink(group)) {
    const fits = !wanted || option.text.includes(wanted);
    const keep = fits && (option.check.checked || group.all || wanted || shown < SHOWN_AT_FIRST || group.rows.length <= 12);
    option.row.hidden = !keep;
    if (keep) shown += 1; else if (fits) hidden += 1;
  }
  group.more.hidden = Boolean(wanted) || group.rows.length <= 12 || (!hidden && !group.all);
  group.more.textContent = group.all ? "Show fewer" : `Show ${hidden} more`;
}

function update(parts, data) {
  if (parts.field.getRootNode().activeElement !== parts.field || (parts.field.dataset.sent || "") !== data.q) {
    if (parts.field.getRootNode().activeElement !== parts.field) parts.field.value = data.q;
    parts.field.dataset.sent = data.q;
  }
  showSince(parts.since, data.since || "");
  if (parts.field.dataset.asked && parts.field.value.trim() === parts.field.dataset.asked && data.q !== parts.field.dataset.asked) {
    parts.field.value = data.q;
    delete parts.field.dataset.asked;
  }
  for (const [facet, group] of Object.entries(parts.groups)) {
    const on = new Set(data.chosen[facet] || []), counts = data.counts[facet];
    group.rows.forEach((option, place) => {
      option.check.checked = on.has(option.value);
      const text = String(counts[place]);
      if (option.count.textContent !== text) option.count.textContent = text;
      option.some = Boolean(counts[place]);
      option.row.classList.toggle("none", !option.some);
    });
    group.chosen.textContent = on.size ? `${on.size} chosen` : "";
    if (on.size && !group.touched) { group.box.open = true; group.touched = true; }
    arrange(group);
  }
  const chosen = Object.values(data.chosen).reduce((sum, values) => sum + values.length, data.since ? 1 : 0);
  parts.all.textContent = chosen ? `${chosen} on` : "";
  const [[number]] = data.figures;
  parts.show.textContent = number === "1" ? "Show 1 result" : `Show ${number} results`;
  showFigures(data.figures);
}

/* The figures in the head of the page speak of what the filters leave. */
function showFigures(figures) {
  document.querySelectorAll(".wm-headline dd").forEach((cell, place) => {
    const [value] = figures[place] || [];
    if (value !== undefined && cell.textContent !== value) cell.textContent = value;
  });
}

/* The map shares this page's one thread: it goes first. */
function drawSoon(root, data) {
  clearTimeout(root.later);
  if (root.drawn) root.later = setTimeout(() => update(root.parts, data), 30);
  else { root.drawn = true; update(root.parts, data); }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".facets");
  load(data.assets_url).then(() => {
    const ahead = window.wmAhead;
    if (root.dataset.version !== window.wmAssets.version) {
      root.dataset.version = window.wmAssets.version;
      root.replaceChildren();
      root.parts = build(root, data, (name, value) => root.say(name, value));
    }
    root.say = ahead ? ahead.hear : setTriggerValue;
    if (!ahead) { drawSoon(root, data); return; }
    ahead.connect("facets", (shown) => drawSoon(root, shown));
    const take = () => { ahead.confirm(root, data, setTriggerValue); drawSoon(root, data); };
    if (!ahead.stale("facets", data.asked, take)) take();
  });
}
