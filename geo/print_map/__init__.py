"""Draw the map on the server, as SVG, from the data: for print, slides and briefs.

Nothing is a screenshot. Geometry is drawn in EPSG:27700, so that the scale bar and the north arrow
are true everywhere on the sheet; lengths on the sheet are millimetres. Pins come from `geo.style`,
as on the web map. Symbols that would cover one another are moved apart, with a line to their true
place; where too many share a place, those of one type and status become one symbol with a number.
A name is written only where it covers nothing; what has no room gets a number and a key.

A module for each part: `layout` (what ground, where on the sheet), `frame` (ground to paper),
`basemap`, `symbols`, `names` of pins, `places`, `furniture`, `legend`; `map` puts them together.
"""

from geo.print_map.draw_map import draw_map, map_words

__all__ = ["draw_map", "map_words"]
