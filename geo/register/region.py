"""What the region of the map is called, and which authorities it groups together: read from the data package.

No name of a region stands in code; a package of another region runs every page, file and tour unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import DataError
from geo.register.cell_checks import split_list
from geo.register.datapackage import DESCRIPTOR, DataPackage, read_table

REGION_ID = "region"


@dataclass(frozen=True)
class Grouping:
    """Authorities that belong together: a combined authority or alike.

    `id` stands in links; `codes` are the GSS codes of its full members, sorted; with `compared` every area is
    held against it.
    """

    id: str
    name: str
    other_names: tuple[str, ...]
    codes: tuple[str, ...]
    compared: bool = True


@dataclass(frozen=True)
class Region:
    """The region in words.

    `name` is short (a name on a sign), `within` stands after "in", `area_name` names it as an area to choose,
    `title` is the map's, `heading` and `purpose` open the first page, `clusters_of` says whose clusters they are,
    `file_stem` begins the names of files taken away, `logo` is the path of a picture below the data folder, `code` is
    the region's own GSS code in the table of figures.
    """

    code: str
    name: str
    within: str
    area_name: str
    title: str
    heading: str
    purpose: str
    clusters_of: str
    file_stem: str
    logo: str
    other_names: tuple[str, ...] = ()
    groupings: tuple[Grouping, ...] = ()

    @property
    def compared(self) -> tuple[Grouping, ...]:
        """The groupings that every area is held against."""
        return tuple(grouping for grouping in self.groupings if grouping.compared)


def load_region(package: DataPackage) -> Region:
    """The region of a package and its groupings.

    Raises DataError if the descriptor has no `region`, or one without a name it needs. Without its
    tables of groupings, the region has none.
    """
    said = package.descriptor.get("region")
    if not isinstance(said, dict):
        raise DataError(f"{DESCRIPTOR} does not say which region it is about.", mend='Add "region" with its names, as data/README.md describes it.')
    texts = ("code", "name", "within", "area_name", "title", "heading", "purpose", "clusters_of", "file_stem", "logo")
    if missing := [key for key in texts if not isinstance(said.get(key), str) or not said[key]]:
        raise DataError(f"The region in {DESCRIPTOR} has no {missing[0]!r}.", mend="Add it, as data/README.md describes it.")
    try:
        groupings = _groupings(package)
    except DataError:
        # The issues name the file; the authorities are there without their groupings.
        groupings = ()
    return Region(**{key: said[key] for key in texts}, other_names=tuple(said.get("other_names", ())), groupings=groupings)


def _groupings(package: DataPackage) -> tuple[Grouping, ...]:
    if "groupings" not in package.resources:
        return ()
    members = read_table(package, "grouping_members")
    full = members[members["standing"] == "constituent"]
    return tuple(
        Grouping(
            id=row["id"],
            name=row["name"],
            other_names=split_list(row["other_names"]) if isinstance(row["other_names"], str) else tuple(row["other_names"]),
            codes=tuple(sorted(full.loc[full["grouping"] == row["id"], "gss_code"])),
            compared=row["compared"],
        )
        for row in read_table(package, "groupings").to_dict("records")
    )
