"""The controls of a page, described; `static/picker.js` draws them as the browser's own form controls.

A field's `name` says what it changes when a reader uses it: `answers` turns that into another query.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from geo.select.filter_words import FACET_LABELS, label_of
from geo.select.filters import Filters
from pages.shared import name_suggestions
from pages.shared.loaders import Shared

Kind = Literal["one", "radio", "many", "text", "range"]


@dataclass(frozen=True)
class Field:
    """One control.

    `kind`: one of a list, radio buttons, many of a list (up to `most`, 0: any number), a text
    (`options` are suggestions; `suggest` is where others are asked for while it is typed, as JSON), or a number from `least` to
    `most`. `options` are (value, label);
    `value` is what holds now, a tuple for many.
    """

    name: str
    label: str
    kind: Kind
    value: str | tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""
    least: float = 0
    most: float = 0
    disabled: bool = False
    wide: bool = False
    suggest: str = ""

    def as_data(self) -> dict[str, Any]:
        """The field for the browser, without what is not set."""
        return {name: value for name, value in asdict(self).items() if value or name == "value"}


def pairs(named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Options of a field from value -> label."""
    return tuple(named.items())


def of_assets(data: Shared, name: str, label: str, value: str, *, without: Container[str] = ()) -> Field:
    """A text that is the name of an asset: all names are suggested but those of some ids; of many assets the server is asked."""
    suggest = name_suggestions.ADDRESS if data.tiles else ""
    assets = data.register.assets
    options = () if data.tiles else tuple(("", one) for identity, one in zip(assets["id"], assets["name"], strict=True) if identity not in without)
    return Field(name, label, "text", value, options, wide=True, placeholder="Type a name", suggest=suggest)


def of_filters(data: Shared, filters: Filters, facets: Iterable[str]) -> tuple[Field, ...]:
    """A field for each of some facets; what is chosen in it limits what counts."""
    return tuple(
        Field(
            facet,
            FACET_LABELS[facet],
            "many",
            getattr(filters, facet),
            placeholder="All",
            options=tuple((value, label_of(data.register, facet, value)) for value in data.index.options[facet]),
        )
        for facet in facets
    )
