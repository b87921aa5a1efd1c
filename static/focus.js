/* Puts the reader into a field that the page is opened for, once; who is in another field already is left there. */
const WAIT_MS = 50, MOST_TRIES = 40, FIELDS = "input, textarea, select";

/* The field may be drawn a moment after this. */
const enter = (root, chosen, tries = 0) => {
  if (!root.isConnected || root.chosen !== chosen) return;
  const field = document.querySelector(chosen)?.querySelector(FIELDS);
  if (!field && tries < MOST_TRIES) { setTimeout(() => enter(root, chosen, tries + 1), WAIT_MS); return; }
  const now = document.activeElement;
  if (field && !(now && now.matches("input, textarea") && now.closest(".stForm"))) field.focus();
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".focus");
  if (root.chosen === data.field && root.about === data.about) return;
  root.chosen = data.field;
  root.about = data.about;
  enter(root, data.field);
}
