"""Free-text search over assets: the best match first, spelling forgiven only where nothing fits.

Every word of the query must be found, or what stands for it: a synonym of the data package, its two
halves written apart, itself and its neighbour written as one, a postcode. "or" between words means that
either side will do. A word is found whole (its plural counts), or where it begins a word; only if no
asset has it is a near spelling tried, and `Reading` says so.

An asset's rank follows the field in which each word was found (name, other names, operator, technology,
place, summary) with whole words before beginnings; all words together, in order, in one field come
before all of that. `static/search.js` ranks by the same numbers, which it gets from here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.select.search_words import (
    EDGE,
    EITHER,
    MAX_QUERY_LENGTH,
    STOP_WORDS,
    field_text,
    has_number,
    is_inward,
    is_outward,
    looks_like_postcode,
    postcode_halves,
    stem,
    stemmed,
    tokens_of,
)

# The fields in the order of their worth: columns of texts, columns of lists, and what a match in them adds.
FIELDS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("name",), 7),
    (("aliases",), 6),
    (("operator",), 5),
    (("technologies", "kind_words", "layer_words", "cluster_words"), 4),
    (("place", "authority", "address"), 3),
    (("summary",), 2),
)
WHOLE, POSTCODE_WORTH = 10, 13
# All words together: [equal, at the beginning, inside] a part of the field, by field.
PHRASE: tuple[tuple[int, int, int], ...] = ((900, 700, 600), (800, 500, 400), (300, 300, 300), (200, 200, 200), (0, 0, 0), (0, 0, 0))
# The same words and no others, whatever their order, as all of a name or of another name.
SAME_WORDS = (850, 750)
PHRASE_FACTOR = 1000
LEAST_FORGIVEN, TWO_SLIPS_FROM = 4, 8
MOST_NAME_WORDS = 63
MOST_MEANT = 3


@dataclass(frozen=True)
class Reading:
    """How a query was read: its alternatives (the words on each side of "or"), words that were read as
    others because no asset has them, and words read as their synonyms too."""

    alternatives: tuple[tuple[str, ...], ...]
    respelled: tuple[tuple[str, tuple[str, ...]], ...] = ()
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def sentences(self) -> list[str]:
        """What a reader is told of it; nothing where the words were taken as they stand."""
        quoted = [f"\u201c{' '.join(words)}\u201d" for words in self.alternatives]
        said = [f"Either {' or '.join(quoted)}."] if len(quoted) > 1 else []
        said += [f"Nothing here is spelled \u201c{word}\u201d: read as {_either(meant)}." for word, meant in self.respelled]
        return said + [f"\u201c{word}\u201d also read as {_either(meant)}." for word, meant in self.synonyms]


@dataclass(frozen=True, eq=False)
class TextField:
    """One field of all assets: its different `texts` as `field_text` writes them, and which of them each asset has (`numbers`)."""

    texts: tuple[str, ...]
    numbers: np.ndarray

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The texts with every word without the ending of its plural."""
        return tuple(map(stemmed, self.texts))

    def worth(self, places: np.ndarray, worth_of: Callable[[str], int]) -> np.ndarray:
        """What `worth_of` gives for the stemmed text of the assets at some places; asked once for each different text."""
        different, which = np.unique(self.numbers[places], return_inverse=True)
        return np.array([worth_of(self.stems[number]) for number in different.tolist()], dtype=np.int64)[which]


@dataclass(frozen=True, eq=False)
class Postings:
    """Which assets have a word, as slices of two arrays: `places` of assets, and the `worth` of the best field that holds it there.
    Those of the word with number n in `numbers` begin at `starts[n]` and end before the next word's."""

    numbers: dict[str, int]
    starts: np.ndarray
    places: np.ndarray
    worth: np.ndarray

    def __contains__(self, word: str) -> bool:
        return word in self.numbers

    def __getitem__(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        number = self.numbers[word]
        own = slice(self.starts[number], self.starts[number + 1])
        return self.places[own], self.worth[own]


@dataclass(frozen=True, eq=False)
class TextIndex:
    """The words of a fixed set of assets, which asset has which and in which field.

    `fields` are those of `FIELDS`, in their order; `words` all words in order; `postings` which assets have a word;
    `groups` the synonyms.
    """

    fields: tuple[TextField, ...]
    words: tuple[str, ...]
    postings: Postings
    postcodes: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """How many assets the index knows."""
        return len(self.postcodes)

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """Stem -> the words that share it."""
        found = defaultdict(list)
        for word in self.words:
            found[stem(word)].append(word)
        return dict(found)

    @cached_property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Stemmed term -> the other terms of its groups, as words."""
        found: dict[str, list[str]] = defaultdict(list)
        for group in self.groups:
            for term in group:
                found[stemmed(term)] += [other for other in group if other != term and other not in found[stemmed(term)]]
        return {term: tuple(others) for term, others in found.items()}

    @cached_property
    def longest_term(self) -> int:
        """Of how many words the longest synonym is."""
        return max((len(term.split()) for term in self.synonyms), default=0)

    def matches(self, query: str) -> np.ndarray:
        """A boolean per asset: does it match the query? A query without words matches all."""
        return self.scores(query) > 0

    def ranked(self, query: str) -> np.ndarray:
        """The places of the assets that match, best first; equals by the length of their name, then in the order of the index."""
        scores = self.scores(query)
        places = np.flatnonzero(scores > 0)
        return places[np.lexsort((self._name_lengths[places], -scores[places]))] if words_of(query) else places

    def is_name(self, text: str) -> bool:
        """Whether a text is a name of an asset or words in order within one; without little words ("of", "in"), in any order."""
        sides = words_of(text)
        if len(sides) != 1:
            return False
        words, inside = sides[0], f" {stemmed(' '.join(sides[0]))} "
        places = np.flatnonzero(self.matches(text))
        names = self.fields[:2]
        if any(field.worth(places, lambda own: int(inside in own)).any() for field in names):
            return True
        same = set(map(stem, words))
        return not STOP_WORDS.intersection(words) and any(field.worth(places, lambda own: int(_is_same(own, same))).any() for field in names)

    @lru_cache(maxsize=64)  # noqa: B019 - an index lives as long as the data it was made from
    def scores(self, query: str) -> np.ndarray:
        """A number per asset: 0 where it does not match, more the better it does; 1 for all where the query has no words."""
        alternatives = words_of(query)
        if not alternatives:
            return np.ones(self.size, dtype=np.int32)
        return np.maximum.reduce([self._score(words) for words in alternatives]).astype(np.int32)

    @lru_cache(maxsize=512)  # noqa: B019
    def reading(self, query: str) -> Reading:
        """How the query was read."""
        alternatives = words_of(query)
        plain = [_without_little_words(words) for words in alternatives]
        respelled = {word: tuple(self._near(word)) for words in plain for at, word in enumerate(words) if not self._known(words, at)}
        synonyms = {text: others for words in plain for text, others in self._synonyms_in(words)}
        return Reading(
            tuple(tuple(words) for words in alternatives),
            tuple((word, meant) for word, meant in respelled.items() if meant),
            tuple(synonyms.items()),
        )

    # ---- one side of an "or" ----

    def _score(self, words: list[str]) -> np.ndarray:
        tokens = _without_little_words(words)
        best = [np.zeros(self.size, dtype=np.int64) for _ in tokens] + [np.ones(self.size, dtype=np.int64)]
        # From the end: the best way to account for all tokens from each one on.
        for at in reversed(range(len(tokens))):
            for length, worth in self._ways(tokens, at):
                rest = best[at + length]
                best[at] = np.maximum(best[at], np.where((worth > 0) & (rest > 0), worth * length + rest, 0))
        # Where a word was read as another, the words are together as it is spelled there.
        read = {token: near[0] for at, token in enumerate(tokens) if not self._known(tokens, at) and (near := self._near(token))}
        return best[0] + self._together([read.get(word, word) for word in words], [read.get(token, token) for token in tokens], best[0])

    def _ways(self, tokens: list[str], at: int) -> Iterator[tuple[int, np.ndarray]]:
        """How the tokens from one on can be taken: (how many, worth per asset)."""
        known = self._known(tokens, at)
        token = tokens[at]
        yield 1, self._word(token) if known else self._any(self._near(token))
        if looks_like_postcode(token):
            yield 1, self._postcode(token)
        if at + 1 < len(tokens):
            after = tokens[at + 1]
            yield 2, self._whole(token + after)
            if is_outward(token) and is_inward(after):
                yield 2, self._postcode(token, after)
        if not self._whole(token).any():
            for half in self._halves(token):
                yield 1, self._phrase(half)
        for length in range(1, min(self.longest_term, len(tokens) - at) + 1):
            for other in self.synonyms.get(stemmed(" ".join(tokens[at : at + length])), ()):
                yield length, self._phrase(other)

    def _known(self, tokens: list[str], at: int) -> bool:
        """Whether a token is found as it stands, alone, with a neighbour, in halves, or as part of a synonym."""
        token = tokens[at]
        if self._word(token).any() or self._postcode(token).any() or any(self._phrase(half).any() for half in self._halves(token)):
            return True
        if any(self._whole(a + b).any() or (is_outward(a) and is_inward(b)) for a, b in pairwise(tokens[max(at - 1, 0) : at + 2])):
            return True
        return any(begin <= at < begin + length for begin, length, _ in self._terms_in(tokens))

    def _terms_in(self, tokens: list[str]) -> Iterator[tuple[int, int, str]]:
        for begin in range(len(tokens)):
            for length in range(1, min(self.longest_term, len(tokens) - begin) + 1):
                if (term := stemmed(" ".join(tokens[begin : begin + length]))) in self.synonyms:
                    yield begin, length, term

    def _synonyms_in(self, tokens: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for begin, length, term in self._terms_in(tokens):
            taken = tokens[begin : begin + length]
            own = np.logical_and.reduce([self._word(token) > 0 for token in taken])
            # Only what adds something is worth saying.
            if found := tuple(other for other in self.synonyms[term] if ((self._phrase(other) > 0) & ~own).any()):
                yield " ".join(taken), found

    def _together(self, words: list[str], tokens: list[str], scores: np.ndarray) -> np.ndarray:
        """What is added where all words, or what they stand for, stand together in one field."""
        # The little words inside belong to a name, those around it do not.
        first, last = words.index(tokens[0]), len(words) - 1 - words[::-1].index(tokens[-1])
        inside = words[first : last + 1]
        swapped = [" ".join(other if word == token else word for word in inside) for token in tokens for other in self.synonyms.get(stem(token), ())]
        texts = [" ".join(inside), "".join(tokens), *self.synonyms.get(stemmed(" ".join(tokens)), ()), *swapped]
        phrases, same = tuple(dict.fromkeys(map(stemmed, texts))), {stem(token) for token in tokens}
        added, places = np.zeros(self.size, dtype=np.int64), np.flatnonzero(scores > 0)
        for phrase in phrases:
            held = self._held(phrase.split(" "))
            for (_, rank), field, worth in zip(FIELDS, self.fields, PHRASE, strict=True):
                at = places[held[places] >= rank] if any(worth) else places[:0]
                added[at] = np.maximum(added[at], field.worth(at, partial(_phrase_worth, phrase=phrase, worth=worth)))
        # A name that is the same words is worth it whatever other names are.
        held = self._held(same)
        for (_, rank), field, equal in zip(FIELDS, self.fields, SAME_WORDS, strict=False):
            at = places[held[places] >= rank]
            added[at] = np.maximum(added[at], equal * field.worth(at, partial(_is_same, words=same)))
        return PHRASE_FACTOR * added

    # ---- what one word finds ----

    def _word(self, token: str) -> np.ndarray:
        """The worth of a token: whole words, and words it begins. A token of one or two letters, or with a digit, begins none
        where it is found whole: `ai` is not the beginning of `air`, nor `b1` that of `b15`."""
        whole = self._whole(token)
        if has_number(token) or (len(token) < 3 and whole.any()):
            return whole
        first = bisect_left(self.words, token)
        begun = []
        while first < len(self.words) and self.words[first].startswith(token):
            begun.append(self.words[first])
            first += 1
        return np.maximum(whole, self._any(begun))

    def _whole(self, token: str) -> np.ndarray:
        found = self._any(self.by_stem.get(stem(token), ()))
        return np.where(found > 0, found + WHOLE, 0)

    def _any(self, words: Iterable[str]) -> np.ndarray:
        """The worth of the best field that holds any of the words."""
        found = np.zeros(self.size, dtype=np.int64)
        for word in words:
            places, worth = self.postings[word]
            found[places] = np.maximum(found[places], worth)
        return found

    def _held(self, words: Iterable[str]) -> np.ndarray:
        """The worth of the best field that could hold all of some stemmed words: that of the one found in the least."""
        return np.minimum.reduce([self._any(self.by_stem.get(word, ())) for word in words])

    def _phrase(self, text: str) -> np.ndarray:
        """The worth of words in order in one field."""
        words = stemmed(text).split()
        held = self._held(words)
        found = np.zeros(self.size, dtype=np.int64)
        inside = f" {' '.join(words)} "
        for (_, worth), field in zip(FIELDS, self.fields, strict=True):
            at = np.flatnonzero(held >= worth)
            found[at] = np.maximum(found[at], (WHOLE + worth) * field.worth(at, lambda own: int(inside in own)))
        return found

    def _halves(self, token: str) -> list[str]:
        """The ways to write a word as two that are known, where it is not known itself."""
        if token in self.postings:
            return []
        cuts = ((token[:at], token[at:]) for at in range(2, len(token) - 1))
        return [f"{a} {b}" for a, b in cuts if stem(a) in self.by_stem and stem(b) in self.by_stem]

    def _postcode(self, first: str, second: str = "") -> np.ndarray:
        """The worth of a postcode: its district alone is that district, and not those whose names it begins."""
        if not second and not looks_like_postcode(first):
            return np.zeros(self.size, dtype=np.int64)
        if second:
            found = [outward == first and inward.startswith(second) for outward, inward in self.postcodes]
        else:
            found = [bool(outward) and outward == first for outward, _ in self.postcodes]
            if not any(found):
                found = [0 < len(outward) < len(first) and f"{outward}{inward}".startswith(first) for outward, inward in self.postcodes]
        return np.where(np.array(found, dtype=bool), POSTCODE_WORTH, 0).astype(np.int64)

    def _near(self, token: str) -> list[str]:
        """The nearest words within one slip of a token of four letters or more, two slips from eight on; never of a number."""
        if len(token) < LEAST_FORGIVEN or has_number(token):
            return []
        slips = 1 if len(token) < TWO_SLIPS_FROM else 2
        hits = process.extract(token, self.words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        least = min((distance for _, distance, _ in hits), default=0)
        return sorted(word for word, distance, _ in hits if distance == least)

    @cached_property
    def _name_lengths(self) -> np.ndarray:
        names = self.fields[0]
        return np.array([min(text.count(" "), MOST_NAME_WORDS) for text in names.texts], dtype=np.int64)[names.numbers]


def index_text(assets: gpd.GeoDataFrame, *, extra: dict[str, dict[str, str]], synonyms: Iterable[Iterable[str]] = ()) -> TextIndex:
    """Index the searchable text of each asset.

    `extra` gives words for coded columns: `layer`, `kind` and `clusters`, each a mapping of id to words, so that
    "gigafactories" or "science park" finds what it names. `synonyms` are groups of terms that mean the same.
    """
    columns: dict[str, list[Any]] = {
        "layer_words": [extra["layer"].get(layer, "") for layer in assets["layer"]],
        "kind_words": [extra["kind"].get(kind, "") for kind in assets["kind"]],
        "cluster_words": [tuple(extra["clusters"].get(cluster, "") for cluster in clusters) for clusters in assets["clusters"]],
    }
    fields = tuple(_field_of([columns[name] if name in columns else list(assets[name]) for name in names]) for names, _ in FIELDS)
    words, postings = _index_words(fields)
    return TextIndex(
        fields=fields,
        words=words,
        postings=postings,
        postcodes=tuple(postcode_halves(code) for code in assets["postcode"]),
        groups=tuple(tuple(" ".join(tokens_of(term)) for term in group) for group in synonyms),
    )


def _field_of(columns: Sequence[Sequence[Any]]) -> TextField:
    """The field that some columns are: cells that are the same in all of them are one text."""
    numbers: dict[tuple[Any, ...], int] = {}
    own = np.array([numbers.setdefault(cells, len(numbers)) for cells in zip(*columns, strict=True)], dtype=np.int32)
    return TextField(tuple(field_text([part for cell in cells for part in _parts(cell)]) for cells in numbers), own)


def _index_words(fields: Sequence[TextField]) -> tuple[tuple[str, ...], Postings]:
    """All words of the fields in order, and which assets have them; the worthiest field counts."""
    sets = [[set(text.split(" ")) - {EDGE} for text in field.texts] for field in fields]
    words = tuple(sorted(set().union(*(own for texts in sets for own in texts))))
    numbers = {word: number for number, word in enumerate(words)}
    size = len(fields[0].numbers)
    pairs, worths = [], []
    # The worthiest field comes first and stays.
    for (_, worth), field, texts in zip(FIELDS, fields, sets, strict=True):
        each = np.array([len(own) for own in texts], dtype=np.int64)
        flat = np.fromiter((numbers[word] for own in texts for word in own), dtype=np.int64, count=int(each.sum()))
        begins, many = (np.cumsum(each) - each)[field.numbers], each[field.numbers]
        # The words of each asset's text, one asset after the other.
        inside = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        pairs.append(flat[np.repeat(begins, many) + inside] * size + np.repeat(np.arange(size), many))
        worths.append(np.full(len(inside), worth, dtype=np.int8))
    found, first = np.unique(np.concatenate(pairs), return_index=True)
    starts = np.searchsorted(found, np.arange(len(words) + 1) * size)
    return words, Postings(numbers, starts, (found % max(size, 1)).astype(np.int32), np.concatenate(worths)[first])


def browser_data(index: TextIndex) -> dict[str, Any]:
    """All that `static/search.js` searches by: texts, postcodes and synonyms, and the numbers of the ranking."""
    return {
        "texts": tuple(zip(*([field.texts[number] for number in field.numbers.tolist()] for field in index.fields), strict=True)),
        "postcodes": index.postcodes,
        "synonyms": index.synonyms,
        "longest_term": index.longest_term,
        "stop": sorted(STOP_WORDS),
        "either": EITHER,
        "most": MAX_QUERY_LENGTH,
        "worth": [worth for _, worth in FIELDS],
        "whole": WHOLE,
        "postcode": POSTCODE_WORTH,
        "phrase": PHRASE,
        "same": SAME_WORDS,
        "factor": PHRASE_FACTOR,
        "forgiven": [LEAST_FORGIVEN, TWO_SLIPS_FROM],
        "name_words": MOST_NAME_WORDS,
        "meant": MOST_MEANT,
    }


def words_of(query: str) -> list[list[str]]:
    """The words on each side of "or", sides that say nothing left out; none for a query without words."""
    sides: list[list[str]] = [[]]
    for token in tokens_of(query[:MAX_QUERY_LENGTH]):
        if token == EITHER:
            sides.append([])
        else:
            sides[-1].append(token)
    return [side for side in sides if _without_little_words(side)]


def _without_little_words(words: list[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS]


def _phrase_worth(text: str, *, phrase: str, worth: tuple[int, int, int]) -> int:
    """What a phrase adds in a text: `worth` where it is a whole part of it, where one begins with it, and elsewhere."""
    equal, begins, inside = worth
    if f" {phrase} " not in text:
        return 0
    return equal if f"| {phrase} |" in text else begins if f"| {phrase} " in text else inside


def _is_same(text: str, words: set[str]) -> bool:
    """Whether a part of a text is these words and no others, little words aside."""
    return all(f" {word} " in text for word in words) and any(set(part.split()) - STOP_WORDS == words for part in text.split(EDGE))


def _parts(cell: Any) -> list[str]:
    return [cell] if isinstance(cell, str) else [str(part) for part in cell]


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"\u201c{word}\u201d" for word in words[:MOST_MEANT])
