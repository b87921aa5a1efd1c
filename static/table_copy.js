/* A table taken to the clipboard: plain cells as tab-separated text for a spreadsheet, and as a bare HTML table for Word.

   wmTable.rows(table)   the texts of a table's cells, without stars and other controls
   wmTable.tsv(rows)     tab-separated; no cell holds a tab or a line break, none is run as a formula (as geo.spreadsheet_text)
   wmTable.html(rows, caption)   a table with its first row as header, every text escaped
   wmTable.copy(table)   to the clipboard; false where the browser has none to write to */
(function () {
  "use strict";
  if (window.wmTable) return;
  const FORMULA = /^'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const one = (text) => text.replace(/\s+/g, " ").trim();
  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ENTITIES[letter]);
  const plain = (text) => (FORMULA.test(text) ? `'${text}` : text);

  function cellText(cell) {
    const held = cell.cloneNode(true);
    for (const node of held.querySelectorAll("button, summary, svg, .unseen")) node.remove();
    const items = [...held.querySelectorAll("li")];
    return one(items.length ? items.map((item) => one(item.textContent)).join("; ") : held.textContent);
  }

  const rows = (table) => [...table.rows].map((row) => [...row.cells].map(cellText));
  const tsv = (cells) => cells.map((row) => row.map((text) => plain(one(text))).join("\t")).join("\n");

  function html(cells, caption = "") {
    const line = (row, tag) => `<tr>${row.map((text) => `<${tag}>${escaped(one(text))}</${tag}>`).join("")}</tr>`;
    const [head, ...body] = cells;
    return `<table>${caption ? `<caption>${escaped(caption)}</caption>` : ""}<thead>${line(head, "th")}</thead><tbody>${body.map((row) => line(row, "td")).join("")}</tbody></table>`;
  }

  async function copy(table) {
    const cells = rows(table), caption = table.caption ? one(table.caption.textContent) : "";
    const parts = { "text/plain": tsv(cells), "text/html": html(cells, caption) };
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })])))]);
      return true;
    } catch { /* without https there is no such clipboard: the copy event takes both forms */ }
    const put = (event) => { for (const [type, text] of Object.entries(parts)) event.clipboardData.setData(type, text); event.preventDefault(); event.stopImmediatePropagation(); };
    document.addEventListener("copy", put, { capture: true, once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put, { capture: true });
    return done;
  }

  window.wmTable = { rows, tsv, html, copy };
})();
