"""Load the assets: one GeoDataFrame per layer in EPSG:4326, and all of them as one register.

A file that cannot be read, or a row that breaks a rule, is left out and reported; what is sound is
still loaded. Derived columns are computed here, never typed into a file: the layer (from the
file), the authority's name (from the GSS code), the year of opening, the year of the newest
evidence, the status as shown (by the rule for age in `geo.register.confirmation`; `stated_status` is the file's), the
confidence (from the evidence, by the rule in `confidence`), who runs it (`run_by`: ids, from the roles of `geo.register.organisations`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import WGS84
from geo.errors import DataError, NotFoundError
from geo.register.boundaries import load_authorities, load_boundaries, load_fine_boundaries
from geo.register.change_log import ChangeLog, load_change_log
from geo.register.confirmation import evidence_date, shown_statuses
from geo.register.datapackage import DESCRIPTOR, DataPackage, open_package, read_layer, read_table, read_text_table, typed
from geo.register.figures import load_figure_history, no_figures
from geo.register.industries import BusinessCounts, load_business_counts
from geo.register.organisations import Organisations, issues_of_roles, load_organisations
from geo.register.recall import issues_of_recall
from geo.register.region import Region, load_region
from geo.register.retired_ids import load_successors
from geo.register.validation import HEADER_ROWS, Issue, issue_from_error, issues_across_layers, issues_of_assets, issues_of_ids, issues_of_table

CONFIDENCE = ("high", "medium", "low", "unverified")
T = TypeVar("T")
FIRST_HAND = ("own", "operator", "official")


@dataclass(frozen=True, eq=False)
class Register:
    """Everything the data package says, loaded and checked.

    `assets` holds all layers (EPSG:4326, indexed 0..n-1, sorted by layer then name);
    `boundaries` the authorities as drawn; `authorities`, `clusters`, `layer_names`, `kinds`, and
    `technologies` the lookups; `region` what the region is called; `issues` every problem found, worst first;
    `successors` the retired ids, each with the id it leads to; `change_log` what each release changed;
    `organisations` who runs, owns, hosts or leads which asset; `figure_history` every figure of every period, `business_counts` the
    businesses by industry.
    """

    package: DataPackage
    assets: gpd.GeoDataFrame
    boundaries: gpd.GeoDataFrame
    authorities: pd.DataFrame
    clusters: pd.DataFrame
    layer_names: pd.DataFrame
    kinds: pd.DataFrame
    technologies: tuple[str, ...]
    region: Region
    issues: tuple[Issue, ...]
    successors: Mapping[str, str] = field(default_factory=dict)
    change_log: ChangeLog = field(default_factory=ChangeLog)
    organisations: Organisations = field(default_factory=Organisations)
    figure_history: pd.DataFrame = field(default_factory=no_figures)
    business_counts: BusinessCounts = field(default_factory=BusinessCounts)

    @cached_property
    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Layer id -> its assets, EPSG:4326."""
        return {layer: self.assets[self.assets["layer"] == layer].reset_index(drop=True) for layer in self.layer_names.index}

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Asset id -> its position in `assets`."""
        return {identity: position for position, identity in enumerate(self.assets["id"])}

    @cached_property
    def lon_lat(self) -> np.ndarray:
        """Longitude and latitude of every asset, degrees, one row each, in the order of `assets`."""
        return self.assets[["lon", "lat"]].to_numpy(dtype=float)

    @cached_property
    def region_bounds(self) -> tuple[float, float, float, float]:
        """(min lon, min lat, max lon, max lat) of all authorities, degrees."""
        west, south, east, north = self.boundaries.total_bounds
        return float(west), float(south), float(east), float(north)

    @cached_property
    def heads(self) -> dict[str, dict[str, str]]:
        """What a line of a table says of each asset, by its id: name, layer and status."""
        return self.assets.set_index("id")[["name", "layer", "status"]].to_dict("index")

    def current_id(self, identity: str) -> str:
        """The id that an id leads to today: its successor's where it was merged or renamed, else itself."""
        return self.successors.get(identity, identity)

    def asset(self, identity: str) -> pd.Series:
        """The row of one asset, by its id or a retired one. Raises NotFoundError if no asset has this id."""
        identity = self.current_id(identity)
        if identity not in self.by_id:
            raise NotFoundError(f"No asset has the id {identity!r}.", mend="Search for it by name.")
        return self.assets.iloc[self.by_id[identity]]


def load_register(package: DataPackage | None = None) -> Register:
    """Load and check the whole package; what is unsound is left out and stands in `issues`.

    Raises DataError only where nothing could be shown: the descriptor, the lookups or the
    boundaries cannot be read.
    """
    package = package or open_package()
    fine = load_fine_boundaries(package)
    tables, issues = _read_asset_tables(package)
    issues += issues_of_descriptor(package) + issues_of_lookups(package)
    for layer, (file, frame) in tables.items():
        schema = package.schema(package.asset_tables[layer])
        issues += issues_of_table(frame, file=file, schema=schema, package=package)
        issues += issues_of_assets(frame, file=file, layer=layer, package=package, boundaries=fine)
    issues += issues_across_layers(tables)
    successors: dict[str, str] = _read_or({}, load_successors, package)
    issues += issues_of_ids(tables, successors, file=package.resources.get("retired_ids", {}).get("path", ""))
    # While a file of assets cannot be read, nobody knows which ids are missing: its own problem is enough.
    if all(layer in tables and len(tables[layer][1]) for layer in package.asset_tables):
        operators = _operators(tables)
        issues += issues_of_roles(package, operators) + issues_of_recall(package, operators)
    authorities = load_authorities(package)
    assets = _sound_assets(tables, issues, package, authorities)
    organisations = _read_or(Organisations(), partial(load_organisations, assets=assets["id"]), package)
    return Register(
        package=package,
        assets=_with_runners(assets, organisations),
        boundaries=load_boundaries(package),
        authorities=authorities,
        clusters=_by_id(package, "clusters"),
        layer_names=_by_id(package, "layers"),
        kinds=_by_id(package, "kinds"),
        technologies=tuple(read_table(package, "technologies")["name"]),
        region=load_region(package),
        issues=tuple(issues),
        successors=successors,
        change_log=_read_or(ChangeLog(), load_change_log, package),
        organisations=organisations,
        figure_history=_read_or(no_figures(), load_figure_history, package),
        business_counts=_read_or(BusinessCounts(), load_business_counts, package),
    )


def validate_package(package: DataPackage, register: Register | None = None) -> list[Issue]:
    """Check every table and map layer of the package and return every problem found; `register` is the package loaded, where it is already."""
    issues = issues_of_map_layers(package)
    try:
        return issues + list((register or load_register(package)).issues)
    except DataError as error:
        # Nothing can be shown without this file; the assets cannot be judged until it is mended.
        issues += issues_of_descriptor(package) + issues_of_lookups(package)
        told = any(issue.reason == error.message for issue in issues)
        return issues if told else [*issues, issue_from_error(error, file=DESCRIPTOR)]


def issues_of_descriptor(package: DataPackage) -> list[Issue]:
    """What of the descriptor was left out because it is damaged."""
    return [Issue(DESCRIPTOR, 0, "", field, value, reason, mend) for field, value, reason, mend in package.faults]


def issues_of_map_layers(package: DataPackage) -> list[Issue]:
    """A problem for each map layer of the package that cannot be read."""
    issues: list[Issue] = []
    for name, resource in package.resources.items():
        if resource.get("format") == "geojson":
            try:
                read_layer(package, name)
            except DataError as error:
                issues.append(issue_from_error(error, file=resource["path"]))
    return issues


def issues_of_lookups(package: DataPackage) -> list[Issue]:
    """Check every table that holds no assets and return every problem found."""
    issues: list[Issue] = []
    assets = set(package.asset_tables.values())
    for name, resource in package.resources.items():
        if resource.get("format") != "csv" or name in assets:
            continue
        try:
            frame = read_text_table(package, name)
        except DataError as error:
            issues.append(issue_from_error(error, file=resource["path"]))
            continue
        schema = package.schema(name)
        may_be_empty = resource.get("mayBeEmpty", False)
        issues += issues_of_table(frame, file=resource["path"], schema=schema, package=package, may_be_empty=may_be_empty)
    return issues


def confidence(row: Mapping[str, str]) -> str:
    """How far an asset's row can be trusted, by its evidence.

    high: the asset itself, its operator or an official body shows that it exists, and a page names
    its place. medium: one of the two. low: only others say that it exists, and no page names its
    place. unverified: no page at all. The rule is stated on the About the data page.
    """
    if not row["source_title"]:
        return "unverified"
    first_hand = row["source_publisher"] in FIRST_HAND
    placed = bool(row["location_title"])
    return {2: "high", 1: "medium", 0: "low"}[first_hand + placed]


def _read_or(otherwise: T, read: Callable[[DataPackage], T], package: DataPackage) -> T:
    """What a reader gives; something else where its file is broken, which the issues tell of."""
    try:
        return read(package)
    except DataError:
        return otherwise


def _operators(tables: Mapping[str, tuple[str, pd.DataFrame]]) -> dict[str, str]:
    """Asset id -> the words of its operator, of all files."""
    return {
        identity: words
        for _, frame in tables.values()
        if {"id", "operator"} <= set(frame.columns)
        for identity, words in zip(frame["id"], frame["operator"], strict=True)
    }


def _by_id(package: DataPackage, name: str) -> pd.DataFrame:
    return read_table(package, name).drop_duplicates("id").set_index("id", drop=False)


def _read_asset_tables(
    package: DataPackage,
) -> tuple[dict[str, tuple[str, pd.DataFrame]], list[Issue]]:
    tables: dict[str, tuple[str, pd.DataFrame]] = {}
    issues: list[Issue] = []
    for layer, name in package.asset_tables.items():
        file = package.resources[name]["path"]
        try:
            tables[layer] = (file, read_text_table(package, name))
        except DataError as error:
            issues.append(issue_from_error(error, file=file))
    return tables, issues


def _sound_assets(
    tables: dict[str, tuple[str, pd.DataFrame]],
    issues: list[Issue],
    package: DataPackage,
    authorities: pd.DataFrame,
) -> gpd.GeoDataFrame:
    frames = [_sound_rows(frame, file, issues).assign(layer=layer) for layer, (file, frame) in tables.items()]
    schema = package.schema(next(iter(package.asset_tables.values())))
    names = [field["name"] for field in schema["fields"]]
    text = _with_shared_cells(pd.concat([*frames, pd.DataFrame(columns=[*names, "layer"])], ignore_index=True))
    order = {layer: position for position, layer in enumerate(package.asset_tables)}
    text = text.sort_values(
        ["layer", "name"],
        key=lambda column: column.map(order) if column.name == "layer" else column.str.casefold(),
        ignore_index=True,
    )
    frame = typed(text, schema)
    frame["authority"] = frame["gss_code"].map(authorities["name"]).fillna("")
    frame["opened_year"] = frame["opened"].str[:4]
    frame["evidence_year"] = [evidence_date(row)[:4] for row in frame[["source_date", "location_date"]].to_dict("records")]
    frame["stated_status"] = frame["status"]
    frame["status"] = shown_statuses(frame, package)
    frame["confidence"] = [confidence(row) for row in frame[["source_title", "source_publisher", "location_title"]].to_dict("records")]
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=WGS84)


def _with_runners(assets: gpd.GeoDataFrame, organisations: Organisations) -> gpd.GeoDataFrame:
    """The assets with the ids of those who run each (`run_by`), a tuple that assets with the same share."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    runners = [shared.setdefault(cell, cell) for cell in map(organisations.running, assets["id"])]
    return assets.assign(run_by=pd.Series(runners, index=assets.index, dtype=object))


def _with_shared_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame, equal cells of a column one object in memory: of many assets most places, words and sources repeat."""
    columns = {}
    for name in frame.columns:
        if frame[name].dtype == object:
            codes, cells = pd.factorize(frame[name].to_numpy(dtype=object), use_na_sentinel=False)
            columns[name] = pd.Series(cells[codes], index=frame.index, dtype=object)
    return frame.assign(**columns)


def _sound_rows(frame: pd.DataFrame, file: str, issues: list[Issue]) -> pd.DataFrame:
    """The rows of a file no error names; none where an error names a column or the whole file."""
    errors = [issue for issue in issues if issue.file == file and issue.severity == "error"]
    if any(issue.row <= 1 for issue in errors):
        return frame.iloc[0:0]
    return frame.drop(index={issue.row - 1 - HEADER_ROWS for issue in errors})
