"""What the pages say of drive times, as HTML: how minutes are to be taken, from an asset, and for an area's residents."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from geo.addresses import page_url
from geo.analysis.area_tables import resident_records
from geo.analysis.areas import Area
from geo.analysis.drive_access import WITHIN_MINUTES, NearestByCar
from geo.analysis.drive_time import method_words
from geo.analysis.drives import minutes_between
from geo.errors import NotFoundError
from geo.gazetteer.locate import Spot
from geo.register.assets import Register
from geo.register.search_effort import WARNING
from geo.webmap.html_elements import page_link
from pages.html.elements import Column, heading, linked, paragraph, section, table

# More would not be read.
MOST_IN_MATRIX = 12
# The section of the page about the data that tells how minutes are reckoned.
DRIVE_TIMES = "drive-times"
DRIVE = Column("minutes", "By car", "number", unit=" min")
BY_CAR = (Column("what", "Nearest"), Column("name", "Which", "go"), DRIVE, Column("km", "By road", "number", decimals=1, unit=" km"))


def drive_words(register: Register) -> Markup:
    """How minutes are to be taken, with a link to how they are reckoned."""
    how = page_link("about", "How they are reckoned, and how far they can be trusted", section=DRIVE_TIMES)
    return linked(f"Minutes are {method_words(register.package)}. ", how, small=True)


def asset_html(by_car: Sequence[NearestByCar] | NotFoundError, register: Register) -> Markup:
    """The drive from an asset to what investors ask for, as a table; the words of the error where it is not known."""
    if isinstance(by_car, NotFoundError):
        return heading("By car") + paragraph(str(by_car))
    records = [
        {"what": one.what, "name": one.name, "name_href": page_url("asset", asset=one.id) if one.id else "", "minutes": one.minutes, "km": one.km}
        for one in by_car
    ]
    return heading("By car") + table(records, BY_CAR, caption="The shortest drive to the nearest of each") + drive_words(register)


def area_html(area: Area, register: Register) -> Markup:
    """What share of the residents lives within 30 minutes by car of each layer, an authority's ranked; "" without roads."""
    records = resident_records(area, register)
    if not records:
        return Markup()
    columns = [Column("label", "Type"), Column("share", "Residents within it", "bar", unit="%")]
    if "rank" in records[0]:
        columns.append(Column("rank", "Rank"))
    return section(
        f"Within {WITHIN_MINUTES} minutes by car",
        table(records, columns, caption=f"Residents within {WITHIN_MINUTES} minutes by car of an asset of each type")
        + paragraph(
            "Of all assets but the closed, in this area or beyond it, whatever the filters. Residents are weighed by postcodes, each at the "
            f"point of its group. {WARNING}",
            small=True,
        )
        + drive_words(register),
    )


def matrix_html(ids: Sequence[str], spot: Spot | None, register: Register) -> Markup:
    """Minutes by car between the assets of a shortlist, and from a place the reader named; "" where there is nothing between.

    Of more than `MOST_IN_MATRIX` assets the first so many are taken, and that is said.
    """
    shown = list(ids)[:MOST_IN_MATRIX]
    if len(shown) < (1 if spot else 2):
        return Markup()
    try:
        minutes = minutes_between(register, shown, start=spot.point if spot else None)
    except NotFoundError as error:
        return paragraph(str(error))
    names = {identity: register.asset(identity)["name"] for identity in shown} | ({"": spot.label} if spot else {})
    records = [{"start": names[start]} | row.to_dict() for start, row in minutes.iterrows()]
    columns = [Column("start", "From"), *(Column(identity, names[identity], "number", unit=" min") for identity in shown)]
    left_out = f"The first {MOST_IN_MATRIX} of {len(ids)} assets. " if len(ids) > len(shown) else ""
    notes = " ".join(filter(None, (left_out, spot.note if spot else "")))
    return (
        table(records, columns, caption="Minutes by car, from the assets in the rows to those in the columns")
        + (paragraph(notes, small=True) if notes else "")
        + drive_words(register)
    )
