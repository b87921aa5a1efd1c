"""The panels: their words and counts against pandas on the frame."""

import json

import pytest

from geo.select.filters import FACET_COLUMNS, Filters, facet_options, filter_assets
from geo.webmap.explore_panels import NOTHING, facets_panel, results_panel


def of(register, index, filters):
    """The facet panel of filters, as a page asks for it."""
    return facets_panel(filters, index.counts(filters), found=index.found(filters), figures=[])


def results(register, filters, ids=(), chosen="", starred=()):
    """The results panel, as a page asks for it."""
    return results_panel(register, filters, ids=tuple(ids), chosen=chosen, starred=list(starred))


@pytest.mark.parametrize("layer", [(), ("hub",), ("hub", "testbed")])
def test_counts_are_those_of_pandas(layer, register, index):
    panel = of(register, index, Filters(layer=layer))
    frame = register.assets[register.assets["status"] != "closed"]
    chosen = frame[frame["layer"].isin(layer)] if layer else frame
    options = facet_options(register)
    for facet, column in FACET_COLUMNS.items():
        if facet == "status":
            continue
        counted = (frame if facet == "layer" else chosen).explode(column)[column].value_counts()
        assert panel["counts"][facet] == [counted.get(option, 0) for option in options[facet]], facet
    assert list(panel["counts"]) == list(options) and panel["chosen"]["layer"] == layer


def test_closed_assets_are_counted_only_under_their_status(register, index):
    panel = of(register, index, Filters())
    counted = register.assets["status"].value_counts()
    assert panel["counts"]["status"] == [counted.get(status, 0) for status in facet_options(register)["status"]]


def test_found_are_the_places_of_what_the_text_finds(register, index):
    assert of(register, index, Filters())["found"] is None
    assert of(register, index, Filters(q="xyzzyq"))["found"] == []
    name = register.assets["name"].iloc[17]
    panel = of(register, index, Filters(q=name))
    assert 17 in panel["found"] and panel["q"] == name


def test_the_words_count_what_is_listed(register, index):
    every = filter_assets(register.assets, Filters(), index=index)["id"].tolist()
    assert results(register, Filters(), every)["words"] == f"{len(every):,} assets in the region"
    assert results(register, Filters(layer=("hub",)), every[:2])["words"] == "2 assets match"
    assert results(register, Filters(q="x"), every[:1])["words"] == "1 asset matches"
    assert results(register, Filters(q="x"))["words"] == "0 assets match"


def test_nothing_found_comes_with_a_hint(register):
    assert results(register, Filters(q="xyzzyq"))["hint"] == NOTHING
    assert results(register, Filters(), ["a"])["hint"] == ""


def test_every_choice_has_a_chip_in_words(register):
    code = register.authorities.index[0]
    filters = Filters(layer=("hub",), authority=(code,), status=("closed",), q="lab")
    chips = results(register, filters)["chips"]
    assert [(chip["facet"], chip["value"]) for chip in chips] == filters.active()
    assert [chip["label"] for chip in chips] == [
        register.layer_names.at["hub", "plural"],
        "Closed",
        f"Local authority: {register.authorities.at[code, 'name']}",
        "\u201clab\u201d",
    ]
    assert results(register, Filters())["chips"] == []


def test_a_chip_says_whether_a_name_is_a_city_an_authority_or_who_runs_it(register):
    code = register.authorities.index[register.authorities["name"] == "Coventry"][0]
    runs = next(iter(register.organisations.names))
    chips = results(register, Filters(authority=(code,), city=("Coventry",), run_by=(runs,)))["chips"]
    assert {chip["label"] for chip in chips} == {"Local authority: Coventry", "City or town: Coventry", f"Run by: {register.organisations.names[runs]}"}


def test_other_answers_only_to_a_text(register):
    name, code = register.authorities["name"].iloc[0], register.authorities.index[0]
    (also,) = results(register, Filters(q=name))["also"]
    assert set(also) == {"words", "url"} and code in also["url"]
    assert results(register, Filters(authority=(code,)))["also"] == []


def test_a_browser_can_read_the_panels(register, index, hostile):
    filters = Filters(layer=("hub",), q=hostile)
    made = [of(register, index, filters), results(register, filters, ["a", "b"], "a", ["b"])]
    facets, listed = json.loads(json.dumps(made, allow_nan=False))
    assert (facets["asked"], listed["asked"]) == (filters.key(), filters.key("a", ["b"]))
    assert len({filters.key(), filters.key("a"), filters.key("a", ["b"]), Filters(layer=("hub",)).key()}) == 4
    assert facets["q"] == hostile and listed["chips"][-1]["label"] == f"\u201c{hostile}\u201d"
    assert (listed["ids"], listed["chosen"], listed["starred"]) == (["a", "b"], "a", ["b"])
