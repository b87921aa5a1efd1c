"""Councils and areas by any of their names, and by the codes statistics use for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geo.gazetteer.name_forms import COUNCIL, NameForms, load_name_forms
from geo.register.datapackage import DataPackage, read_table

# Codes of the ITL, the statistical regions: TL, the region's letter, then the levels.
_ITL_CODE = re.compile(r"TL[A-Z]\d{0,2}")
_GSS_WITHIN = re.compile(r"\b[EWSNK]\d{8}\b")


@dataclass(frozen=True, eq=False)
class CouncilNames:
    """`areas` is code or canonical name -> how `find_area` knows the area, for areas of several authorities."""

    forms: NameForms
    areas: dict[str, str]

    def area_of(self, text: str) -> str:
        """What `find_area` calls the area of a code or a full name such as a county council's; "" if there is none."""
        return self.areas.get(text.strip().upper()) or self.areas.get(self.forms.words(text), "")

    def bare(self, text: str) -> str:
        """The name of a council without the words that make it one: "Metropolitan Borough of Dudley" is "dudley"."""
        return self.forms.without(text, COUNCIL)


def load_council_names(package: DataPackage) -> CouncilNames:
    """Load them. Raises DataError if a table is missing or unreadable."""
    forms = load_name_forms(package)
    areas: dict[str, str] = {}
    for row in read_table(package, "area_codes").to_dict("records"):
        areas |= {row["code"]: row["area"], **{forms.words(name): row["area"] for name in row["also"]}}
    return CouncilNames(forms, areas)


def codes_of_itl(text: str, authorities: pd.DataFrame) -> list[str]:
    """The GSS codes of the authorities whose ITL 3 code begins so: of a region, of ITL 2 or ITL 3."""
    text = text.strip().upper()
    if not _ITL_CODE.fullmatch(text):
        return []
    return sorted(authorities.index[authorities["itl3_code"].str.startswith(text)])


def gss_code_within(text: str) -> str:
    """The one GSS code in a text of other words, a code in brackets after the name; "" if there is none or several."""
    found = set(_GSS_WITHIN.findall(text.upper()))
    return found.pop() if len(found) == 1 else ""
