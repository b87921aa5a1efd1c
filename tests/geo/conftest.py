"""What tests of several modules share: the tables of a place, and the data read by nothing of ours."""

from functools import cache

import pandas as pd
import pytest
from lxml import html

from geo.area_search import area_in_link, load_lookups
from geo.area_sheet import area_sheet, asked_in_link
from geo.filtering import Filters


@pytest.fixture(scope="session")
def lookups(package):
    """The tables a place is found and described by."""
    return load_lookups(package)


@pytest.fixture(scope="session")
def open_assets(register):
    """The assets that count where nothing is filtered: all but the closed."""
    return register.assets[(register.assets["status"] != "closed").to_numpy()]


@pytest.fixture(scope="session")
def rows(package):
    """The same straight from the CSV files: texts, with `layer` and the set of `clusters`."""
    files = [(r["layer"], r["path"]) for r in package.descriptor["resources"] if "layer" in r]
    frames = [pd.read_csv(package.root / path, dtype=str, keep_default_na=False).assign(layer=layer) for layer, path in files]
    table = pd.concat(frames, ignore_index=True)
    clusters = table["clusters"].map(lambda cell: {part.strip() for part in cell.split(";")} - {""})
    return table[table["status"] != "closed"].assign(clusters=clusters)


@pytest.fixture(scope="session")
def authorities(package):
    """The table of authorities straight from its file, by GSS code."""
    return pd.read_csv(package.root / "lookups" / "authorities.csv", index_col="gss_code")


@pytest.fixture(scope="session")
def sheet_of(register, lookups, open_assets):
    """The sheet of an area by its id, without filters, made once."""

    @cache
    def made(identity):
        area, known = area_in_link((), identity, register)
        assert known
        return area_sheet(area, open_assets, register=register, lookups=lookups, filters=Filters())

    return made


@pytest.fixture(scope="session")
def leanest(rows):
    """The authority with the fewest assets: whatever is added to the data, it lacks something."""
    return rows["gss_code"].value_counts().sort_index().idxmin()


@pytest.fixture(scope="session")
def asked(register, lookups):
    """What is measured, from the parameters of a link."""
    return lambda **query: asked_in_link(query, register=register, known_measures=lookups.measures)[0]


@pytest.fixture(scope="session")
def tables():
    """A reader of HTML: every table by its caption, as lines of the texts of its cells."""

    def read(made):
        found = html.fragment_fromstring(made, create_parent="main").iter("table")
        return {
            table.findtext("caption"): [[cell.text_content().strip() for cell in line] for line in table.iterfind("tbody/tr")]
            for table in found
        }

    return read
