"""CSV: plain RFC 4180, which has no place for credits; they stand in the CSVW description beside it.

UTF-8 with a byte order mark, by which a spreadsheet knows the encoding on a double click (pandas, GDAL, R's readr and
CSVW readers pass over it; Python's csv module asks for "utf-8-sig"), CRLF line ends, one line of column names, no comment lines. A text
that a spreadsheet might run as a formula has an apostrophe before it (`tables.neutralised`);
numbers are written as numbers, so that a western longitude stays one.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from geo.export import csvw
from geo.export.tables import flat_table
from geo.spreadsheet_text import neutralised

if TYPE_CHECKING:
    from geo.export import ExportContext


def to_bytes(context: ExportContext) -> bytes:
    """Write the assets as CSV; longitude and latitude in degrees, EPSG:4326."""
    table = flat_table(context)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def sidecars(context: ExportContext, *, name: str) -> dict[str, bytes]:
    """The CSVW description of a CSV file of this name, under the name a CSVW reader looks for."""
    return {f"{name}{csvw.SIDECAR_ENDING}": csvw.description(context, csv_name=name)}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    return neutralised(str(value))
