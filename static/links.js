/* Links between pages of the app, without loading it again: the address changes as if by the back
   button, and Streamlit follows. Links that open elsewhere are left alone. */
const follow = (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = event.composedPath().find((node) => node.tagName === "A" && node.classList.contains("wm-go"));
  if (!anchor) return;
  const target = new URL(anchor.href, document.baseURI);
  if (target.origin !== location.origin) return;
  event.preventDefault();
  if (target.href === location.href) return;
  history.pushState({}, "", target.href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  const main = document.querySelector(".stMain");
  if (main) main.scrollTo({ top: 0 });
};

export default function () {
  if (window.wmFollow) document.removeEventListener("click", window.wmFollow);
  window.wmFollow = follow;
  document.addEventListener("click", follow);
}
