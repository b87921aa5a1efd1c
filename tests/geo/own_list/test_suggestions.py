"""A row of a reader's list becomes the beginning of a suggestion: what it says otherwise, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NotFoundError
from geo.own_list.suggestions import suggestion_of_row
from geo.register.correction_rules import ASKED, checked, present


@pytest.fixture(scope="session")
def said(register, placed_of):
    """Text of a table, number of a row, asset -> what is suggested."""

    def suggest(text, asset="", number=2):
        table, roles, placed = placed_of(text)
        return suggestion_of_row(table, roles, placed, number, register=register, asset=asset)

    return suggest


def own_words(asset) -> dict[str, str]:
    return {name: asset[name] for name in ("name", "address", "postcode", "place")}


def test_what_the_row_says_otherwise_is_suggested_and_nothing_else(said):
    made = said("Name,Postcode,Notes\nSTEAMhouse Two,B1 1AA,secret\n", "steamhouse")
    assert (made.row, made.name, dict(made.values), made.words) == (2, "STEAMhouse Two", {"name": "STEAMhouse Two", "postcode": "B1 1AA"}, "")


def test_what_is_written_otherwise_but_the_same_is_no_suggestion(said, register):
    asset = register.asset("steamhouse")
    text = f'Name,Postcode,Address\n"{asset["name"].upper()}",{asset["postcode"].replace(" ", "").lower()},"{asset["address"].upper()}"\n'
    assert not said(text, "steamhouse").values


def test_another_name_that_is_known_is_no_news(said, register):
    named = register.assets[register.assets["aliases"].map(len) > 0].iloc[0]
    assert "name" not in said(f'Name,Postcode\n"{named["aliases"][0]}",{named["postcode"]}\n', named["id"]).values


def test_an_address_is_taken_apart_as_the_register_writes_it(said):
    made = said('Name,Address\nNew Lab,"Unit 3, 12 High Street, Rugby, CV215AB"\nOther,"1 High Street, Rugby CV21 5AB"\n')
    assert dict(made.values) == {"name": "New Lab", "address": "Unit 3, 12 High Street", "postcode": "CV21 5AB", "place": "Rugby"}
    assert said('Name,Address\nOther,"1 High Street, Rugby CV21 5AB"\n').values["address"] == "1 High Street"


def test_columns_called_as_those_of_an_asset_are_taken_too(said):
    made = said("Name,Postcode,Website,Operator,Opened,Status,Id\nNew Lab,B1 1AA,https://example.org,Example Ltd,2021,Planned,x\n")
    assert dict(made.values) == {
        "name": "New Lab", "status": "planned", "operator": "Example Ltd", "postcode": "B1 1AA", "opened": "2021", "website": "https://example.org",
    }  # fmt: skip
    assert "status" not in said("Name,Postcode,Status\nNew Lab,B1 1AA,our best tenant\n").values


@pytest.mark.parametrize("nothing", ["", "N/A", "-", "TBC", "#N/A"])
def test_a_cell_that_says_nothing_takes_nothing_away(nothing, said):
    assert not said(f"Name,Postcode,Website,Lat,Long\nSTEAMhouse,{nothing},{nothing},52.4799,-1.8903\n", "steamhouse").values


def test_a_position_of_its_own_is_said_in_words_where_the_pin_is_elsewhere(said, register):
    asset = register.asset("steamhouse")
    assert said(f"Name,Lat,Long\nSTEAMhouse,{asset['lat']},{asset['lon']}\n", "steamhouse").words == ""
    away = said(f"Name,Lat,Long\nSTEAMhouse,{asset['lat'] + 0.01},{asset['lon']}\n", "steamhouse").words
    assert "m from the pin" in away and 1_080 < float(away.rsplit(", ")[-1].split(" m ")[0].replace(",", "")) < 1_140
    assert said("Name,Lat,Long\nNew Lab,52.48,-1.9\n").words == "It stands at 52.48000, -1.90000 (latitude, longitude)."
    assert said("Name,Postcode\nNew Lab,B1 1AA\n").words == ""


def test_a_row_that_is_not_drawn_can_be_suggested_too(said):
    assert dict(said("Name,Postcode\nNew Lab,nonsense\n").values) == {"name": "New Lab"}


def test_a_row_or_an_asset_that_is_not_there_is_said(said):
    for number, asset in ((99, ""), (0, ""), (2, "no-such-asset")):
        with pytest.raises(NotFoundError):
            said("Name,Postcode\nNew Lab,B1 1AA\n", asset, number)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(range(0, 300, 7)), st.fixed_dictionaries({name: st.text("aZ9 ,-'\u00e9\u4e2d", max_size=20) for name in ("name", "address", "place")}))
def test_any_suggestion_passes_the_rules_of_the_form_or_says_nothing(register, said, at, cells):
    asset = register.assets.iloc[at % len(register.assets)]
    quoted = ",".join(f'"{text}"' for text in cells.values())
    made = said(f"Name,Address,Town,Postcode\nFirst,,,B1 1AA\n{quoted},B1 1AA\n", asset["id"], 3)
    assert set(made.values) <= set(ASKED) and all(made.values.values())
    sent = present(asset) | made.values
    if made.values:
        assert {fact.field for fact in checked(asset, sent, page="https://example.org", words="", email="")["facts"]} <= set(made.values)
