/* One's own tour outlives a reload: the browser keeps its file, and gives it back to a session that has none. */
const KEPT = "wm-own-tour";
let offered = false;

export default function ({ data, setTriggerValue }) {
  try {
    if (data.tour) localStorage.setItem(KEPT, data.tour);
    else if (data.emptied) localStorage.removeItem(KEPT);
    const kept = localStorage.getItem(KEPT);
    if (data.tour || !kept || offered) return;
    offered = true;
    setTriggerValue("kept", { tour: kept });
  } catch { /* a browser that keeps nothing */ }
}
