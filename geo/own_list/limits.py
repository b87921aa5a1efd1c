"""How much of a reader's own file is read, said before and in every refusal."""

from __future__ import annotations

from geo.errors import UploadError

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_LETTERS = 5_000
# Of all sheets together: each cell takes memory while the list is kept.
MOST_CELLS = 1_000_000
# A workbook is a ZIP archive: what it holds unpacked, and how many parts.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PARTS = 500
LIMITS = f"{MOST_BYTES // 1024 // 1024} MB and {MOST_ROWS:,} rows at most"


def require_size(content: bytes) -> None:
    """Raises UploadError if a file is empty or larger than is read."""
    if not content.strip(b"\x00 \t\r\n"):
        raise UploadError("The file is empty.", mend="Choose one with a line of column names and at least one row.")
    if len(content) > MOST_BYTES:
        raise UploadError(f"The file is {len(content) / 1024 / 1024:.1f} MB large.", mend=f"{LIMITS}: take out what the map does not need.")


def require_rows(rows: int) -> None:
    """Raises UploadError for more rows than are read."""
    if rows > MOST_ROWS:
        raise UploadError(f"The table has more than {MOST_ROWS:,} rows.", mend="Split it, or take out what lies elsewhere.")


def require_sheets(cells: int) -> None:
    """Raises UploadError for more cells in all sheets of a file than are kept."""
    if cells > MOST_CELLS:
        raise UploadError(f"All sheets together have more than {MOST_CELLS:,} cells.", mend="Copy the rows that matter into a new workbook.")


def require_cells(cells: list[str], row: int) -> None:
    """Raises UploadError for a row with too many cells or too long a text; `row` counts from 1."""
    if len(cells) > MOST_COLUMNS:
        raise UploadError(f"Row {row} has {len(cells)} columns.", mend=f"At most {MOST_COLUMNS} are read: take some out.")
    longest = max(map(len, cells), default=0)
    if longest > MOST_LETTERS:
        raise UploadError(
            f"Row {row} has a cell of {longest:,} letters.",
            mend=f"At most {MOST_LETTERS:,} are read. A quote that is never closed swallows the rows after it: look there first.",
        )
