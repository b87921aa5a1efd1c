"""The tables about an area as records: what a page prints, a report repeats and a test counts.

A record is a plain dict with every number beside its words. Nothing here is HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import vocabulary
from geo.addresses import page_url
from geo.analysis.area_profile import Profile, SideBySide
from geo.analysis.areas import Area
from geo.analysis.drive_access import residents_ranks, residents_within_pct
from geo.analysis.drive_time import has_roads
from geo.analysis.measures import SMALL_COUNT, Classes, Measure
from geo.numbers import MISSING_WORDS, is_missing, quantity_words, unit_words
from geo.register.assets import Register
from geo.register.figures import position_of_period

Records = list[dict[str, Any]]
SMALL_WORDS = f"Small numbers: fewer than {SMALL_COUNT}"
COMPARE_TITLES = {"measure": "Rates and shares", "layer": "By type", "cluster": "By cluster", "figure": "Figures of the places"}
# The sections of a comparison that are counted by the one measure asked for.
PARTS_BY_MEASURE = ("layer", "cluster")


@dataclass(frozen=True)
class Asked:
    """What is measured: a measure of all assets, of one layer, of one cluster, or of both."""

    measure: Measure
    layer: str = ""
    cluster: str = ""

    def words(self, register: Register) -> str:
        """'Catapult centres in EVs and batteries per 100,000 people'."""
        noun = register.layer_names["plural"].get(self.layer, "Assets")
        if self.cluster:
            noun = f"{noun} in {register.clusters['short_name'].get(self.cluster, self.cluster)}"
        if self.measure.kind == "count":
            return f"Number of {noun.replace('Assets', 'assets')}"
        if self.measure.kind == "share":
            return f"Share of {noun.replace('Assets', 'assets')} operating"
        return self.measure.label.replace("Assets", noun, 1)

    def value_words(self, value: float) -> str:
        """'2.4 per 100,000 people', '7', '86%'."""
        text = self.measure.number(value)
        if text == MISSING_WORDS or self.measure.kind == "count":
            return text
        return f"{text}%" if self.measure.kind == "share" else f"{text} {self.measure.label.removeprefix('Assets ')}"


def ordinal(place: int) -> str:
    """1 -> '1st', 12 -> '12th', 22 -> '22nd'."""
    ending = "th" if 11 <= place % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def rank_words(place: Any, ranked: int, *, joint: bool = False) -> str:
    """'22nd of 30', 'joint 7th of 30', or nothing where there is no rank."""
    return "" if pd.isna(place) else f"{'joint ' if joint else ''}{ordinal(int(place))} of {ranked}"


def authority_records(table: pd.DataFrame, classes: Classes, *, measure: Measure, keep: Mapping[str, Any]) -> Records:
    """Every authority by a measure, highest first, missing last: the map as a table.

    `table` is the `measure_table` of the measure; `keep` are the query parameters its links carry along.
    """
    order = table.sort_values(["value", "name"], ascending=[False, True], na_position="last")
    ranks, class_of = [place for place in order["rank"] if not pd.isna(place)], classes.class_of.to_dict()
    counts, ranked = Counter(ranks), len(ranks)
    return [
        {
            "gss_code": code,
            "name": row["name"],
            "assets": int(row["assets"]),
            "value": row["value"],
            "printed": {"value": measure.number(row["value"])},
            "rank": rank_words(row["rank"], ranked, joint=not pd.isna(row["rank"]) and counts[row["rank"]] > 1),
            "class": "no figure" if pd.isna(class_of[code]) else classes.labels[class_of[code]],
            "href": page_url("places", **{**keep, "authority": code}),
        }
        for code, row in zip(order.index, order.to_dict("records"), strict=True)
    ]


def tally_records(tally: pd.DataFrame, area: Area) -> Records:
    """The rows of a tally with links to the same assets on the Explore page; empty rows left out."""
    facet = tally.index.name
    codes = () if area.kind == "region" else area.codes
    return [
        {
            "label": row["label"],
            "assets": row["assets"],
            "operating": row["operating"],
            "named": tuple(zip(row["asset_ids"], row["asset_names"], strict=True)),
            "href": page_url("", **{facet: value, "authority": codes}),
        }
        for value, row in tally.to_dict("index").items()
        if row["assets"]
    ]


def peer_records(rates: pd.DataFrame) -> Records:
    """One measure for an area and all it is held against, with rank."""
    roles = {"area": "in focus", "similar": "similar authority", "grouping": "grouping", "region": "region"}
    return [
        {
            "name": row["name"],
            "role": roles[row["role"]],
            "assets": row["assets"],
            "value": row["value"],
            "printed": {"value": row["words"]},
            "rank": rank_words(row["rank"], row["ranked"], joint=row["joint"]) or "not ranked",
        }
        for row in rates.to_dict("records")
    ]


def measure_records(profile: Profile) -> Records:
    """A record per measure: its value for each area by id, in words, and the rank of the one in focus."""
    records: dict[str, dict[str, Any]] = {}
    for row in profile.rates.to_dict("records"):
        name, value = row["measure"], row["value"]
        if name not in records:  # the area in focus comes first
            record = records[name] = {}
            record["label"] = f"{row['label']} ({row['year']})" if row["year"] else row["label"]
            record["rank"] = rank_words(row["rank"], row["ranked"], joint=row["joint"])
        unit = "%" if name == "share-operating" else ""
        records[name][row["area"]] = row["words"] + unit * (not is_missing(value))
    return list(records.values())


def asset_records(profile: Profile, register: Register) -> Records:
    """The assets of the area with the words for their type and status."""
    layers = register.layer_names["name"].to_dict()
    return [
        {
            **row,
            "type": layers.get(row["layer"], row["layer"]),
            "standing": vocabulary.STATUS_WORDS.get(row["status"], row["status"]),
        }
        for row in profile.assets[["id", "name", "layer", "status", "place"]].to_dict("records")
    ]


def strength_records(profile: Profile) -> Records:
    """The clusters whose share here is above their share in the region, by location quotient, with a warning on small numbers."""
    return [
        {
            "label": row["label"],
            "assets": int(row["assets"]),
            "share_pct": row["share_pct"],
            "region_share_pct": row["region_share_pct"],
            "quotient": row["quotient"],
            "small": bool(row["small"]),
            "warning": SMALL_WORDS if row["small"] else "",
        }
        for row in profile.quotients.to_dict("records")
        if row["assets"] and row["quotient"] > 1
    ]


def industry_records(profile: Profile) -> Records:
    """The industries whose share of the businesses here is above their share in the region, by location quotient."""
    return [{"label": label, **row} for label, row in profile.industries.to_dict("index").items() if row["quotient"] > 1]


def trend_records(profile: Profile) -> dict[str, Records]:
    """Each figure that has a history, by its label: a record per period, oldest first, with `value` and `median` in words and `at` and `height` to draw."""
    told: dict[str, Records] = {}
    for row in profile.trends.to_dict("records"):
        record = {
            "year": row["year"],
            "here": quantity_words(row["value"], row["unit"]),
            "median": quantity_words(row["median"], row["unit"]),
            "at": position_of_period(row["period"]),
            "height": row["value"],
        }
        told.setdefault(row["label"], []).append(record)
    return told


def gap_records(profile: Profile, register: Register, *, facets: Iterable[str]) -> Records:
    """What an area has none of and the nearest one; what no asset anywhere has is left out."""
    facets, layers = tuple(facets), register.assets["layer"].to_numpy()
    return [
        {
            **row,
            "layer": layers[register.by_id[row["id"]]],
            "where": row["authority"],
            "standing": vocabulary.STATUS_WORDS.get(row["status"], row["status"]),
        }
        for row in profile.gaps.to_dict("records")
        if row["facet"] in facets and row["id"]
    ]


def nowhere_labels(profile: Profile, *, facets: Iterable[str]) -> list[str]:
    """What the area lacks and no asset outside it has either."""
    gaps = profile.gaps
    return gaps.loc[gaps["facet"].isin(tuple(facets)) & (gaps["id"] == ""), "label"].tolist()


def border_records(profile: Profile, register: Register) -> Records:
    """The assets of neighbours within 5 km, nearest first."""
    near, kinds = profile.over_border, register.kinds["name"].to_dict()
    columns = ["id", "name", "layer", "status", "kind", "authority", "place", "distance_m"]
    return [{**row, "kind_name": kinds.get(row["kind"], row["kind"]), "distance_km": row["distance_m"] / 1_000} for row in near[columns].to_dict("records")]


def figure_records(profile: Profile) -> Records:
    """The figures of an area in words, with rank, median, year and source, and from what they came: `since`, "" without a history."""
    counts = int(profile.area.kind == "authority")
    trends = trend_records(profile)
    return [
        {
            "label": row["label"],
            "value": quantity_words(row["value"], row["unit"]),
            "rank": rank_words(row["rank"], row["ranked"], joint=row["joint"]) if counts else "",
            "median": quantity_words(row["median"], row["unit"]),
            "year": row["year"],
            "source": row["source_url"],
            "title": row["source_title"],
            "note": row["note"],
            "trend": trends.get(row["label"], []),
            "since": since_words(trends.get(row["label"], [])),
        }
        for row in profile.figures.to_dict("records")
    ]


def since_words(trend: Records) -> str:
    """From what a figure came: 'from £400.10 per week in April 2008'; "" without a history."""
    known = [record for record in trend if not pd.isna(record["height"])]
    return f"from {known[0]['here']} in {known[0]['year']}" if known else ""


def resident_records(area: Area, register: Register) -> Records:
    """What share of an area's residents lives within 30 minutes by car of each layer, an authority's with its rank; none without roads."""
    if not has_roads(register.package):
        return []
    shares = residents_within_pct(register, area.codes)
    records = [{"label": name, "share": shares[layer], "decimals": 0} for layer, name in register.layer_names["plural"].items()]
    if area.kind != "authority":
        return records
    ranks = residents_ranks(register)
    places = {layer: ranks.at[area.codes[0], layer] for layer in ranks.columns}
    joint = {layer: int((ranks[layer] == place).sum()) > 1 for layer, place in places.items()}
    return [
        record | {"rank": rank_words(places[layer], len(ranks), joint=joint[layer])} for record, layer in zip(records, register.layer_names.index, strict=True)
    ]


def searched_records(area: Area, searched: pd.DataFrame, register: Register) -> Records:
    """The topics searched for in an area without finding anything: "" of nothing but a look."""
    rows = searched[searched["gss_code"].isin(area.codes) & (searched["found"] == 0)]
    names = register.authorities["name"]
    return [
        {
            "topic": row["topic"],
            "name": names.get(row["gss_code"], row["gss_code"]),
            "words": row["words"],
            "searched_on": row["searched_on"],
        }
        for row in rows.sort_values(["topic", "gss_code"]).to_dict("records")
    ]


def topics_searched(area: Area, searched: pd.DataFrame) -> tuple[str, ...]:
    """The topics searched for anywhere in an area, whatever was found."""
    return tuple(sorted(set(searched.loc[searched["gss_code"].isin(area.codes), "topic"])))


def compare_parts(side: SideBySide) -> dict[str, tuple[str, str]]:
    """The sections of a comparison in their order: title, and caption with the measure of types and clusters."""
    year = f" ({side.measure.year})" if side.measure.year else ""
    per = f": {side.measure.label}{year}"
    return {part: (title, f"{title}{per if part in PARTS_BY_MEASURE else ''}") for part, title in COMPARE_TITLES.items()}


def compare_records(side: SideBySide, section: str) -> Records:
    """One section of a comparison: values by area id, the same as printed (`printed`), and the end of the scale."""
    rows = side.table[side.table["section"] == section].to_dict("records")
    ids = [area.id for area in side.areas]
    return [
        {
            **{i: row[i] for i in ids},
            "scale_max": row["scale_max"],
            "label": f"{row['label']}{_mind(row)}",
            "unit": row["unit"],
            "printed": row["words"],
        }
        for row in rows
    ]


def _mind(row: Mapping[str, Any]) -> str:
    """The unit and year of a compared row, in brackets; types and clusters have theirs in the caption."""
    if row["section"] in PARTS_BY_MEASURE:
        return ""
    unit = unit_words(row["unit"]) if row["section"] == "figure" or row["unit"].startswith("%") else ""
    parts = [part for part in (unit, row["year"] if isinstance(row["year"], str) else "") if part]
    return f" ({', '.join(parts)})" if parts else ""
