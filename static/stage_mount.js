/* Mounts the stage in the app: the map is the component's frame, leaving takes the page's address. */
const mapWindow = () => {
  const frame = document.querySelector('iframe[src*="streamlit_folium"]');
  return frame && frame.contentWindow && frame.contentWindow.wm ? frame.contentWindow : null;
};

const leave = () => {
  const target = new URL(window.location.href);
  for (const name of ["present", "scene", "kiosk", "idle", "play"]) target.searchParams.delete(name);
  window.wmAddress.step(target.href);
};

export default function (component) {
  const { data } = component;
  clearTimeout(window.wmStageEnd);
  window.wmStage.start({ ...data, map: mapWindow, onLeave: leave, address: !data.kiosk });
  // The component may be taken off and put back by a rerun; only if it stays off is the show over.
  return () => { window.wmStageEnd = setTimeout(() => window.wmStage.stop(), 1500); };
}
