/* Links between pages of the app, without loading it again: the address changes as if by the back
   button, and Streamlit follows. Links that open elsewhere are left alone. */
const MENU = "a[data-testid='stTopNavLink'], a[data-testid='stSidebarNavLink']";

/* What a link says by itself: one that was lent the shortlist of a moment ago forgets it. */
const lent = new WeakMap();
const own = (anchor) => { const [before, made] = lent.get(anchor) || []; return made === anchor.href ? before : anchor.href; };

/* Is this a page of the app? A file or a feed is the browser's to open. */
const isPage = (target) => {
  const root = new URL("./", document.baseURI);
  return target.origin === location.origin && target.pathname.startsWith(root.pathname) && window.wmPages.includes(target.pathname.slice(root.pathname.length));
};

const follow = (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = event.composedPath().find((node) => node.tagName === "A" && node.classList.contains("wm-go"));
  if (!anchor) return;
  const target = new URL(own(anchor), document.baseURI);
  if (!isPage(target)) return;
  event.preventDefault();
  if (target.href === location.href) return;
  if (window.wmConnection && window.wmConnection.away()) { window.wmConnection.wait("page", () => go(target)); return; }
  go(target);
};

const go = (target) => {
  if (window.wmAhead) window.wmAhead.takeAny();
  // Before the page's own scripts stand a link is a link.
  if (!window.wmAddress) { location.assign(target.href); return; }
  window.wmAddress.step(window.wmStars ? window.wmStars.along(target.href) : target.href);
  const main = document.querySelector(".stMain");
  if (main) main.scrollTo({ top: 0 });
};

/* A page of the menu that something is carried to: Streamlit would go to the bare page and the server write what is carried after, a step
   of its own, so that Back would lead to the page in view; and of a choice the server has not heard of yet it would know nothing. */
const overtake = (event) => {
  const anchor = event.target.closest && event.target.closest(MENU);
  if (!anchor || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!isPage(new URL(anchor.href, document.baseURI)) || (window.wmConnection && window.wmConnection.away())) return;
  const target = carried(anchor);
  if (target.href === own(anchor) && (!window.wmAhead || window.wmAhead.asked === null)) return;
  event.preventDefault();
  event.stopPropagation();
  go(target);
  // On a phone the menu lies over the page.
  const close = anchor.closest("[data-testid='stSidebar']") && document.querySelector("[data-testid='stSidebarCollapseButton'] button");
  if (close && innerWidth < 768) close.click();
};

/* Where a link of the menu leads, with what Streamlit carries there. */
const carried = (anchor) => {
  const target = new URL(own(anchor)), held = new URLSearchParams(location.search);
  for (const name of (window.wmCarried || []).filter((one) => !target.searchParams.has(one))) for (const value of held.getAll(name)) target.searchParams.append(name, value);
  return target;
};

/* A link that is about to be opened beside this page, or copied: the new page knows the address alone, so the address says it all. */
const lend = (event) => {
  const anchor = event.target.closest && event.target.closest("a[href]");
  const beside = ["contextmenu", "dragstart"].includes(event.type) || event.button === 1 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!anchor || !beside || !isPage(new URL(anchor.href, document.baseURI))) return;
  const before = own(anchor);
  if (anchor.matches(MENU)) anchor.href = carried(anchor).href;
  else if (anchor.classList.contains("wm-go") && window.wmStars) anchor.href = window.wmStars.along(before);
  lent.set(anchor, [before, anchor.href]);
};

/* The files of every page, where the server's first page did not bring them. */
const bring = ({ style, scripts }) => {
  if (document.getElementById("wm-style")) return;
  const link = Object.assign(document.createElement("link"), { id: "wm-style", rel: "stylesheet", href: new URL(style, document.baseURI).href });
  document.body.append(link);
  scripts.reduce((before, url) => before.then(() => import(new URL(url, document.baseURI).href)), Promise.resolve());
};

export default function ({ data }) {
  bring(data);
  window.wmCarried = data.carried;
  window.wmPages = data.pages;
  if (!window.wmLend) { window.wmLend = lend; for (const type of ["pointerdown", "keydown", "contextmenu", "dragstart"]) document.addEventListener(type, lend, true); }
  if (!window.wmOvertake) { window.wmOvertake = overtake; document.addEventListener("click", overtake, true); }
  if (window.wmFollow) document.removeEventListener("click", window.wmFollow);
  window.wmFollow = follow;
  document.addEventListener("click", follow);
}
