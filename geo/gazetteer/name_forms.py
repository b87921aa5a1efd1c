"""One form for the names people write in many: "Fazeley St." and "FAZELEY STREET", "Solihull MBC" and "Solihull".

Which words are abbreviated and which belong to councils or stations is data (`data/gazetteer/`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from geo.gazetteer.places import normal_words
from geo.gazetteer.text_cleaning import clean_text
from geo.register.datapackage import DataPackage, read_table

COUNCIL, STATION, COUNTRY = "council", "station", "country"


@dataclass(frozen=True, eq=False)
class NameForms:
    """`canonical` holds abbreviated word -> word; `before` and `after` what stands around the name of a
    council or a station, by which of the two, longest first, in canonical words; `silent` are the parts of an
    address that tell nothing apart here, such as the country."""

    canonical: dict[str, str]
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    silent: frozenset[str] = frozenset()

    def words(self, text: str) -> str:
        """A name as it is compared: lower-case words without accents, punctuation, link words and abbreviations."""
        plain = clean_text(text)
        if not plain.isascii():
            plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
        return " ".join([self.canonical.get(word, word) for word in normal_words(plain)])

    def without(self, text: str, of: str) -> str:
        """A name in canonical words without what makes it one of a council or a station; "" if nothing else is left.

        Unchanged if it is no such name.
        """
        return self.bare(self.words(text), of)

    def bare(self, words: str, of: str) -> str:
        """The same of a name that is in canonical words already: a list of thousands asks for it many times a row."""
        while self._has(words, of):
            shorter = next((words.removeprefix(form + " ") for form in self.before[of] if words.startswith(form + " ")), words)
            shorter = next((shorter.removesuffix(" " + form) for form in self.after[of] if shorter.endswith(" " + form)), shorter)
            if shorter == words:
                break
            words = shorter
        return words

    def _has(self, words: str, of: str) -> bool:
        """Whether a name can be one of a council or a station, told in a moment for all that are none."""
        return words.startswith(self.before[of]) or words.endswith(self.after[of])


def load_name_forms(package: DataPackage) -> NameForms:
    """Load them. Raises DataError if a table is missing or unreadable."""
    short = read_table(package, "abbreviations")
    canonical = dict(zip(short["word"], short["canonical"], strict=True))
    bare = NameForms(canonical, {}, {})
    forms = read_table(package, "name_forms")
    found: dict[str, dict[str, tuple[str, ...]]] = {"before": {}, "after": {}}
    for where, by_where in found.items():
        for of in (COUNCIL, STATION):
            rows = forms[(forms["where"] == where) & (forms["of"] == of)]
            by_where[of] = tuple(sorted({bare.words(form) for form in rows["form"]} - {""}, key=lambda form: (-len(form), form)))
    silent = frozenset(bare.words(form) for form in forms.loc[forms["of"] == COUNTRY, "form"])
    return NameForms(canonical, found["before"], found["after"], silent)
