/* The controls of a page as the browser's own form controls: what is described in pages/shared/fields.py.
   What a reader does goes to `wmAhead`, which has it answered; `note` says what came of a typed text. */
const { make } = window.wmDom;
const SUGGEST_AFTER_MS = 150;

/* A part of a form that sends its value when it is changed. Each returns {node, show(field)}. */
const KINDS = {
  one(field, id, send) {
    const select = make("select", { id });
    for (const [value, label] of field.options) select.append(make("option", { value }, label));
    select.addEventListener("change", () => send(select.value));
    return { node: [make("label", { for: id }, field.label), select], show: (now) => { select.value = now.value; select.disabled = Boolean(now.disabled); } };
  },

  radio(field, id, send) {
    const box = make("fieldset", { class: "radio" });
    box.append(make("legend", {}, field.label));
    const choices = field.options.map(([value, label]) => {
      const line = make("label"), choice = make("input", { type: "radio", name: id, value });
      choice.addEventListener("change", () => send(value));
      line.append(choice, make("span", {}, label));
      box.append(line);
      return choice;
    });
    return { node: [box], show: (now) => { box.disabled = Boolean(now.disabled); for (const choice of choices) choice.checked = choice.value === now.value; } };
  },

  text(field, id, send) {
    const input = make("input", { id, type: "text", placeholder: field.placeholder, autocomplete: "off", spellcheck: "false", maxlength: 500, list: (field.options || field.suggest) && `${id}-list` });
    const parts = [make("label", { for: id }, field.label), input];
    const suggested = new Set(), list = make("datalist", { id: `${id}-list` });
    const suggest = (labels) => {
      suggested.clear();
      for (const label of labels) suggested.add(label);
      list.replaceChildren(...labels.map((label) => make("option", { value: label })));
    };
    if (field.options || field.suggest) parts.push(list);
    suggest((field.options || []).map(([, label]) => label));
    let sent = "", waiting = 0;
    // Of many names those are asked for that fit what is typed so far.
    const ask = async () => {
      const typed = input.value.trim();
      if (!typed || suggested.has(input.value)) return;
      try {
        const reply = await fetch(`${new URL(field.suggest, document.baseURI)}?q=${encodeURIComponent(typed)}`);
        if (reply.ok && typed === input.value.trim()) suggest(await reply.json());
      } catch { /* without suggestions a name can still be typed */ }
    };
    if (field.suggest) input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, SUGGEST_AFTER_MS); });
    const tell = () => { if (input.value !== sent) { sent = input.value; send(input.value); } };
    input.addEventListener("change", tell);
    // A suggestion taken is a choice made; not every browser calls that a change.
    input.addEventListener("input", (event) => { if (event.inputType !== "insertText" && suggested.has(input.value)) tell(); });
    return { node: parts, show: (now) => {
      // What is being typed is not taken away, nor what is marked to be typed over.
      const typing = input.matches(":focus") && (input.value !== sent || input.selectionStart !== input.selectionEnd);
      sent = now.value;
      if (!typing) input.value = now.value;
    } };
  },

  range(field, id, send) {
    const input = make("input", { id, type: "range", min: field.least, max: field.most, step: 1 });
    const label = make("label", { for: id }, `${field.label}: `), told = make("output", { for: id });
    label.append(told);
    input.addEventListener("input", () => { told.textContent = input.value; });
    input.addEventListener("change", () => send(input.value));
    return { node: [label, input], show: (now) => { input.value = now.value; told.textContent = now.value; } };
  },

  many(field, id, send) {
    const box = make("details", { class: "many" }), head = make("summary", { "aria-labelledby": `${id}-label ${id}-now` }), now = make("span", { id: `${id}-now` });
    const list = make("div", { class: "list", role: "group", "aria-labelledby": `${id}-label` });
    const checks = field.options.map(([value, label]) => {
      const line = make("label"), check = make("input", { type: "checkbox", value });
      check.addEventListener("change", () => send(checks.filter((one) => one.checked).map((one) => one.value)));
      line.append(check, make("span", {}, label));
      list.append(line);
      return check;
    });
    head.append(now);
    box.append(head, list);
    const label = make("span", { class: "label", id: `${id}-label` }, field.label);
    const words = new Map(field.options);
    return {
      box,
      node: [label, box],
      show: (shown) => {
        label.textContent = shown.label;
        const on = new Set(shown.value), full = Boolean(field.most) && on.size >= field.most;
        for (const check of checks) { check.checked = on.has(check.value); check.disabled = full && !check.checked; }
        now.textContent = on.size ? [...on].map((value) => words.get(value) || value).join(", ") : field.placeholder;
        now.classList.toggle("none", !on.size);
      },
    };
  },
};

function build(root, fields) {
  const group = make("div", { role: "group", "aria-label": "What the page shows" }), form = make("form", { class: "controls" });
  group.append(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  root.built = fields.map((field, at) => {
    const made = KINDS[field.kind](field, `f${at}`, (value) => root.send(field.name, value));
    const cell = make("div", { class: `field ${field.kind}${field.wide ? " wide" : ""}` });
    cell.append(...made.node);
    form.append(cell);
    return made;
  });
  root.note = make("p", { class: "note", role: "status" });
  root.choices = make("div", { class: "choices", role: "group", "aria-label": "What may have been meant" });
  root.replaceChildren(group, root.note, root.choices);
}

/* An open list is closed by a click elsewhere and by Escape. */
function closeLists(root, event) {
  if (!root.isConnected) { document.removeEventListener("click", root.listening); return; }
  const within = event.composedPath();
  for (const { box } of root.built || []) {
    if (!box || !box.open) continue;
    if (event.type === "keydown" ? event.key === "Escape" : !within.includes(box)) {
      box.open = false;
      if (event.type === "keydown") box.querySelector("summary").focus();
    }
  }
}

function show(root, fields) {
  const shape = JSON.stringify(fields.map(({ name, kind, options }) => [name, kind, options]));
  if (root.shape !== shape) {
    const focused = root.getRootNode().activeElement, id = root.contains(focused) && focused.id;
    root.shape = shape;
    build(root, fields);
    if (id) root.querySelector(`#${id}`).focus();
  }
  root.built.forEach((made, at) => made.show(fields[at]));
}

/* What came of an act: words for the picker whose control it was, none for the others. */
function say(root, said, act) {
  const mine = act.kind === "set" ? root.names.includes(act.name) : root.names.includes(root.first);
  root.note.textContent = mine ? said.note || "" : "";
  root.note.classList.toggle("wrong", Boolean(mine && said.wrong));
  root.choices.replaceChildren(...((mine && said.choices) || []).map(([label, text]) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => root.send(act.name, text));
    return button;
  }));
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".picker"), ahead = window.wmAhead;
  root.names = data.fields.map((field) => field.name);
  root.first = root.names[0];
  root.send = (name, value) => ahead.hear("set", { name, value });
  if (!root.listening) {
    root.listening = (event) => closeLists(root, event);
    document.addEventListener("click", root.listening);
    root.addEventListener("keydown", root.listening);
  }
  ahead.connect(data.name, (fields) => show(root, fields));
  ahead.connect(`${data.name}#note`, (said, act) => say(root, said, act));
  const take = () => { ahead.page(root, data, setTriggerValue); show(root, data.fields); };
  if (!root.built || !ahead.stale(data.name, data.asked, take)) take();
}
