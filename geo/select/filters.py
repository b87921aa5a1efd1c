"""What a reader asks for, and the assets that answer.

`Filters` is frozen and has a default for everything, so that a page can start from nothing. Within
one filter any of its values may hold; the filters must all hold together. Closed assets are left
out unless the status `closed` is asked for or the asset is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import geopandas as gpd
import numpy as np

from geo.errors import FilterError
from geo.register.assets import CONFIDENCE, Register
from geo.register.change_log import ChangeLog, first_day, known_since
from geo.register.confirmation import allowed_values, shown_status_options
from geo.register.datapackage import DataPackage, read_table
from geo.select.query_string import CHOSEN, STARRED, tidied
from geo.select.search_words import MAX_QUERY_LENGTH
from geo.select.text_search import TextIndex, index_text
from geo.vocabulary import HIDDEN_STATUS

SYNONYMS = "synonyms"
FACET_COLUMNS = {
    "layer": "layer",
    "status": "status",
    "cluster": "clusters",
    "authority": "gss_code",
    "city": "place",
    "technology": "technologies",
    "run_by": "run_by",
    "opened": "opened_year",
    "kind": "kind",
    "confidence": "confidence",
    "speaks": "source_publisher",
    "evidence": "evidence_year",
}

# The filters with one text each: words to search for, and a release or date after which something is news.
TEXTS = ("q", "since")


@dataclass(frozen=True)
class Filters:
    """The reader's choices; a field's name is its name in the URL."""

    layer: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    run_by: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    q: str = ""
    since: str = ""

    def with_facets(self, chosen: Mapping[str, tuple[str, ...]]) -> Filters:
        """These filters with the values of some facets, by name, in the place of their own. Raises FilterError for a name that is no facet."""
        if unknown := [name for name in chosen if name not in FACET_COLUMNS]:
            raise FilterError(f"There is no filter {unknown[0]!r}.", mend=f"There are: {', '.join(FACET_COLUMNS)}.")
        values: dict[str, Any] = dict(chosen)
        return replace(self, **values)

    def active(self) -> list[tuple[str, str]]:
        """(field, value) of every choice made, in the order of the fields."""
        pairs = [(facet, value) for facet in FACET_COLUMNS for value in getattr(self, facet)]
        return [*pairs, *((name, getattr(self, name)) for name in TEXTS if getattr(self, name))]

    def key(self, asset: str = "", starred: Iterable[str] = ()) -> str:
        """One text per choice of filters, asset and stars; `wmAnswer.key` in the browser gives the same."""
        chosen = [list(getattr(self, facet)) for facet in sorted(FACET_COLUMNS)]
        return json.dumps([*chosen, self.q, self.since, asset, list(starred)], ensure_ascii=False, separators=(",", ":"))

    def to_query(self) -> dict[str, list[str]]:
        """The choices as query parameters; what is not chosen is not there."""
        query = {facet: list(getattr(self, facet)) for facet in FACET_COLUMNS}
        query |= {name: [getattr(self, name)] for name in TEXTS}
        return {name: values for name, values in query.items() if any(values)}


@dataclass(frozen=True, eq=False)
class NewsIndex:
    """When each asset was news: the place of the last release that changed it, and the first day it may have
    opened on by its evidence ("" where none says)."""

    log: ChangeLog
    ranks: np.ndarray
    opened: tuple[str, ...]

    def mask(self, since: str) -> np.ndarray:
        """A boolean per asset: did a release change it, or did it open, since then? All, where nothing is asked."""
        if not since:
            return np.ones(len(self.ranks), dtype=bool)
        first, day = self.log.start(since)
        return (self.ranks >= first) | np.array([bool(day) and opened >= day for opened in self.opened], dtype=bool)


@dataclass(frozen=True, eq=False)
class FacetValues:
    """Which asset has which value of one facet, as pairs: `assets` are places of assets, `values` those of their values among `options`.

    Pairs and not a matrix: of a hundred thousand assets each has one or two of hundreds of values.
    """

    size: int
    options: tuple[str, ...]
    assets: np.ndarray
    values: np.ndarray

    def having(self, chosen: Iterable[str]) -> np.ndarray:
        """A boolean per asset: has it any of the values?"""
        wanted = np.isin(self.options, list(chosen))
        mask = np.zeros(self.size, dtype=bool)
        mask[self.assets[wanted[self.values]]] = True
        return mask

    def counts(self, mask: np.ndarray) -> dict[str, int]:
        """For each option, how many of the assets of a mask have it."""
        numbers = np.bincount(self.values[mask[self.assets]], minlength=len(self.options))
        return dict(zip(self.options, numbers.tolist(), strict=True))


@dataclass(frozen=True)
class FacetIndex:
    """Which asset has which value of each facet, over a register's assets.

    `options[facet]` lists the values in the order they are shown; `values[facet]` says which asset has which.
    """

    options: dict[str, tuple[str, ...]]
    values: dict[str, FacetValues]
    text: TextIndex
    news: NewsIndex

    def mask(self, filters: Filters) -> np.ndarray:
        """A boolean per asset: does it answer all filters?"""
        return np.logical_and.reduce(list(self._masks(filters).values()))

    def found(self, filters: Filters) -> list[int] | None:
        """The places of the assets that the search text finds, the best first; None where there is no text."""
        return self.text.ranked(filters.q.strip()).tolist() if filters.q.strip() else None

    def places(self, filters: Filters) -> np.ndarray:
        """The places of the assets that answer all filters: the best match of the search text first, else in the register's order."""
        ranked = self.text.ranked(filters.q.strip())
        return ranked[self.mask(filters)[ranked]]

    def counts(self, filters: Filters) -> dict[str, dict[str, int]]:
        """For each option of each facet, how many assets choosing it would give.

        The facet's own choices are left out of account, the others are kept.
        """
        masks = self._masks(filters)
        result = {}
        for facet, values in self.values.items():
            others = [mask for name, mask in masks.items() if name != facet]
            result[facet] = values.counts(np.logical_and.reduce(others))
        return result

    def _masks(self, filters: Filters) -> dict[str, np.ndarray]:
        masks = {facet: self._facet_mask(facet, getattr(filters, facet)) for facet in self.values}
        masks["q"] = self.text.matches(filters.q.strip())
        masks["since"] = self.news.mask(filters.since)
        return masks

    def _facet_mask(self, facet: str, chosen: tuple[str, ...]) -> np.ndarray:
        values = self.values[facet]
        if chosen:
            return values.having(chosen)
        if facet == "status":
            return ~values.having([HIDDEN_STATUS])
        return np.ones(values.size, dtype=bool)


def index_facets(register: Register) -> FacetIndex:
    """Build the facet and text index of a register's assets."""
    options = facet_options(register)
    return FacetIndex(
        options=options | {"since": tuple(release.number for release in register.change_log.releases)},
        values={facet: _values_of(register.assets[FACET_COLUMNS[facet]], options[facet]) for facet in options},
        text=index_text(
            register.assets,
            extra={
                "layer": (register.layer_names["name"] + " " + register.layer_names["plural"]).to_dict(),
                "kind": register.kinds["name"].to_dict(),
                "clusters": register.clusters["name"].to_dict(),
            },
            synonyms=load_synonyms(register.package),
        ),
        news=index_news(register),
    )


def index_news(register: Register) -> NewsIndex:
    """When each of a register's assets was news, in its order."""
    assets = register.assets
    return NewsIndex(register.change_log, register.change_log.latest_ranks(assets["id"]), tuple(map(first_day, assets["opened"])))


def load_synonyms(package: DataPackage) -> tuple[tuple[str, ...], ...]:
    """The groups of terms that search takes for one another; none where the package has no such table.

    Raises DataError if the table cannot be read.
    """
    return tuple(read_table(package, SYNONYMS)["terms"]) if SYNONYMS in package.resources else ()


def facet_options(register: Register) -> dict[str, tuple[str, ...]]:
    """The values each facet can take, in the order they are shown.

    Layers, clusters and authorities in full (a zero tells something); places, technologies, years of
    opening and of evidence (the latest first), kinds, and organisations that run something (by name) only where an asset has them.
    """
    assets = register.assets
    used = {term for terms in assets["technologies"] for term in terms}
    return {
        "layer": tuple(register.layer_names.index),
        "status": shown_status_options(register.package),
        "cluster": tuple(register.clusters.index),
        "authority": tuple(register.authorities.sort_values("name").index),
        "city": tuple(sorted(set(assets["place"]))),
        "technology": tuple(sorted(used, key=str.casefold)),
        "run_by": tuple(sorted({one for cell in assets["run_by"] for one in cell}, key=lambda one: register.organisations.names[one].casefold())),
        "opened": tuple(sorted(set(assets["opened_year"]) - {""}, reverse=True)),
        "kind": tuple(kind for kind in register.kinds.index if kind in set(assets["kind"])),
        "confidence": CONFIDENCE,
        "speaks": allowed_values(register.package, "source_publisher"),
        "evidence": tuple(sorted(set(assets["evidence_year"]) - {""}, reverse=True)),
    }


def filter_assets(assets: gpd.GeoDataFrame, filters: Filters, *, index: FacetIndex) -> gpd.GeoDataFrame:
    """Keep the assets that answer the filters.

    `assets` (EPSG:4326) must be the frame the index was built from. Returns a new frame in the same
    CRS: in the same order, or with the best match first where there is a search text.

    Raises FilterError if the index was built from another number of assets.
    """
    if len(assets) != index.text.size:
        raise FilterError(
            f"The index knows {index.text.size} assets, the frame has {len(assets)}.",
            mend="Build the index from this register.",
        )
    return assets.iloc[index.places(filters)]


def filters_from_query(query: Mapping[str, Iterable[str] | str], *, options: Mapping[str, tuple[str, ...]]) -> tuple[Filters, list[tuple[str, str]]]:
    """Read filters from query parameters.

    `options` are those of a FacetIndex: the values of each facet, and the known releases under "since".
    Returns the filters and the (parameter, value) pairs that name nothing in the data: they are
    dropped, never an error. Parameters that are no filter are ignored. Case does not matter.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    dropped: list[tuple[str, str]] = []
    for facet in FACET_COLUMNS:
        known = {option.casefold(): option for option in options[facet]}
        values = list(dict.fromkeys(_values(query.get(facet))))
        chosen[facet] = tuple(dict.fromkeys(known[v.casefold()] for v in values if v.casefold() in known))
        dropped += [(facet, value) for value in values if value.casefold() not in known]
    text = " ".join(" ".join(_values(query.get("q"))).split())
    asked = [value.strip() for value in _values(query.get("since")) if value.strip()][-1:]
    since = known_since(asked[0], options.get("since", ())) if asked else ""
    dropped += [("since", value) for value in asked if not since]
    return Filters(**chosen, q=text[:MAX_QUERY_LENGTH].strip(), since=since), dropped


def canonical_query(query: Mapping[str, list[str]], *, options: Mapping[str, tuple[str, ...]], successors: Mapping[str, str]) -> dict[str, list[str]]:
    """The query of a link as our own links write it: names as `tidied` has them, values of filters in their own case, the ids of assets
    that were merged or renamed by their successors (id -> id). What names nothing stays as it is."""
    clean = tidied(query)
    for facet in FACET_COLUMNS:
        known = {option.casefold(): option for option in options[facet]}
        if facet in clean:
            clean[facet] = [known.get(value.casefold(), value) for value in clean[facet]]
    ids = {name: list(dict.fromkeys(successors.get(value, value) for value in clean[name])) for name in (CHOSEN, STARRED) if name in clean}
    return clean | ids


def filter_names() -> tuple[str, ...]:
    """The names of all filters, as in the URL."""
    return tuple(field.name for field in fields(Filters))


def _values(value: Iterable[str] | str | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _values_of(column: Iterable[str | tuple[str, ...]], options: tuple[str, ...]) -> FacetValues:
    where = {option: position for position, option in enumerate(options)}
    cells = [cell if isinstance(cell, tuple) else (cell,) for cell in column]
    pairs = [(row, where[value]) for row, cell in enumerate(cells) for value in cell if value in where]
    assets, values = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return FacetValues(len(cells), options, assets, values)
