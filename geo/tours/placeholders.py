"""The numbers and words a tour's texts may hold, worked out from the assets of a scene."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd

from geo.errors import DataError
from geo.numbers import MISSING_WORDS, rate_number
from geo.register.assets import Register
from geo.register.figures import figure_of, load_figures
from geo.sentences import and_words
from geo.vocabulary import HIDDEN_STATUS, PIPELINE, UNCONFIRMED

# What a figure can be: worked out from the scene's assets (EPSG:4326), the register, and the GSS codes of the
# authorities the scene is about.
FigureRule = Callable[[gpd.GeoDataFrame, Register, Sequence[str]], float]
# Of more that have as many, how many there are is said.
MOST_NAMED = 3
PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}")


def _per_100k(assets: gpd.GeoDataFrame, register: Register, codes: Sequence[str]) -> float:
    return 1e5 * len(assets) / _people(register, codes)


def _people(register: Register, codes: Sequence[str]) -> float:
    """The people of some authorities; NaN, so that no rate is shown, where a figure is missing or there are none."""
    people = float(figure_of(register.authorities.loc[list(codes)], "population").sum())
    return people if people > 0 else math.nan


def _whole(number: float) -> float:
    return number if math.isnan(number) else int(number)


def _share_pct(assets: gpd.GeoDataFrame, register: Register, _: Sequence[str]) -> float:
    return round(100 * len(assets) / max(1, _standing(register)), 1)


def _standing(register: Register) -> int:
    return int((register.assets["status"] != HIDDEN_STATUS).sum())


def _distinct(column: str) -> FigureRule:
    return lambda assets, *_: len({item for items in assets[column] for item in items})


MEASURES: dict[str, FigureRule] = {
    "count": lambda assets, *_: len(assets),
    "operating": lambda assets, *_: int((assets["status"] == "operating").sum()),
    "coming": lambda assets, *_: int(assets["status"].isin(PIPELINE).sum()),
    "unconfirmed": lambda assets, *_: int(assets["status"].isin(UNCONFIRMED).sum()),
    "authorities": lambda assets, *_: assets["gss_code"].nunique(),
    "places": lambda assets, *_: assets["place"].nunique(),
    "clusters": _distinct("clusters"),
    "technologies": _distinct("technologies"),
    "share_pct": _share_pct,
    "per_100k": _per_100k,
}
WORDS = (
    "region_count",
    "region_authorities",
    "region_per_100k",
    "authority",
    "cluster",
    "asset",
    "first_authority",
    "first_count",
    "second_authority",
    "second_count",
    "leading_words",
    "layers",
    "missing_layers",
    "technologies_words",
    "population",
    "population_period",
    "checked_on",
)
PLACEHOLDERS = (*MEASURES, *WORDS)
RATES = ("per_100k", "region_per_100k")


def values_of(
    assets: gpd.GeoDataFrame,
    register: Register,
    *,
    query: Mapping[str, list[str]],
    asset: str,
    authority: str,
) -> dict[str, Any]:
    """Every placeholder's value for the assets of a scene (EPSG:4326)."""
    top = Counter(assets["authority"]).most_common(2) + [("", 0)] * 2
    code = authority or next(iter(query.get("authority", ())), "")
    cluster = next(iter(query.get("cluster", ())), "")
    known = register.authorities.index
    about = [one for one in query.get("authority", ()) if one in known] or list(known)
    return {name: measure(assets, register, about) for name, measure in MEASURES.items()} | {
        "region_count": _standing(register),
        "region_authorities": len(known),
        "region_per_100k": 1e5 * _standing(register) / _people(register, list(known)),
        "authority": register.authorities.at[code, "name"] if code in known else "",
        "population": _whole(_people(register, [code])) if code in known else 0,
        "population_period": _population_period(register),
        "cluster": register.clusters["name"].get(cluster, ""),
        "asset": register.asset(asset)["name"] if asset else "",
        "first_authority": top[0][0],
        "first_count": top[0][1],
        "second_authority": top[1][0],
        "second_count": top[1][1],
        "leading_words": leading_words(Counter(assets["authority"])),
        "layers": and_words([f"{inside_sentence(row['label'])} {row['count']}" for row in key_of(assets, register)]) or "nothing yet",
        "missing_layers": _missing_layers(assets, register),
        "technologies_words": and_words(_common_technologies(assets)),
        "checked_on": str(register.package.descriptor.get("checked_on", "")),
    }


def _population_period(register: Register) -> str:
    """The period of the people counted; "" where their table cannot be read, which the page says elsewhere."""
    try:
        figures = load_figures(register.package)
    except DataError:
        return ""
    return str(figures["year"].get("population", ""))


def key_of(assets: gpd.GeoDataFrame, register: Register) -> list[dict[str, Any]]:
    """The layers among the assets in drawing order: id, label, count."""
    counts = assets["layer"].value_counts()
    names = register.layer_names
    return [{"id": layer, "label": names.at[layer, "plural"], "count": int(counts[layer])} for layer in names.index if counts.get(layer, 0)]


def placeholders_in(text: str) -> set[str]:
    """The names in braces in a text; an empty or malformed brace counts under its own text."""
    rest = PLACEHOLDER.sub("", text)
    return {match[1] for match in PLACEHOLDER.finditer(text)} | set(re.findall(r"[{}]", rest))


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A text with its placeholders filled: `{count}`, or `{count:testbed|testbeds}` with a noun."""

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        shown = number_words(value, match[1]) if isinstance(value, (int, float)) else str(value)
        if match[2] is None:
            return shown
        return f"{shown} {match[2] if value == 1 else match[3]}".strip()

    return PLACEHOLDER.sub(put, text)


def noun_for(value: float, label: str) -> str:
    """The half of "testbed|testbeds" that goes with a number; a label without a bar as it is."""
    one, bar, many = label.partition("|")
    return label if not bar else one if value == 1 else many


def number_words(value: float, name: str) -> str:
    """The number of a placeholder or measure for people: a rate as the pages print it, else thousands parted, a decimal only where there is one."""
    if math.isnan(value):
        return MISSING_WORDS
    if name in RATES:
        return rate_number(value)
    return f"{value:,.1f}" if isinstance(value, float) and value != int(value) else f"{int(value):,}"


def leading_words(counts: Mapping[str, int]) -> str:
    """Who leads and who follows, each with how many, from authority -> assets; who has as many is named beside, or counted where they are many."""
    ranks = [(count, sorted(name for name in counts if counts[name] == count)) for count in sorted(set(counts.values()), reverse=True)[:2]]
    if not ranks:
        return ""
    told = [
        _has(names, count, one=one, several=several) for (count, names), (one, several) in zip(ranks, (("leads", "lead"), ("follows", "follow")), strict=False)
    ]
    return ", ".join(told)


def _has(names: Sequence[str], count: int, *, one: str, several: str) -> str:
    """Those that have as many: "A leads with 9", "A and B lead with 9 each", "12 authorities lead with 1 each"."""
    who = and_words(names) if len(names) <= MOST_NAMED else f"{len(names)} authorities"
    return f"{who} {one} with {count:,}" if len(names) == 1 else f"{who} {several} with {count:,} each"


def _missing_layers(assets: gpd.GeoDataFrame, register: Register) -> str:
    present = set(assets["layer"])
    missing = [inside_sentence(plural) for layer, plural in register.layer_names["plural"].items() if layer not in present]
    return and_words(missing, last="or")


def _common_technologies(assets: gpd.GeoDataFrame) -> list[str]:
    counts = Counter(term for terms in assets["technologies"] for term in terms)
    return [term for term, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))[:4]]


def inside_sentence(words: str) -> str:
    """A noun inside a sentence: lower case, save for Catapult, which is a name."""
    return words if words.startswith("Catapult") else words[:1].lower() + words[1:]
