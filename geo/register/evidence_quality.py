"""How good the data is, in figures: the same for the page about the data and the command line.

A date given as a year or a month counts as its first day, so that evidence is never made to look
younger than it is. The age of a row's evidence is that of its youngest page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.errors import FilterError
from geo.register.assets import CONFIDENCE, Register
from geo.register.confirmation import LAST_CONFIRMED
from geo.register.datapackage import read_table
from geo.vocabulary import HIDDEN_STATUS, PRECISION_WORDS, STATUS_WORDS

DAYS_PER_YEAR = 365.25
NO_DATE = "no evidence"
AGE_BANDS = {"under 1 year": 1, "1 to 2 years": 2, "2 to 5 years": 5, "5 to 10 years": 10, "10 years and more": float("inf")}
SEARCHED = "searched"
GROUPS = ("layer", "cluster", "authority")
MEASURES = ("location", "confidence", "age", "precision")
WITH, WITHOUT = "with location evidence", "without"


@dataclass(frozen=True)
class Headline:
    """The figures that sum the data up; shares are of assets that operate, 0 to 1."""

    assets: int
    operating: int
    last_confirmed: int
    operating_with_location: int
    unverified: int
    checked_on: date | None

    @property
    def location_share(self) -> float:
        """The share of operating assets with location evidence; 0 where none operates."""
        return self.operating_with_location / self.operating if self.operating else 0.0


def headline(register: Register) -> Headline:
    """Sum up the whole register."""
    assets = register.assets
    operating = assets["status"] == "operating"
    return Headline(
        assets=len(assets),
        operating=int(operating.sum()),
        last_confirmed=int((assets["status"] == LAST_CONFIRMED).sum()),
        operating_with_location=int((operating & _has_location(assets)).sum()),
        unverified=int((assets["confidence"] == "unverified").sum()),
        checked_on=first_day(register.package.descriptor.get("checked_on", "")),
    )


def status_counts(register: Register, *, by: str) -> pd.DataFrame:
    """Count assets by status: a row per layer, cluster or authority, a column per status, `total`.

    Indexed by the group's name. An asset in two clusters counts in both; one in none is in the row
    "none". Groups without an asset are there with zeros.

    Raises FilterError if `by` is not one of GROUPS.
    """
    return _cross(register, by=by, values=register.assets["status"], columns=tuple(STATUS_WORDS))


def quality_counts(register: Register, *, by: str, measure: str, on: date) -> pd.DataFrame:
    """Count assets by how good their evidence is: a row per group, a column per grade, `total`.

    `measure` is one of MEASURES: `location` (is there evidence for the place?), `confidence`,
    `age` (years from the youngest evidence to the day `on`) or `precision` of the pin. Rows as
    in `status_counts`.

    Raises FilterError if `by` or `measure` is unknown.
    """
    values, columns = graded(register, measure=measure, on=on)
    return _cross(register, by=by, values=values, columns=columns)


def graded(register: Register, *, measure: str, on: date) -> tuple[pd.Series, tuple[str, ...]]:
    """The grade of each asset in one measure, indexed as the assets are, and all grades in order.

    Raises FilterError if `measure` is not one of MEASURES.
    """
    assets = register.assets
    if measure == "location":
        return _has_location(assets).map({True: WITH, False: WITHOUT}), (WITH, WITHOUT)
    if measure == "confidence":
        return assets["confidence"], CONFIDENCE
    if measure == "precision":
        return assets["position_precision"], tuple(PRECISION_WORDS)
    if measure == "age":
        ages = evidence_dates(register).map(lambda day: age_band(day, on=on))
        return ages, (*AGE_BANDS, NO_DATE)
    raise _unknown("measure", measure, MEASURES)


def oldest(register: Register, *, on: date, number: int = 10) -> pd.DataFrame:
    """The assets whose youngest evidence is the oldest, oldest first; closed ones are left out.

    Columns `id`, `name`, `layer`, `authority`, `status`, `evidence_date` (a date) and `age_years`
    on the day `on`. Assets without any evidence are not here: they have no age.
    """
    dates = evidence_dates(register).dropna()
    frame = register.assets.loc[dates.index, ["id", "name", "layer", "authority", "status"]]
    frame = pd.DataFrame(frame).assign(evidence_date=dates)
    frame = frame[frame["status"] != HIDDEN_STATUS].sort_values(["evidence_date", "id"])
    frame["age_years"] = [round(age_years(day, on=on), 1) for day in frame["evidence_date"]]
    return frame.head(number).reset_index(drop=True)


def searched(register: Register) -> pd.DataFrame | None:
    """Where somebody searched and found nothing, as the package's table `searched` has it.

    None if the package has no such table.
    """
    if SEARCHED not in register.package.resources:
        return None
    return read_table(register.package, SEARCHED)


def evidence_dates(register: Register) -> pd.Series:
    """The first possible day of each asset's youngest evidence, indexed as the assets are.

    None where there is no evidence, or none with a date.
    """
    pairs = zip(register.assets["source_date"], register.assets["location_date"], strict=True)
    days = [max(filter(None, map(first_day, pair)), default=None) for pair in pairs]
    return pd.Series(days, index=register.assets.index, dtype=object)


def first_day(text: str) -> date | None:
    """The first day a year, a year and month, or a full date can mean; None for anything else."""
    parts = [*text.split("-"), "01", "01"][:3]
    try:
        return date.fromisoformat("-".join(parts))
    except ValueError:
        return None


def age_years(day: date, *, on: date) -> float:
    """Years from a day to the day `on`; nought for a day to come."""
    return max((on - day).days, 0) / DAYS_PER_YEAR


def age_band(day: date | None, *, on: date) -> str:
    """The name of the age band a day falls into on the day `on`."""
    if day is None or pd.isna(day):
        return NO_DATE
    return next(name for name, years in AGE_BANDS.items() if age_years(day, on=on) < years)


def _has_location(assets: pd.DataFrame) -> pd.Series:
    return assets["location_title"] != ""


def _cross(register: Register, *, by: str, values: pd.Series, columns: tuple[str, ...]) -> pd.DataFrame:
    groups = _groups(register, by)
    names = _group_names(register, by)
    pairs = pd.DataFrame({"group": groups, "value": values}).explode("group")
    table = pd.crosstab(pairs["group"], pairs["value"])
    rows = [*names, *([""] if "" in table.index else [])]
    table = table.reindex(index=rows, columns=list(columns), fill_value=0).astype(int)
    table.index = pd.Index([names.get(code, "none") for code in rows], name=by)
    table.columns.name = None
    return table.assign(total=table.sum(axis=1))


def _groups(register: Register, by: str) -> pd.Series:
    assets = register.assets
    if by == "layer":
        return assets["layer"]
    if by == "authority":
        return assets["gss_code"]
    if by == "cluster":
        return assets["clusters"].map(lambda clusters: list(clusters) or [""])
    raise _unknown("group", by, GROUPS)


def _group_names(register: Register, by: str) -> dict[str, str]:
    if by == "layer":
        return register.layer_names["plural"].to_dict()
    if by == "authority":
        return register.authorities.sort_values("name")["name"].to_dict()
    return register.clusters["name"].to_dict()


def _unknown(what: str, value: str, known: tuple[str, ...]) -> FilterError:
    return FilterError(f"There is no {what} {value!r}.", mend=f"Use one of: {', '.join(known)}.")
