"""The Organisation page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from geo.analysis.organisations import organisation_profile
from geo.select.query_string import Query, one, put
from geo.webmap.explore_views import organisation_view
from pages.answers.answer import ASSET, Act, Answer, card, moved, read, text_of
from pages.html.organisation_sections import about_html, counts_html, start_html, tables_html
from pages.shared.fields import Field, pairs
from pages.shared.loaders import Shared

NAME = ORGANISATION = "organisation"


@dataclass(frozen=True, eq=False, kw_only=True)
class OrganisationAnswer(Answer):
    """`identity` is the organisation in view, "" where none is chosen; `ids` are its assets in any role."""

    identity: str
    ids: tuple[str, ...]


def answer(data: Shared, query: Query) -> OrganisationAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    _, chosen, dropped = read(data, query)
    register, asked = data.register, one(query, ORGANISATION)
    names = register.organisations.names
    identity = asked if asked in names else ""
    profile = organisation_profile(identity, register) if identity else None
    ids = profile.ids if profile else ()
    return OrganisationAnswer(
        view=organisation_view(register, names.get(identity, ""), ids=ids, chosen=chosen),
        sheets={
            "organisation-card": card(data, NAME, query, chosen),
            "organisation-words": about_html(profile, register) + counts_html(profile, register) if profile else start_html(register),
            "organisation-tables": tables_html(profile, register) if profile else Markup(),
        },
        pickers={
            "organisation-controls": (
                Field(
                    ORGANISATION,
                    "Organisation",
                    "one",
                    identity,
                    (("", "All organisations"), *pairs(dict(sorted(names.items(), key=lambda pair: pair[1].casefold())))),
                    wide=True,
                ),
            )
        },
        dropped=(*(pair for pair in dropped if pair[0] == ASSET), *([(ORGANISATION, asked)] if asked and not identity else [])),
        identity=identity,
        ids=ids,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it."""
    if act["kind"] == "set" and act.get("name") == ORGANISATION:
        return put(query, **{ORGANISATION: text_of(act, "value"), ASSET: ""}), ""
    return moved(data, query, act) or dict(query), ""
