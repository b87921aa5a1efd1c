"""HTML: the Folium map of the assets in one file, with a list of them and the credits below it.

Opens by double-click, with no server and no network. Only the assets of the view are inside. Every
text of the data stands either escaped in markup or in a JSON block that no text can end, and is
put on the page as text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from geo import vocabulary
from geo.crs import lat_lon_bounds
from geo.export.street_blocks import tiles_nearest
from geo.export.tables import HOW_FAR, about_records
from geo.register.datapackage import read_layer
from geo.register.street_tiles import street_tiles
from geo.select.filter_words import count_words
from geo.vocabulary import PUBLISHER_WORDS
from geo.webmap.browser_files import prepare
from geo.webmap.folium_map import MapView, figure_of, safe_json, standalone_map

if TYPE_CHECKING:
    from geo.export import ExportContext

CLOSEST_ZOOM = 14
HOW_FAR_HEAD = "How far"
# A file that is still sent by mail: the streets take no more than this of it.
MOST_STREET_BYTES, TILES_AROUND = 8_000_000, 1

STYLE = Markup("""
.folium-map { height: 74vh !important; min-height: 340px; }
.doc { font: 400 16px/1.5 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; color: var(--wm-ink);
  background: var(--wm-paper); padding: 14px 20px; overflow-wrap: anywhere; }
body { background: var(--wm-paper, #fff); }
.doc h1 { font-size: 24px; line-height: 1.25; margin: 0; } .doc h2 { font-size: 19px; margin: 18px 0 8px; }
.doc p { margin: 2px 0 0; color: var(--wm-soft); }
.doc a { color: var(--wm-focus); } .doc :focus-visible { outline: 3px solid var(--wm-focus); outline-offset: 2px; }
.doc table { border-collapse: collapse; width: 100%; font-size: 15px; }
.doc th, .doc td { text-align: start; vertical-align: top; padding: 7px 10px 7px 0; border-bottom: 1px solid var(--wm-rule); }
.doc button { font: inherit; color: var(--wm-focus); background: none; border: 0; padding: 3px 0; min-height: 24px;
  text-align: start; text-decoration: underline; cursor: pointer; }
.doc dt { font-weight: 650; } .doc dd { margin: 0 0 8px; }
.doc-tip { font-size: 14px; line-height: 1.4; } .doc-tip a { color: var(--wm-focus); }
.doc-tip b, .doc-tip span, .doc-tip a { display: block; margin-bottom: 3px; }
.leaflet-popup-content-wrapper, .leaflet-popup-tip { background: var(--wm-paper); color: var(--wm-ink); }
.leaflet-popup-content { overflow-wrap: anywhere; max-height: 50vh; overflow: auto; }
@media (max-width: 640px) { .doc thead { display: none; } .doc tr, .doc td { display: block; border: 0; padding: 2px 0; }
  .doc tr { border-bottom: 1px solid var(--wm-rule); padding: 8px 0; } }
""")

SCRIPT = """
(function () {
  "use strict";
  const details = DETAILS, layers = LAYERS, off = new Set();
  const first = wm.state.view, all = first.ids || [], map = wm.state.map;
  const legend = document.querySelector(".wm-legend-box");
  const wide = map.getSize().x > 720;
  const clear = wide ? [270, 24] : [24, 24]; // beside the legend, not under it
  map.fitBounds(first.fit.bounds, { paddingTopLeft: clear, paddingBottomRight: wide ? [110, 56] : [50, 40],
    maxZoom: first.fit.max_zoom, animate: false });
  const node = (tag, text) => { const made = document.createElement(tag); made.textContent = text; return made; };
  function popup(id) {
    const asset = details[id], pin = wm.state.pins.get(id);
    const box = node("div", "");
    box.className = "doc-tip";
    box.dir = "auto";
    box.append(node("b", asset.name));
    for (const line of asset.lines) box.append(node("span", line));
    for (const [words, url] of asset.links) {
      const link = node("a", words);
      link.href = url; link.target = "_blank"; link.rel = "noopener noreferrer";
      box.append(link);
    }
    if (!wide) legend.open = false;
    const margins = { autoPanPaddingTopLeft: clear, autoPanPaddingBottomRight: wide ? [110, 24] : [24, 24] };
    map.openPopup(L.popup({ maxWidth: 290, ...margins }).setLatLng(pin.getLatLng()).setContent(box));
  }
  function show(id) {
    wm.show({ ...first, ids: all.filter((one) => !off.has(details[one].layer)), chosen: id || null });
    if (id) popup(id);
  }
  window.addEventListener("wm", (event) => {
    const sent = event.detail;
    if (sent.kind === "asset") show(sent.id);
    if (sent.kind === "layer") { if (!off.delete(sent.id)) off.add(sent.id); map.closePopup(); show(null); }
  });
  for (const button of document.querySelectorAll("button[data-asset]")) button.addEventListener("click", () => {
    document.querySelector(".folium-map").scrollIntoView({ block: "center" });
    off.delete(details[button.dataset.asset].layer);
    document.querySelectorAll(".wm-legend input").forEach((box, place) => { box.checked = !off.has(layers[place]); });
    show(button.dataset.asset);
  });
})();
"""


def to_bytes(context: ExportContext) -> bytes:
    """Write the map as one page: legend with counts, fitted to the assets (EPSG:4326), in UTF-8."""
    with TemporaryDirectory() as folder:
        page = _map_page(context, Path(folder))
    return _with_document(page, context).encode("utf-8")


def map_view(context: ExportContext) -> MapView:
    """What the exported map shows: the context's assets, a legend with counts, fitted to them."""
    return MapView(
        ids=tuple(context.assets["id"]),
        fit={"key": "export", "bounds": _bounds(context), "max_zoom": CLOSEST_ZOOM, "cut": True},
        legend=_legend(context),
        title=f"{context.title}: {count_words(len(context.assets))}",
    )


def _map_page(context: ExportContext, folder: Path) -> Markup:
    # A folder of its own: the shared one holds every asset of the register, this file only its own.
    frontend = prepare(replace(context.register, assets=context.assets), folder=folder)
    figure = figure_of(standalone_map(frontend, map_view(context), streets=_streets(context)))
    figure.title = escape(context.title)
    return Markup(figure.render())


def _streets(context: ExportContext) -> dict[str, str]:
    """The street tiles that go with the map: those around its assets, as many as fit."""
    store = street_tiles(context.register.package)
    points = list(zip(context.assets["lat"], context.assets["lon"], strict=True))
    return tiles_nearest(store, points, most_bytes=MOST_STREET_BYTES, within=TILES_AROUND) if store and points else {}


def _with_document(page: Markup, context: ExportContext) -> Markup:
    """Put heading, list and credits around the map folium made."""
    page = _once(page, "<html>", Markup('<html lang="en">'))
    page = _once(page, "</title>", Markup("</title>\n<style>{}</style>").format(STYLE))
    page = _once(page, "\n<body>\n", Markup("\n<body>\n{}\n").format(_heading(context)))
    page = _once(page, "\n</body>\n<script>", Markup("\n{}\n{}\n</body>\n<script>").format(_list(context), _about(context)))
    body, end, rest = page.rpartition("</html>")
    return Markup("{}<script>{}</script>\n{}{}").format(body, _script(context), end, rest)


def _once(page: Markup, old: str, new: Markup) -> Markup:
    before, found, after = page.partition(old)
    if not found:
        raise AssertionError(f"folium no longer writes {old!r}; see branca.element.Figure")
    return before + new + after


def _bounds(context: ExportContext) -> list[list[float]]:
    shown = context.assets
    if shown.empty:
        shown = read_layer(context.register.package, "region_boundary")
    return lat_lon_bounds(shown.total_bounds)


def _legend(context: ExportContext) -> dict[str, Any]:
    counts = context.assets["layer"].value_counts()
    layers = context.register.layer_names
    rows = [
        {"id": layer, "label": layers.at[layer, "plural"], "count": int(counts[layer]), "switch": True, "on": True} for layer in layers.index if layer in counts
    ]
    statuses = [
        {"layer": "hub", "status": status, "label": words}
        for status, words in vocabulary.STATUS_WORDS.items()
        if status != "operating" and (context.assets["status"] == status).any()
    ]
    return {"title": count_words(len(context.assets)), "rows": rows + statuses}


def _script(context: ExportContext) -> Markup:
    details = {row["id"]: _detail(row, context) for row in context.assets.to_dict("records")}
    layers = [row["id"] for row in _legend(context)["rows"] if "switch" in row]
    before, rest = SCRIPT.split("DETAILS", 1)
    middle, after = rest.split("LAYERS", 1)
    return Markup(before + safe_json(details) + middle + safe_json(layers) + after)


def _detail(row: dict[str, Any], context: ExportContext) -> dict[str, Any]:
    pin = vocabulary.PRECISION_WORDS.get(row["position_precision"], row["position_precision"])
    lines = [_type(row, context), _status(row), row["summary"], row["operator"], _where(row), f"Pin: {pin}"]
    links = [("Website", row["website"]), (f"Source: {row['source_title']}", row["source_url"])]
    lines.insert(2, row.get(HOW_FAR, ""))
    return {"name": row["name"], "layer": row["layer"], "lines": [line for line in lines if line], "links": [link for link in links if _safe_url(link[1])]}


def _type(row: dict[str, Any], context: ExportContext) -> str:
    layer = context.register.layer_names["name"].get(row["layer"], row["layer"])
    return f"{layer}: {context.register.kinds['name'].get(row['kind'], row['kind'])}"


def _status(row: dict[str, Any]) -> str:
    return vocabulary.standing_words(row["status"], row["status_date"])


def _where(row: dict[str, Any]) -> str:
    parts = [row["address"], row["place"], row["postcode"]]
    return f"{', '.join(part for part in parts if part)} ({row['authority']})"


def _safe_url(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _heading(context: ExportContext) -> Markup:
    facts = dict(about_records(context))
    line = (
        f"{count_words(len(context.assets))}. Filters: {facts['Filters']}. Data {facts['Version of the data']}, "
        f"checked on {facts.get('Data checked on', '')}. Made on {facts['Made on']}."
    )
    return Markup('<header class="doc" dir="auto"><h1>{}</h1><p>{}</p></header>').format(context.title, line)


def _list(context: ExportContext) -> Markup:
    rows = Markup("\n").join(_list_row(row, context) for row in context.assets.to_dict("records"))
    heads = Markup().join(
        Markup('<th scope="col">{}</th>').format(head)
        for head in ("Name", *([HOW_FAR_HEAD] if HOW_FAR in context.assets else []), "Type", "Status", "Where", "Source")
    )
    return Markup('<main class="doc"><h2>The same assets as a list</h2><table><thead><tr>{}</tr></thead><tbody>\n{}\n</tbody></table></main>').format(
        heads, rows
    )


def _list_row(row: dict[str, Any], context: ExportContext) -> Markup:
    name = Markup('<button type="button" data-asset="{}" dir="auto">{}</button>').format(row["id"], row["name"])
    cells = [name, *([row[HOW_FAR]] if HOW_FAR in row else []), _type(row, context), _status(row), _where(row), _source(row)]
    return Markup("<tr>{}</tr>").format(Markup().join(Markup('<td dir="auto">{}</td>').format(cell) for cell in cells))


def _source(row: dict[str, Any]) -> Markup:
    title = escape(row["source_title"] or "Unverified: no page seen")
    if not _safe_url(row["source_url"]):
        return title
    who = PUBLISHER_WORDS.get(row["source_publisher"], row["source_publisher"])
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a> ({})').format(row["source_url"], title, who)


def _about(context: ExportContext) -> Markup:
    items = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(what, _about_text(text)) for what, text in about_records(context) if what != "Credit")
    credits = Markup().join(Markup("<dd>{}</dd>").format(text) for what, text in about_records(context) if what == "Credit")
    return Markup('<footer class="doc"><h2>About this map</h2><dl>{}<dt>Credits</dt>{}</dl></footer>').format(items, credits)


def _about_text(text: str) -> Markup:
    if not _safe_url(text):
        return escape(text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(text, text)
