"""The Shortlist page: the starred assets, their notes and the comparison, all in the link."""

from __future__ import annotations

import pytest
from lxml import html
from reading import controls, page_html, run_page

from geo.analysis.drives import minutes_between
from geo.errors import FilterError, GeoError, NotFoundError
from geo.select.shortlist import MOST
from pages.answers import shortlist
from pages.shared import place_finder
from pages.shared.loaders import shared

THREE = ["steamhouse", "ukbic", "manufacturing-technology-centre"]


def act(query: dict, **what) -> dict:
    """Where an act leads from a query."""
    return shortlist.change(shared(), query, what)[0]


def test_an_empty_list_says_how_to_fill_it():
    page = run_page("shortlist")
    assert "Nothing is on the shortlist yet" in page_html(page)
    assert list(controls(page)) == ["add"] and "Side by side" not in page_html(page)


def test_an_asset_is_added_by_name_and_not_twice():
    once = act({}, kind="set", name="add", value="UK Battery Industrialisation Centre (UKBIC)")
    assert once == {"star": ["ukbic"]}
    assert act(once, kind="set", name="add", value="uk battery industrialisation centre (ukbic)") == once
    with pytest.raises(NotFoundError, match="No asset is called"):
        act({}, kind="set", name="add", value="zzzzqqqq")


def test_a_pin_stars_its_asset_and_takes_the_star_away():
    assert act({"star": THREE}, kind="asset", id="keele-university") == {"star": [*THREE, "keele-university"]}
    assert act({"star": THREE, "compare": THREE[:2]}, kind="asset", id="ukbic") == {"star": [THREE[0], THREE[2]], "compare": [THREE[0]]}
    assert act({"star": THREE}, kind="asset", id="nobody") == {"star": THREE}


def test_a_full_list_says_so():
    ids = list(shared().register.assets["id"])
    with pytest.raises(FilterError, match=f"holds {MOST} assets"):
        act({"star": ids[:MOST]}, kind="asset", id=ids[MOST])
    # What is no asset takes no room, and one that is there can still be taken off.
    assert len(act({"star": [*ids[: MOST - 1], "nobody"]}, kind="asset", id=ids[MOST])["star"]) == MOST
    assert ids[0] not in act({"star": ids[:MOST]}, kind="asset", id=ids[0])["star"]


def test_the_list_keeps_the_order_of_the_link_and_its_links_carry_it():
    page = run_page("shortlist", star=THREE)
    shown = page_html(page)
    places = [shown.index(f"asset?asset={identity}&amp;") for identity in THREE]
    assert places == sorted(places)
    assert "star=steamhouse&amp;star=ukbic" in shown
    names = {label for _, label in controls(page)["add"]["options"]}
    assert "STEAMhouse" not in names and len(names) == len(shared().register.assets) - 3


def test_the_link_that_takes_one_off_takes_it_out_of_the_comparison_as_well():
    shown = page_html(run_page("shortlist", star=THREE, compare=THREE[:2]))
    assert 'href="shortlist?star=steamhouse&amp;star=manufacturing-technology-centre&amp;compare=steamhouse"' in shown


def test_a_note_is_written_into_the_link_and_read_from_it():
    said = "Ask about \u00a3 & <b>dates</b>"
    note = act({"star": THREE}, kind="set", name="note", value=["ukbic", said])["note"]
    shown = page_html(run_page("shortlist", star=THREE, note=note))
    assert 'data-id="ukbic"' in shown and 'value="Ask about \u00a3 &amp; &lt;b&gt;dates&lt;/b&gt;"' in shown
    assert "note" not in act({"star": THREE, "note": note}, kind="set", name="note", value=["ukbic", ""])
    assert act({"star": THREE}, kind="set", name="note", value=["nobody", "x"]) == {"star": THREE}


def test_two_are_compared_side_by_side():
    moved = act({"star": THREE}, kind="set", name="compare", value=THREE[:2])
    page = run_page("shortlist", **moved)
    table = page_html(page).split("side by side")[-1]
    assert "UK Battery Industrialisation Centre" in table and "STEAMhouse" in table
    assert controls(page)["compare"]["value"] == THREE[:2]
    assert len(act({"star": THREE}, kind="set", name="compare", value=["a"] * 9)["compare"]) == 4


def test_minutes_between_the_chosen_and_from_a_place_of_the_reader():
    """The matrix says the drives of the graph, of the place first; the files carry the drive from it; words that are no place are refused."""
    moved = act({"star": THREE}, kind="set", name="near", value="CV1 5FB")
    assert moved["near"] == ["CV1 5FB"]
    made = shortlist.answer(shared(), moved)
    table = html.fragment_fromstring(made.sheets["shortlist-drive"], create_parent="main").find(".//table")
    rows = [[cell.text_content().strip() for cell in line] for line in table.iterfind("tbody/tr")]
    expected = minutes_between(shared().register, THREE, start=place_finder.find("CV1 5FB").point)
    assert [row[0] for row in rows] == ["CV1 5FB", *(shared().register.asset(identity)["name"] for identity in THREE)]
    for row, minutes in zip(rows, expected.to_numpy(), strict=True):
        assert row[1:] == [f"{one:.0f} min" for one in minutes]
    assert made.measured["minutes"].notna().all()
    assert shortlist.answer(shared(), {"star": THREE, "near": ["xyzzy"]}).dropped == (("near", "xyzzy"),)
    with pytest.raises(GeoError):
        act({"star": THREE}, kind="set", name="near", value="xyzzy")


def test_unknown_stars_are_named_and_left_out():
    page = run_page("shortlist", star=["nobody", "ukbic"])
    assert "nobody" in page.info[0].value
    assert "UK Battery Industrialisation Centre" in page_html(page)
