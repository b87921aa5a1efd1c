"""The Shortlist page: the starred assets, their notes and the comparison, all in the link."""

from __future__ import annotations

from reading import page_html, run_page
from streamlit.testing.v1 import AppTest

THREE = ["steamhouse", "ukbic", "manufacturing-technology-centre"]


def values(page: AppTest, name: str) -> list[str]:
    found = page.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


def test_an_empty_list_says_how_to_fill_it():
    assert "Nothing is on the shortlist yet" in page_html(run_page("shortlist"))


def test_an_asset_is_added_by_name():
    page = run_page("shortlist")
    page.selectbox(key="shortlist-add").select("ukbic").run()
    assert values(page, "star") == ["ukbic"]


def test_the_list_keeps_the_order_of_the_link_and_its_links_carry_it():
    page = run_page("shortlist", star=THREE)
    shown = page_html(page)
    places = [shown.index(f"asset?asset={identity}&amp;") for identity in THREE]
    assert places == sorted(places)
    assert "star=steamhouse&amp;star=ukbic" in shown


def test_taking_one_off_takes_it_out_of_the_comparison_as_well():
    page = run_page("shortlist", star=THREE, compare=THREE[:2])
    page.button(key="remove-ukbic").click().run()
    assert values(page, "star") == [THREE[0], THREE[2]]
    assert values(page, "compare") == [THREE[0]]


def test_a_note_is_written_into_the_link():
    page = run_page("shortlist", star=THREE)
    page.text_input(key="note-ukbic").input("Ask about \u00a3 & dates").run()
    note = values(page, "note")
    again = run_page("shortlist", star=THREE, note=note)
    assert again.text_input(key="note-ukbic").value == "Ask about \u00a3 & dates"


def test_two_are_compared_side_by_side():
    page = run_page("shortlist", star=THREE)
    page.multiselect(key="shortlist-compare").set_value(THREE[:2]).run()
    assert values(page, "compare") == THREE[:2]
    table = page_html(page).split("side by side")[-1]
    assert "UK Battery Industrialisation Centre" in table and "STEAMhouse" in table


def test_unknown_stars_are_named_and_left_out():
    page = run_page("shortlist", star=["nobody", "ukbic"])
    assert "nobody" in page.info[0].value
    assert "UK Battery Industrialisation Centre" in page_html(page)
