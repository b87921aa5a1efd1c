"""Numbers as people write them: British and other decimal marks, thousands in groups, units behind."""

from __future__ import annotations

import re

from geo.gazetteer.text_cleaning import clean_text, with_decimal_points

_NUMBER = re.compile(r"([+-]?)\s*(\d[\d., ']*)\s*(?:\u00b0|m|km|degrees?)?\s*([NSEW]?)", re.IGNORECASE)
# As spreadsheets save long numbers; without its sign the E is one of east.
_POWER = re.compile(r"[+-]?\d\.(\d{1,15})[eE]\+?(-?\d{1,2})", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:[ ',.]\d{3})+")


def read_number(text: str) -> float | None:
    """A number in a cell; None if it is none or could be two.

    A number with a comma and a point has the last as its decimal mark. A single comma is the decimal mark, too, but
    in a number of three and three digits, such as an easting of 433,400.
    """
    if power := _POWER.fullmatch(text.strip()):
        # With fewer digits than it has places it was cut off: 4.33E+05 may be any of a thousand eastings.
        return float(text) if len(power[1]) >= int(power[2]) else None
    match = _NUMBER.fullmatch(with_decimal_points(clean_text(text)))
    if not match:
        return None
    sign, written, hemisphere = match[1], match[2].strip(" ',."), match[3].upper()
    plain = _plain(written)
    if plain is None:
        return None
    return -float(plain) if sign == "-" or hemisphere in ("S", "W") else float(plain)


def _plain(written: str) -> str | None:
    """The digits with a point as the decimal mark and nothing else."""
    marks = [char for char in written if char in ".,"]
    bare = written.replace(" ", "").replace("'", "")
    if (" " in written or "'" in written) and not _GROUPS.fullmatch(re.split(r"[.,]", written)[0]):
        return None
    if not marks:
        return bare
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return None
        whole, _, rest = bare.rpartition(decimal)
        return f"{re.sub(r'[.,]', '', whole)}.{rest}"
    if len(marks) > 1:
        return re.sub(r"[.,]", "", bare) if _GROUPS.fullmatch(bare) else None
    whole, _, rest = bare.partition(marks[0])
    # 433,400 parts thousands; 52,408 and -1,510 are degrees: no easting has fewer than six digits.
    if marks[0] == "," and len(rest) == 3 and len(whole) == 3:
        return whole + rest
    return f"{whole}.{rest}"
