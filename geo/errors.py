"""Everything this library raises.

GeoError
├── DataError        a file of the data package is missing, unreadable or breaks its schema
├── CrsError         a frame has no coordinate reference system, or not the one asked for
├── FilterError      a filter or an option has a value that cannot be used
├── NotFoundError    an asset, authority, cluster, place or tour that is not in the data
│   └── PostcodeError  a postcode that is malformed, or outside the region
├── UploadError      a reader's own file or pasted table that cannot be read
└── ExportError      a document cannot be written as asked

The library raises; `pages/shared/words.py` is the one place that turns an error into words for
the person looking at the page, and `geo/__main__.py` the one that prints it.
"""

from __future__ import annotations

from collections.abc import Iterable

from geo.choice import Choice


class GeoError(Exception):
    """Base of all errors of this library. `mend` says what the reader can do about it; `choices` are what
    may have been meant, to be clicked."""

    def __init__(self, message: str, *, mend: str = "", choices: Iterable[Choice] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.choices = tuple(choices)

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class DataError(GeoError):
    """A file of the data package is missing, unreadable or breaks its schema."""


class CrsError(GeoError):
    """A frame has no CRS, or one other than the function needs."""


class FilterError(GeoError):
    """A filter or an option has a value that cannot be used."""


class NotFoundError(GeoError):
    """Something asked for by name or id is not in the data."""


class PostcodeError(NotFoundError):
    """A postcode is malformed, or lies outside the region."""


class UploadError(GeoError):
    """A reader's own file or pasted table cannot be read."""


class ExportError(GeoError):
    """A document cannot be written as asked."""
