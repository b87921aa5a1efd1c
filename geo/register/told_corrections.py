"""Which suggested corrections of some assets are open and which were made, in words: what pages and documents tell of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.errors import DataError
from geo.register.assets import Register
from geo.register.corrections import ACCEPTED, OPEN, STATES, open_store

IN_WORDS = "in words"


@dataclass(frozen=True)
class ToldCorrection:
    """A correction as a reader is told of it: its reference, the asset's id and name, the columns it is about by their titles, its
    state in words, and the reason of a decision ("" before there is one)."""

    reference: str
    asset: str
    name: str
    about: str
    state: str
    reason: str

    @property
    def words(self) -> str:
        """Without the asset: "ABCD-2345 (Postcode): waiting for a decision"."""
        return f"{self.reference} ({self.about}): {self.standing}"

    @property
    def line(self) -> str:
        """With the asset: "ABCD-2345, its name (Postcode): accepted. The reason"."""
        return f"{self.reference}, {self.name} ({self.about}): {self.standing}"

    @property
    def standing(self) -> str:
        """The state, and the reason where there is one."""
        return f"{self.state}. {self.reason}" if self.reason else self.state


def told_corrections(assets: pd.DataFrame, register: Register) -> list[ToldCorrection]:
    """The corrections of assets (columns `id`, `name`) that are open or were made, the oldest first; those not accepted are left out.

    None while the queue cannot be read: a document is worth more than a line of it.
    """
    names = dict(zip(assets["id"], assets["name"], strict=True))
    package = register.package
    titles = {field["name"]: field["title"] for field in package.schema(next(iter(package.asset_tables.values())))["fields"]}
    try:
        listed = open_store().list(states=(*OPEN, ACCEPTED))
    except DataError:
        return []
    return [
        ToldCorrection(
            made.reference,
            identity,
            names[identity],
            ", ".join(titles.get(fact.field, fact.field) for fact in made.facts) or IN_WORDS,
            STATES[made.state],
            " ".join(made.reason.split()),
        )
        for made in listed
        if (identity := register.current_id(made.asset)) in names
    ]
