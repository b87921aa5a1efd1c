"""What stands around an asset, against GeoPandas on the metric grid and the rules by hand."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from geo.analysis.drive_access import nearest_by_car
from geo.errors import NotFoundError
from pages.html.asset_sections import MOST_LISTED, around_html

# Places in the register, far apart.
SOME = [0, 120, 199, 340]


def read(made):
    return html.fragment_fromstring(made, create_parent="main")


def linked(table):
    """The ids of the assets a table links to, in order."""
    return [parse_qs(urlsplit(link.get("href")).query)["asset"][0] for link in table.iterfind(".//tbody//a")]


@pytest.fixture(scope="module")
def metric(register):
    """The assets in EPSG:27700 by id."""
    return register.assets.set_index("id").to_crs(27700)


@pytest.fixture(scope="module", params=SOME)
def around(register, request):
    """An asset and what is said around it, made once."""
    asset = register.assets.iloc[request.param]
    return asset, read(around_html(asset, register, by_car=nearest_by_car(register, asset)))


def test_next_door_are_the_nearest_on_the_metric_grid(around, metric):
    asset, made = around
    near, _, _ = made.iterfind(".//table")
    distance = metric.distance(metric.geometry[asset["id"]]).drop(asset["id"])
    ids = linked(near)
    shown = [float(line[-1].text.removesuffix(" km")) for line in near.iterfind("tbody/tr")]
    assert len(set(ids)) == len(ids) == MOST_LISTED
    # By distance, not by name: several may stand at the same point.
    assert distance[ids].tolist() == pytest.approx(distance.nsmallest(MOST_LISTED).tolist(), abs=0.01)
    assert shown == pytest.approx((distance[ids] / 1000).tolist(), abs=0.0501)


def test_the_drive_to_the_nearest_of_each_kind_is_told(around, register):
    asset, made = around
    _, drive, _ = made.iterfind(".//table")
    said = [[cell.text_content().strip() for cell in line] for line in drive.iterfind("tbody/tr")]
    assert said == [[one.what, one.name, f"{one.minutes:.0f} min", f"{one.km:.1f} km"] for one in nearest_by_car(register, asset)]


def test_no_line_leads_to_the_asset_itself(around):
    asset, made = around
    assert not [table for table in made.iterfind(".//table") if asset["id"] in linked(table)]
    onward = [link.get("href") for link in made.iterfind("p/a") if "section=" not in link.get("href")]
    assert [(urlsplit(href).path, parse_qs(urlsplit(href).query)) for href in onward] == [("nearby", {"near": [asset["id"]]})]


def test_related_assets_share_what_is_said(around, register):
    frame = register.assets.set_index("id")
    asset, made = around
    _, _, related = made.iterfind(".//table")
    short = register.clusters["short_name"]

    def score(other):
        same = bool(set(asset["run_by"]) & set(other["run_by"]))
        return 3 * same + sum(len(set(asset[name]) & set(other[name])) for name in ("clusters", "technologies"))

    scores = frame.drop(asset["id"]).apply(score, axis=1)
    ids = linked(related)
    assert scores[ids].tolist() == scores[scores > 0].nlargest(MOST_LISTED).tolist()
    for identity, line in zip(ids, related.iterfind("tbody/tr"), strict=True):
        other, why = frame.loc[identity], line[-1].text
        words = {*short[list(set(asset["clusters"]) & set(other["clusters"]))], *(set(asset["technologies"]) & set(other["technologies"]))}
        assert all(word in why for word in words)
        assert ("same operator" in why) == bool(set(asset["run_by"]) & set(other["run_by"]))


def test_an_asset_alone_has_nothing_around_it(register):
    alone = replace(register, assets=register.assets.iloc[:1])
    made = read(around_html(alone.assets.iloc[0], alone, by_car=nearest_by_car(alone, alone.assets.iloc[0])))
    assert [table.findtext("caption") for table in made.iterfind(".//table")] == ["The shortest drive to the nearest of each"]
    assert [words.text for words in made.find_class("wm-empty")] == ["Nothing to list."] * 2


def test_hostile_names_show_as_text(register, hostile):
    assets = register.assets.iloc[:3].copy()
    assets["name"] = assets["place"] = hostile
    few = replace(register, assets=assets)
    near, *_ = read(around_html(assets.iloc[0], few, by_car=NotFoundError("No road.", mend="Ask for another."))).iterfind(".//table")
    assert [(line[0].find(".//a").text, line[2].text) for line in near.iterfind("tbody/tr")] == [(hostile, hostile)] * 2
