"""A question in words read as filters: a grammar over the names of the register, with no guessing.

"battery testbeds in Coventry opened since 2020 run by a university" names a technology, a type of asset, an authority and years of
opening, which become filters; "university", said of who runs it, is no organisation's name and stays a text to search for. "what is
within 20 km of CV1 5FB for 5G" names a place to look around besides. A county or a grouping of
the region is its authorities, a decade its years, and "not in Coventry" all other authorities that have what is asked for.
What is not understood is left as it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from geo.register.assets import Register
from geo.select.filter_words import label_words
from geo.select.filters import FACET_COLUMNS, FacetIndex, Filters, load_synonyms
from geo.select.search_words import MAX_QUERY_LENGTH, stem, stemmed, tokens_of
from geo.vocabulary import HIDDEN_STATUS

# A facet and the values that a name stands for.
Named = tuple[str, tuple[str, ...]]

KM_PER_MILE = 1.609344
# Of an organisation.
MOST_NAME_WORDS = 12
# Where two filters have a value of one name, the one a question means: "in Coventry" is the authority.
ASKED_FIRST = ("layer", "technology", "authority", "city", "kind", "cluster", "status")
# Words that frame a question and ask for nothing.
FRAME = frozenset(
    [
        "a",
        "about",
        "all",
        "an",
        "and",
        "any",
        "are",
        "asset",
        "assets",
        "at",
        "based",
        "by",
        "can",
        "does",
        "do",
        "every",
        "everything",
        "find",
        "for",
        "from",
        "give",
        "have",
        "how",
        "i",
        "in",
        "is",
        "list",
        "located",
        "looking",
        "many",
        "me",
        "near",
        "of",
        "on",
        "or",
        "please",
        "run",
        "show",
        "sited",
        "some",
        "tell",
        "that",
        "the",
        "there",
        "to",
        "us",
        "we",
        "what",
        "whats",
        "where",
        "which",
        "who",
        "with",
        "work",
        "working",
        "you",
    ]
)
_NEAR = re.compile(
    r"\b(?:within\s+(?P<reach>\d{1,3}(?:\.\d+)?)\s*(?P<unit>minutes?|mins?|km|kilomet(?:re|er)s?|miles?|mi)\b(?:['\u2019]?\s+(?:drive|walk|journey))?\s+(?:of|from)"
    r"|(?:near|around|close to))\s+(?P<place>.+?)(?=\s+(?:for|with|opened|since|run by|that|which)\b|[?,;]|$)",
    re.IGNORECASE,
)
# Between the names of places: what is asked for is how they compare.
BESIDE = frozenset(["and", "or", "vs", "versus", "v", "with", "against", "compare", "compared", "to", "between"])
_BY = re.compile(r"\b(?:run|operated|led|managed) by\s+(?:the\s+)?", re.IGNORECASE)
_RUN_BY = re.compile(
    r"\b(?:run|operated|led|owned|managed) by\s+(?:(?:a|an|the)\s+)?(?P<who>.+?)"
    r"(?=\s+(?:in|near|opened|since|before|after|within|for|with)\b|[?,;]|$)",
    re.IGNORECASE,
)
_YEAR = r"(?P<{}>(?:19|20)\d\d)"
_DECADE = r"(?P<decade>(?:19|20)\d0)"
# The end of what a phrase is about.
_UNTIL = r"(?=\s+(?:in|near|opened|since|before|after|between|run by|within|for|with|that|which)\b|[?,;]|$)"
_EXCEPT = re.compile(
    r"\b(?:but\s+)?(?:not|except|excluding|excl|outside|other than|apart from)\s+(?:(?:for|in|from|at|of|any|the)\s+)*(?P<what>.+?)" + _UNTIL, re.IGNORECASE
)
# Where only a map can say what is meant.
_DIRECTION = re.compile(r"\b(?:north|south|east|west)(?:[ -]?(?:east|west))?\s+of\s+.+?" + _UNTIL, re.IGNORECASE)
# The filters of which an asset has one value, so that all but some of them say what is asked for.
ONE_EACH = ("layer", "authority", "city", "kind", "status")
_OPENED = tuple(
    re.compile(rf"\b(?:(?:that\s+)?open(?:ed|ing)?\s+)?{words}\b", re.IGNORECASE)
    for words in (
        rf"(?:between|from)\s+{_YEAR.format('first')}\s+(?:and|to|until)\s+{_YEAR.format('last')}",
        rf"{_YEAR.format('first')}\s*(?:-|\u2013|to)\s*{_YEAR.format('last')}",
        rf"(?:in|during|from)\s+the\s+{_DECADE}s",
        rf"{_DECADE}s",
        rf"(?:since|from)\s+{_YEAR.format('first')}(?:\s+(?:on|onwards?))?",
        rf"{_YEAR.format('first')}\s+(?:onwards?|or later)",
        rf"after\s+{_YEAR.format('after')}",
        rf"before\s+{_YEAR.format('before')}",
        rf"(?:until|up to|by)\s+{_YEAR.format('last')}",
    )
) + (re.compile(rf"\bopen(?:ed|ing)?\s+(?:in\s+)?{_YEAR.format('only')}\b", re.IGNORECASE),)


@dataclass(frozen=True)
class Question:
    """A text as it was read: `filters` with what was not understood as their search text; where to look around, if it says so,
    and how far (`radius_km` or `minutes`)."""

    filters: Filters
    place: str = ""
    radius_km: float | None = None
    minutes: float | None = None


def read_question(text: str, *, register: Register, index: FacetIndex) -> Question | None:
    """Read a text; None where it names nothing that a filter or a place could be, or is the name of one thing alone.

    A single name ("Coventry", "robotics", "University of Birmingham") stays a search: it finds more than the filter would. With words
    around it that no asset has ("show me all catapults") it is read; of a text that names nothing the words around go ("everything by WMG").
    """
    if index.text.is_name(text):
        return None
    rest = " ".join(text[:MAX_QUERY_LENGTH].split())
    place, radius_km, minutes = "", None, None
    if found := _NEAR.search(rest):
        place, (radius_km, minutes) = found["place"], _reach(found["reach"], found["unit"])
        rest = _without(rest, found)
    rest, kept = _kept(rest)
    rest, excluded, unknown = _excluded(rest, register)
    rest, years = _opened(rest, index.options["opened"])
    rest, organisation = _run_by(rest, _organisations(register))
    run_by = _RUN_BY.search(rest)
    who = run_by["who"] if run_by else ""
    rest = _without(rest, run_by) if run_by else rest
    question, left = _names_in(_as_spelled(tokens_of(rest), register, index), _vocabulary(register))
    # "in the region" narrows nothing, but says that the rest is no name.
    everywhere = any(not values for values in question.values())
    if years:
        question["opened"] = years
    if organisation:
        question["run_by"] = [organisation]
    chosen = {facet: tuple(question[facet]) for facet in FACET_COLUMNS if question.get(facet)}
    if who and (runners := _of_a_kind(who, chosen, register=register, index=index)):
        chosen, who = chosen | {"run_by": runners}, ""
    others = _others(excluded, chosen, index)
    chosen |= others
    q = " ".join([*left, *(word for word in tokens_of(who) if word not in FRAME), *kept, *unknown])
    if _is_comparison(text, chosen, register):
        return None
    said_more = years or others or "run_by" in chosen or (len(chosen) + everywhere > 1) or (chosen and q)
    if not place and not said_more and (index.text.matches(text).any() or not (chosen or (q and index.text.matches(q).any()))):
        return None
    filters = Filters(q=q).with_facets(chosen)
    # Words that none of those has may be words of one that is called so.
    if q and not place and not index.mask(filters).any() and index.text.matches(text).any():
        return None
    return Question(filters, place.strip(), radius_km, minutes)


def _kept(text: str) -> tuple[str, list[str]]:
    """The text without what it says of a direction from somewhere, and the words of that: no filter says it."""
    found = _DIRECTION.search(text)
    return (_without(text, found), tokens_of(found[0])) if found else (text, [])


def _excluded(text: str, register: Register) -> tuple[str, dict[str, list[str]], list[str]]:
    """The text without what it says is not asked for; the values that names, by facet; and the words of it, where not all of it is
    the name of something that each asset has one of."""
    found = _EXCEPT.search(text)
    if not found:
        return text, {}, []
    named, left = _names_in(tokens_of(found["what"]), _vocabulary(register))
    if left or not named or not all(named.values()) or set(named) - set(ONE_EACH):
        return _without(text, found), {}, tokens_of(found[0])
    return _without(text, found), named, []


def _others(excluded: Mapping[str, list[str]], chosen: Mapping[str, tuple[str, ...]], index: FacetIndex) -> dict[str, tuple[str, ...]]:
    """For each facet of what is excluded, its other values: those chosen, or all that an asset has which answers the rest."""
    found = {}
    for facet, values in excluded.items():
        counts = index.counts(Filters().with_facets({name: own for name, own in chosen.items() if name != facet}))[facet]
        among = chosen.get(facet) or tuple(value for value in index.options[facet] if counts[value] and value != HIDDEN_STATUS)
        found[facet] = tuple(value for value in among if value not in values)
    return {facet: values for facet, values in found.items() if values}


def _as_spelled(tokens: list[str], register: Register, index: FacetIndex) -> list[str]:
    """The words, one that is found nowhere replaced by the one near it that a name of a filter holds, where there is just one."""
    respelled = dict(index.text.reading(" ".join(tokens)).respelled)
    known = {word for name in _vocabulary(register) for word in name.split()}
    meant = {word: {stem(one) for one in near} & known for word, near in respelled.items()}
    return [next(iter(meant[token])) if token not in FRAME and len(meant.get(token, ())) == 1 else token for token in tokens]


def _of_a_kind(who: str, chosen: dict[str, tuple[str, ...]], *, register: Register, index: FacetIndex) -> tuple[str, ...]:
    """The organisations of the kind that is named ("a university") that run something of what is asked for; none where no kind is."""
    kinds = register.organisations.table.set_index("id")["kind"]
    asked = register.assets["run_by"][index.mask(Filters().with_facets(chosen))]
    running = sorted({one for cell in asked for one in cell})
    return tuple(one for one in running if _term(kinds[one]) == _term(who))


def _is_comparison(text: str, chosen: Mapping[str, tuple[str, ...]], register: Register) -> bool:
    """Whether a text is the names of several authorities and nothing more: how they compare answers it better than a filter."""
    codes = chosen.get("authority", ())
    named = {word for code in codes for word in tokens_of(register.authorities.at[code, "name"])}
    return len(codes) > 1 and set(tokens_of(text)) <= named | BESIDE


def _reach(number: str | None, unit: str | None) -> tuple[float | None, float | None]:
    if not number or not unit:
        return None, None
    if unit.lower().startswith("min"):
        return None, float(number)
    return float(number) * (KM_PER_MILE if unit.lower().startswith("mi") else 1), None


def _opened(text: str, known: tuple[str, ...]) -> tuple[str, list[str]]:
    """The text without what it says of opening, and the years asked for among those known."""
    for pattern in _OPENED:
        if found := pattern.search(text):
            said = {name: int(year) for name, year in found.groupdict().items() if year}
            if "decade" in said:
                said |= {"first": said["decade"], "last": said["decade"] + 9}
            first = said.get("only", said.get("first", said.get("after", -1) + 1))
            last = said.get("only", said.get("last", said.get("before", 10_000) - 1))
            # A span without any asset asks for none, and is not left out: the text stays.
            years = [year for year in known if first <= int(year) <= last]
            return (_without(text, found), years) if years else (text, [])
    return text, []


def _run_by(text: str, known: dict[str, str]) -> tuple[str, str]:
    """The text without the organisation that it says runs what is asked for, and that organisation's id; the longest name counts.
    The text as it is and "" where it names none."""
    if found := _BY.search(text):
        tokens = tokens_of(text[found.end() :])
        for length in range(min(len(tokens), MOST_NAME_WORDS), 0, -1):
            if organisation := known.get(stemmed(" ".join(tokens[:length]))):
                return " ".join([text[: found.start()], *tokens[length:]]), organisation
    return text, ""


def _names_in(tokens: list[str], known: dict[str, Named]) -> tuple[dict[str, list[str]], list[str]]:
    """The values that the words name, the longest name first, by facet; and the words that name nothing and do not frame the question."""
    longest = max(len(name.split()) for name in known)
    chosen: dict[str, list[str]] = defaultdict(list)
    left: list[str] = []
    at = 0
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            named = known.get(stemmed(" ".join(tokens[at : at + length])))
            if named:
                facet, values = named
                chosen[facet] += [value for value in values if value not in chosen[facet]]
                break
        else:
            length = 1
            if tokens[at] not in FRAME:
                left.append(tokens[at])
        at += length
    return dict(chosen), left


@lru_cache(maxsize=2)
def _vocabulary(register: Register) -> dict[str, Named]:
    """Stemmed name -> (facet, values), for everything a filter has a name for; no values for the region, which is all there is."""
    known: dict[str, Named] = {}
    for facet in ASKED_FIRST:
        for name, value in _names_of(facet, register):
            term = _term(name)
            if term and term not in FRAME:
                known.setdefault(term, (facet, (value,)))
    region = register.region
    for name in (region.name, region.within, region.area_name, *region.other_names):
        if (term := _term(name)) not in FRAME:
            known.setdefault(term, ("authority", ()))
    for name, codes in _groups(register):
        known.setdefault(_term(name), ("authority", codes))
    for group in load_synonyms(register.package):
        values = [known[term] for term in map(_term, group) if term in known]
        for term in map(_term, group):
            if values:
                known.setdefault(term, values[0])
    return known


def _groups(register: Register) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of groupings and counties, each with the codes of its authorities."""
    for grouping in register.region.groupings:
        yield from ((name, grouping.codes) for name in (grouping.name, *grouping.other_names))
    for county, own in register.authorities.groupby("county", sort=False):
        yield str(county), tuple(own.index)


@lru_cache(maxsize=2)
def _organisations(register: Register) -> dict[str, str]:
    """Stemmed name or other name -> the organisation that runs something."""
    table = register.organisations.table
    running = {one for cell in register.assets["run_by"] for one in cell}
    names = [(name, row["id"]) for row in table.to_dict("records") if row["id"] in running for name in (row["name"], *row["other_names"])]
    return {term: identity for name, identity in reversed(names) if (term := _term(name))}


def _term(text: str) -> str:
    return stemmed(" ".join(tokens_of(text)))


def _names_of(facet: str, register: Register) -> Iterator[tuple[str, str]]:
    if facet == "layer":
        for row in register.layer_names.to_dict("records"):
            yield from ((name, row["id"]) for name in (row["name"], row["plural"], row["id"]))
    elif facet == "cluster":
        for row in register.clusters.to_dict("records"):
            yield from ((name, row["id"]) for name in (row["short_name"], row["name"]))
    elif facet == "technology":
        yield from ((name, name) for name in sorted({term for terms in register.assets["technologies"] for term in terms}))
    elif facet == "city":
        yield from ((name, name) for name in sorted(set(register.assets["place"])))
    elif facet == "kind":
        used = set(register.assets["kind"])
        yield from ((name, value) for value, name in register.kinds["name"].items() if value in used)
    else:
        yield from ((name, value) for value, name in label_words(register)[facet].items())


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
