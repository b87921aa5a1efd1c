"""What a tour's file must be: every rule, every problem named with its scene and its mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from geo.register.assets import Register
from geo.select.filters import FACET_COLUMNS, facet_options, filter_names
from geo.tours.placeholders import MEASURES, PLACEHOLDERS, placeholders_in

VIEWS = ("region", "authority", "cluster", "asset", "bounds")
PARAMETERS = ("authority",)
TOUR_KEYS: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "description": str,
    "parameter": str,
    "dwell_seconds": (int, float),
    "order": int,
    "scene": list,
}
SCENE_KEYS: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "lines": list,
    "query": dict,
    "assets": list,
    "view": str,
    "asset": str,
    "bounds": list,
    "figure": dict,
    "notes": str,
    "dwell_seconds": (int, float),
    "skip_when_empty": bool,
}
FIGURE_KEYS = {"measure": str, "label": str}
MOST_LINES, MOST_SCENES = 2, 40
MOST_TITLE, MOST_LINE, MOST_NOTES, MOST_FILE = 80, 170, 2000, 200_000
DEFAULT_DWELL_S = 14.0

# What no tour needs, and what costs the parser of TOML time and memory out of all proportion: outside of texts.
MOST_DOTS, MOST_DEPTH, MOST_WORD = 16, 6, 120
# A text that is not closed ends with its line, or with the file: each character is looked at once.
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)|'[^'\n]*+(?:'|(?=\n)|\Z)|#[^\n]*",
    re.DOTALL,
)

# The scene's number (0: the tour), the tour's id, field, value, reason, mend.
Problem = tuple[int, str, str, str, str, str]


def shape_problem(text: str) -> str:
    """What makes a text unlike any tour before it is parsed: keys of very many parts, deep nesting, endless words; "" where nothing does."""
    bare = _TEXTS.sub("_", text)
    if any(line.count(".") > MOST_DOTS for line in bare.splitlines()):
        return f"A line has more than {MOST_DOTS} full stops outside of texts."
    if re.search(rf"[\w.+-]{{{MOST_WORD + 1}}}", bare):
        return f"A name or a number has more than {MOST_WORD} characters."
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", bare):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > MOST_DEPTH:
            return f"Brackets stand within brackets more than {MOST_DEPTH} deep."
    return ""


def problems_of(data: dict[str, Any], register: Register, identity: str) -> Iterator[Problem]:
    def said(row: int, name: str, value: Any, reason: str, mend: str) -> Problem:
        return (row, identity, name, str(value)[:80], reason, mend)

    yield from (said(0, *found) for found in _key_problems(data, TOUR_KEYS, ("title", "description", "scene")))
    if data.get("parameter", PARAMETERS[0]) not in PARAMETERS:
        yield said(0, "parameter", data["parameter"], "It is no parameter.", f"Use one of: {', '.join(PARAMETERS)}.")
    yield from (said(0, *found) for found in _dwell_problems(data))
    title = data.get("title")
    if isinstance(title, str) and (unknown := placeholders_in(title) - set(PARAMETERS)):
        yield said(0, "title", title, f"{{{min(unknown)}}} cannot stand here.", "Only {authority} can.")
    scenes = data.get("scene")
    if not isinstance(scenes, list):
        return
    if not 1 <= len(scenes) <= MOST_SCENES:
        yield said(0, "scene", len(scenes), f"A tour has 1 to {MOST_SCENES} scenes.", "Add scenes or make two tours.")
    for row, scene in enumerate(scenes, start=1):
        if not isinstance(scene, dict):
            yield said(row, "scene", scene, "It is not a scene.", "Begin each scene with a line [[scene]].")
            continue
        found = list(_key_problems(scene, SCENE_KEYS, ("title", "view")))
        # A value of the wrong type is told once; the rules below would only stumble over it.
        usable = {name: value for name, value in scene.items() if isinstance(value, SCENE_KEYS.get(name, ()))}
        for rule in (_text_problems, _dwell_problems, _figure_problems, _view_problems):
            found += rule(usable)
        found += _query_problems(usable, register, parameter=str(data.get("parameter", "")))
        found += _asset_problems(usable, register)
        yield from (said(row, *one) for one in found)


Found = tuple[str, Any, str, str]


def _key_problems(data: Mapping[str, Any], known: Mapping[str, Any], required: tuple[str, ...]) -> Iterator[Found]:
    for name in required:
        if data.get(name) in (None, "", []):
            yield name, "", "It must not be empty.", f"Write {name} = ..."
    for name, value in data.items():
        if name not in known:
            yield name, value, "It is not known.", f"Use: {', '.join(known)}."
        elif not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not bool):
            wanted = {
                str: "text in quotation marks",
                list: "a list in [ ]",
                dict: "a table in { }",
                bool: "true or false",
            }
            yield name, value, "It is of the wrong type.", f"Write {wanted.get(known[name], 'a number')}."


def _text_problems(scene: Mapping[str, Any]) -> Iterator[Found]:
    lines = scene.get("lines", [])
    if len(lines) > MOST_LINES:
        yield "lines", len(lines), f"A scene has at most {MOST_LINES} lines.", "Say less, or make two scenes."
    texts = [("title", scene.get("title", ""), MOST_TITLE), ("notes", scene.get("notes", ""), MOST_NOTES)]
    texts += [("lines", line, MOST_LINE) for line in lines]
    for name, text, most in texts:
        if not isinstance(text, str):
            yield name, text, "It is not text.", "Put it in quotation marks."
            continue
        if len(text) > most:
            yield name, text, f"It is {len(text)} characters long.", f"Use at most {most}."
        for unknown in sorted(placeholders_in(text) - set(PLACEHOLDERS)):
            yield name, f"{{{unknown}}}", "No such placeholder.", f"Use one of: {', '.join(PLACEHOLDERS)}."
        if name != "notes" and re.search(r"[\x00-\x1f]", text):
            yield name, text, "It holds a line break or a control character.", "Write it in one line."


def _dwell_problems(data: Mapping[str, Any]) -> Iterator[Found]:
    dwell = data.get("dwell_seconds", DEFAULT_DWELL_S)
    if isinstance(dwell, (int, float)) and not 3 <= dwell <= 300:
        yield (
            "dwell_seconds",
            dwell,
            "It is outside 3 to 300.",
            "Give the seconds a scene stands in autoplay.",
        )


def _figure_problems(scene: Mapping[str, Any]) -> Iterator[Found]:
    figure = scene.get("figure")
    if figure is None:
        return
    for name, value, reason, mend in _key_problems(figure, FIGURE_KEYS, tuple(FIGURE_KEYS)):
        yield f"figure.{name}", value, reason, mend
    if isinstance(figure.get("measure"), str) and figure["measure"] not in MEASURES:
        yield "figure.measure", figure["measure"], "It is no measure.", f"Use one of: {', '.join(MEASURES)}."
    if isinstance(figure.get("label"), str):
        for unknown in sorted(placeholders_in(figure["label"]) - set(PLACEHOLDERS)):
            yield (
                "figure.label",
                f"{{{unknown}}}",
                "No such placeholder.",
                f"Use one of: {', '.join(PLACEHOLDERS)}.",
            )


def _view_problems(scene: Mapping[str, Any]) -> Iterator[Found]:
    view = scene.get("view", VIEWS[0])
    if view not in VIEWS:
        yield "view", view, "It is no view.", f"Use one of: {', '.join(VIEWS)}."
    if view == "asset" and not scene.get("asset"):
        yield "asset", "", "The view is an asset, and none is named.", 'Add asset = "the asset\'s id".'
    if view == "authority" and not scene.get("query", {}).get("authority"):
        yield "query.authority", "", "The view is an authority, and none is named.", "Add it to the query."
    bounds = scene.get("bounds")
    if view == "bounds" and bounds is None:
        yield (
            "bounds",
            "",
            "The view is bounds, and none are given.",
            "Add bounds = [[south, west], [north, east]].",
        )
    if bounds is not None and not _are_bounds(bounds):
        yield (
            "bounds",
            bounds,
            "They are no bounds in or near the region.",
            "Write [[south, west], [north, east]] in degrees.",
        )


def _query_problems(scene: Mapping[str, Any], register: Register, *, parameter: str) -> Iterator[Found]:
    options = facet_options(register) if scene.get("query") else {}
    for name, values in scene.get("query", {}).items():
        if name not in filter_names():
            yield f"query.{name}", values, "It is no filter.", f"Use: {', '.join(filter_names())}."
            continue
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield f"query.{name}", values, "It is not a list of texts.", f'Write {name} = ["..."].'
            continue
        for value in values if name in FACET_COLUMNS else ():
            is_parameter = value == "{authority}" == f"{{{name}}}"
            if is_parameter and not parameter:
                yield (
                    f"query.{name}",
                    value,
                    "The tour has no parameter.",
                    'Add parameter = "authority" to the tour.',
                )
            elif not is_parameter and value not in options[name]:
                yield (
                    f"query.{name}",
                    value,
                    "The data has no such value.",
                    f"Use one of: {', '.join(options[name][:12])} ...",
                )


def _asset_problems(scene: Mapping[str, Any], register: Register) -> Iterator[Found]:
    named = [("asset", scene["asset"])] if "asset" in scene else []
    for name, value in [*named, *(("assets", value) for value in scene.get("assets", ()))]:
        if not isinstance(value, str) or value not in register.by_id:
            yield (
                name,
                value,
                "No asset has this id.",
                "Use the id as in data/assets, or in the asset page's address.",
            )


def _are_bounds(bounds: Any) -> bool:
    try:
        (south, west), (north, east) = bounds
        return 50 <= south < north <= 56 and -6 <= west < east <= 2
    except (TypeError, ValueError):
        return False
