/* The filters: search, and one group of check boxes per facet, each option with the number of assets
   it would give. Labels come from the assets file; Python sends numbers and choices only. */
const { make, load } = window.wmDom;

const SHOWN_AT_FIRST = 8;

function build(root, data, say) {
  const labels = window.wmAssets.facets;
  const frame = make("details", { class: "frame" });
  frame.open = window.innerWidth > 760;
  frame.append(make("summary", { class: "frame-title" }, "Filters"));
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
  frame.append(search);
  const skip = make("button", { type: "button", class: "skip" }, "Skip the filters");
  skip.addEventListener("click", () => window.wmToList && window.wmToList());
  frame.append(skip);
  const groups = {};
  const since = buildSince(frame, say);
  for (const group of labels) groups[group.id] = buildGroup(frame, group, say);
  root.append(frame);
  return { field, since, groups };
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

function arrange(group) {
  const wanted = group.narrow ? group.narrow.value.trim().toLowerCase() : "";
  let shown = 0, hidden = 0;
  for (const option of group.rows) {
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
      option.row.classList.toggle("none", !counts[place]);
    });
    group.chosen.textContent = on.size ? `${on.size} chosen` : "";
    if (on.size && !group.touched) { group.box.open = true; group.touched = true; }
    arrange(group);
  }
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
