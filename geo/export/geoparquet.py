"""GeoParquet: typed columns, lists as lists, and the credits in the file's own metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.export.tables import about, context_fields, exported_assets, is_number

if TYPE_CHECKING:
    from geo.export import ExportContext


def to_bytes(context: ExportContext) -> bytes:
    """Write the assets as GeoParquet: points as WKB in EPSG:4326, numbers as float64.

    The file's key-value metadata has `title`, `made_on`, `data_version`, `filters`, `link`,
    `licence` and `credits` (JSON); each column's has its description.
    """
    names = [field["name"] for field in context_fields(context)]
    plain = io.BytesIO()
    exported_assets(context)[[*names, "geometry"]].to_parquet(plain, index=False)
    table = _described(pq.read_table(plain), context)
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


def _described(table: pa.Table, context: ExportContext) -> pa.Table:
    fields = {field["name"]: field for field in context_fields(context)}
    columns = [_field(column.name, fields[column.name]) if column.name in fields else column for column in table.schema]
    own = {name: _text(value) for name, value in about(context).items()}
    kept = {name: value for name, value in table.schema.metadata.items() if name == b"geo"}
    return table.cast(pa.schema(columns)).replace_schema_metadata(kept | own)


def _field(name: str, field: dict[str, Any]) -> pa.Field:
    # Named, not inferred: a view in which nothing has an alias would else give another type.
    kind = pa.list_(pa.string()) if field.get("type") == "list" else pa.string()
    kind = pa.float64() if is_number(field) else kind
    kind = pa.bool_() if field.get("type") == "boolean" else kind
    about_it = {"title": field["title"], "description": field.get("description", "")}
    return pa.field(name, kind, metadata=about_it)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
