"""A reader's own list with what was found for it: an Excel workbook, a GeoPackage, or the list as it was mended.

Every text stays a text: what begins like a formula gets an apostrophe in CSV and is a text cell in Excel.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from geo.crs import WGS84
from geo.own_list.results import ListResults
from geo.own_list.table import ListTable
from geo.register.assets import Register
from geo.register.credits import full_credits
from geo.spreadsheet_text import neutralised

LAYER = "your_list"
METHOD = (
    "Distances are straight lines in EPSG:27700, in kilometres; closed assets are left out. Minutes are by car to the asset of "
    "the type reached first, which need not be the nearest in a straight line: indicative, without traffic. Positions were found offline: "
    "the column Position says how, Precision how far each is good for."
)
PRIVATE = "Made from a list of the reader's own, which is not part of the map's data and was kept in the session alone."


def result_table(results: ListResults, register: Register) -> pd.DataFrame:
    """The placed rows with what was found for each, with names for people."""
    rows = results.rows
    table = pd.DataFrame(
        {
            "Row": rows["row"],
            "Name": rows["name"],
            "Latitude": rows["lat"].round(6),
            "Longitude": rows["lon"].round(6),
            "Position": rows["how"],
            "Precision": rows["precision"],
            "Local authority": rows["authority"],
            "GSS code": rows["gss_code"],
        }
    )
    for layer, row in register.layer_names.iterrows():
        table[f"Nearest: {row['name']}"] = rows[f"nearest_{layer}"]
        table[f"Nearest: {row['name']}, km"] = rows[f"nearest_{layer}_km"]
        table[f"Shortest drive: {row['name']}, minutes"] = rows[f"drive_{layer}_minutes"]
        table[f"{row['plural']} within {results.radius_km:g} km"] = rows[f"within_{layer}"]
    return table.assign(**{f"All assets within {results.radius_km:g} km": rows["within"]})


def problem_table(results: ListResults) -> pd.DataFrame:
    """Every problem with its row and what to do."""
    words = {"error": "Not drawn", "warning": "Drawn, worth a look"}
    records = [(p.row, words[p.severity], p.column, p.value, p.why, p.mend) for p in results.placed.problems]
    return pd.DataFrame(records, columns=["Row", "State", "Column", "Value", "What is wrong", "What to do"])


def tables(results: ListResults, table: ListTable, register: Register, *, title: str, made_on: date) -> dict[str, pd.DataFrame]:
    """All tables of the result by name: those of `result_table` and `problem_table`, counts, doubles, and what this is."""
    columns = {"authority": "Local authority", "gss_code": "GSS code", "yours": "Your rows", "ours": "Assets here"}
    clusters = {"name": "Cluster", "yours": "Your rows that say so", "yours_near": f"Your rows within {results.radius_km:g} km of one", "ours": "Assets here"}
    doubles = {"row": "Row", "name": "Name", "asset": "May be", "asset_id": "Its id", "likeness": "Likeness of names, %", "metres": "Metres apart"}
    facts = [
        ("Title", title),
        ("Made on", made_on.isoformat()),
        ("Rows in the list", str(results.placed.total)),
        ("Rows placed", str(len(results.rows))),
        ("Method", METHOD),
        ("Yours", PRIVATE),
        ("Version of the map's data", register.package.version),
        *(("Left out or put together", note) for note in table.notes),
        *(("Credit", credit) for credit in full_credits(register.package)),
    ]
    return {
        "Your rows": result_table(results, register),
        "Problems": problem_table(results),
        "By local authority": results.by_authority[list(columns)].rename(columns=columns),
        "By cluster": results.by_cluster[list(clusters)].rename(columns=clusters),
        "May be the same": results.doubles[list(doubles)].rename(columns=doubles),
        "Your list as mended": pd.DataFrame(table.rows, columns=list(table.columns)),
        "About": pd.DataFrame(facts, columns=["What", "Text"]),
    }


def to_xlsx(named: dict[str, pd.DataFrame]) -> bytes:
    """A workbook with a sheet for each table."""
    book = Workbook(write_only=True)
    for name, frame in named.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, column in enumerate(frame.columns, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = min(60, max(12, len(str(column)) + 2, *(len(str(v)) for v in frame[column].head(50)), 0))
        heads = [_cell(sheet, str(column)) for column in frame.columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for values in frame.itertuples(index=False, name=None):
            sheet.append([_cell(sheet, value) for value in values])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value != value:
        return None
    if not isinstance(value, str):
        return value.item() if hasattr(value, "item") else value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
    # Else a text that begins with = would be stored as a formula.
    cell.data_type = "s"
    return cell


def to_geopackage(results: ListResults, named: dict[str, pd.DataFrame]) -> bytes:
    """A GeoPackage: the placed rows as points in EPSG:4326, the other tables beside them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.gpkg"
        points = gpd.GeoDataFrame(named["Your rows"], geometry=list(results.placed.rows.geometry), crs=WGS84)
        pyogrio.write_dataframe(points, path, layer=LAYER, driver="GPKG", geometry_type="Point", dataset_options={"VERSION": "1.3"})
        for name, frame in named.items():
            if name != "Your rows" and len(frame):
                layer, key = name.casefold().replace(" ", "_"), _free_name(frame.columns, "fid")
                pyogrio.write_dataframe(frame.astype(str), path, layer=layer, driver="GPKG", append=True, layer_options={"FID": key})
        return path.read_bytes()


def _free_name(columns: Iterable[str], name: str) -> str:
    """A name for the column of keys that is none of the reader's; capitals make no difference."""
    taken = {column.casefold() for column in columns}
    while name in taken:
        name += "_"
    return name


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The list as it was mended: UTF-8 with a mark, so that Excel reads it, commas, formulas made texts."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([neutralised(column) for column in columns])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """A text made harmless; a number with a sign is none."""
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return neutralised(cell)
    return cell
