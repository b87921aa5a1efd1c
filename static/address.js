/* The address is the view, and who shows something first writes it: the browser, in the moment it shows an answer. The
   run of the app that follows writes the same; where the reader has gone Back meanwhile, that is an echo of what was, and is
   not let over the reader's own step: the app is run again for the address that stands. */
(function () {
  "use strict";
  if (window.wmAddress) return;
  const ECHO_MS = 10000, told = new Map(), hearers = [];
  const address = (window.wmAddress = {});
  let again = 0;
  const write = Object.fromEntries(["pushState", "replaceState"].map((name) => [name, history[name].bind(history)]));
  const key = (search) => { const all = new URLSearchParams(search); all.sort(); return `${all}`; };
  // The same query of another page is another view.
  const view = ({ pathname, search }) => `${pathname}?${key(search)}`;
  const heard = () => { for (const hear of hearers) hear(); };

  /* Be told of every change of the address but Back and Forward. */
  address.onChange = (hear) => { hearers.push(hear); };

  /* Do two queries ask for the same, whatever the order of their parameters? */
  address.same = (one, other) => key(one) === key(other);

  // The shortlist, which Back does not take away (stars.js): a star is no step back from.
  address.shortlist = ["star", "note"];
  const withoutList = (query) => { const all = new URLSearchParams(query); for (const name of address.shortlist) all.delete(name); return key(`${all}`); };

  /* Write the query (without "?") of what is shown into the address, as a step of its own; of the shortlist alone in place. */
  address.push = function (query) {
    if (key(query) === key(location.search)) return;
    told.set(view({ pathname: location.pathname, search: query }), Date.now());
    const url = `${location.pathname}${query ? `?${query}` : ""}`;
    if (withoutList(query) === withoutList(location.search)) write.replaceState(history.state, "", url);
    else write.pushState({}, "", url);
    heard();
  };

  /* Go to an address of the app as a step of its own, though the browser itself wrote it a moment ago: a link is no echo. */
  address.step = function (url) {
    told.delete(view(new URL(url, location.href)));
    write.pushState({}, "", url);
    heard();
    address.run();
  };

  /* Put the address right where it stands, as Back needs it that knows less than the reader: this is no echo, though the
     browser wrote the same a moment ago. */
  address.mend = function (url) {
    told.delete(view(new URL(url, location.href)));
    write.replaceState(history.state, "", url);
    heard();
  };

  /* Run the app for the address as it stands. */
  address.run = () => { window.dispatchEvent(new PopStateEvent("popstate", { state: {} })); };

  function isEcho(url) {
    if (url === undefined || url === null) return false;
    const target = new URL(url, location.href), at = told.get(view(target));
    return target.pathname === location.pathname && key(target.search) !== key(location.search) && at !== undefined && Date.now() - at < ECHO_MS;
  }

  for (const name of Object.keys(write)) history[name] = (state, title, url) => {
    if (isEcho(url)) { clearTimeout(again); again = setTimeout(address.run, 50); return; }
    write[name](state, title, url);
    heard();
  };
})();
