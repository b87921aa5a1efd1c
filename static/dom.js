/* What the scripts that draw parts of a page have in common: an element, and a file loaded once. */
(function () {
  "use strict";
  if (window.wmDom) return;
  const loading = (window.wmLoading = window.wmLoading || {});

  /* An element with attributes and a text, which is set as text. An attribute that is false is left out. */
  function make(tag, attributes, text) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== false && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const load = (url) => (loading[url] = loading[url] || import(new URL(url, document.baseURI).href));

  window.wmDom = { make, load };
})();
