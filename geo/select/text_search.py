"""Free-text search over assets that forgives spelling.

Every word of the query must be found. A word is found where it begins a word of the asset's text;
only if it begins none anywhere is a near spelling tried, so that a correct word is never diluted.
Postcodes are found with or without their space, whole or in part.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_QUERY_LENGTH = 200
STOP_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "near", "of", "on", "or", "the", "to", "what", "where", "which", "with"])
TEXT_COLUMNS = ("name", "operator", "place", "authority", "layer_words", "kind_words", "address")
LIST_COLUMNS = ("aliases", "technologies", "cluster_words")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class TextIndex:
    """The words of a fixed set of assets and which asset has which."""

    size: int
    words: tuple[str, ...]
    positions: dict[str, np.ndarray]
    postcodes: tuple[str, ...]

    def __hash__(self) -> int:
        return id(self)

    @lru_cache(maxsize=512)  # noqa: B019 - an index lives as long as the data it was made from
    def matches(self, query: str) -> np.ndarray:
        """A boolean per asset: does it match the query? An empty query matches all."""
        query = query[:MAX_QUERY_LENGTH]
        found = np.ones(self.size, dtype=bool)
        tokens = [token for token in tokens_of(query) if token not in STOP_WORDS]
        for token in tokens:
            found &= self._having(token)
        squashed = squash(query)
        if tokens and looks_like_postcode(squashed):
            found |= np.array([code.startswith(squashed) for code in self.postcodes], dtype=bool)
        return found

    def _having(self, token: str) -> np.ndarray:
        words = [word for word in self.words if word.startswith(token)] or _near(token, self.words)
        found = np.zeros(self.size, dtype=bool)
        for word in words:
            found[self.positions[word]] = True
        return found


def index_text(assets: gpd.GeoDataFrame, *, extra: dict[str, dict[str, str]]) -> TextIndex:
    """Index the searchable text of each asset.

    `extra` gives words for coded columns: `layer`, `kind` and `clusters`, each a mapping of id to
    words, so that "gigafactories" or "science park" finds what it names.
    """
    texts = [_text_of(row, extra) for row in assets.to_dict("records")]
    positions: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        for word in set(tokens_of(text)):
            positions.setdefault(word, []).append(position)
    return TextIndex(
        size=len(texts),
        words=tuple(sorted(positions)),
        positions={word: np.array(where) for word, where in positions.items()},
        postcodes=tuple(squash(code) for code in assets["postcode"]),
    )


def tokens_of(text: str) -> list[str]:
    """The words of a text, lower case, without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", ""))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORD.findall(plain.casefold())


def squash(text: str) -> str:
    """A postcode's letters and digits only, lower case."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def looks_like_postcode(squashed: str) -> bool:
    """Whether a squashed text could be a postcode or the beginning of one."""
    return bool(re.fullmatch(r"[a-z]{1,2}\d[a-z\d]?(\d([a-z]{1,2})?)?", squashed))


def _text_of(row: dict, extra: dict[str, dict[str, str]]) -> str:
    row = row | {
        "layer_words": extra["layer"].get(row["layer"], ""),
        "kind_words": extra["kind"].get(row["kind"], ""),
        "cluster_words": [extra["clusters"].get(cluster, "") for cluster in row["clusters"]],
    }
    parts = [str(row[name]) for name in TEXT_COLUMNS]
    parts += [" ".join(row[name]) for name in LIST_COLUMNS]
    return " ".join(parts)


def _near(token: str, words: tuple[str, ...]) -> list[str]:
    """Words within one slip of a token of four letters or more, two slips from eight on."""
    if len(token) < 4:
        return []
    slips = 1 if len(token) < 8 else 2
    hits = process.extract(token, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [word for word, _, _ in hits]
