"""What the kiosk holds in the browser: every asset but the closed, as plain values, with a code to its page."""

import json
from dataclasses import replace

import pytest

from geo.select.filters import index_facets
from geo.tours.kiosk import kiosk_data
from geo.tours.qr_code import qr_squares
from geo.vocabulary import standing_words


@pytest.fixture(scope="module")
def data(register, index):
    return kiosk_data(register, index)


def few(register, **columns):
    """A register of three assets, with some columns the same in all."""
    assets = register.assets.head(3).assign(**columns)
    return replace(register, assets=assets)


@pytest.fixture(scope="module")
def index_of_few(register):
    return index_facets(few(register, status="operating"))


def test_all_assets_but_the_closed_can_be_reached(data, rows):
    assert len(data["ids"]) == len(rows) and set(data["ids"]) == set(rows["id"]) == set(data["details"])


def test_an_asset_is_told_as_the_files_have_it(data, register, rows):
    for row in rows.to_dict("records"):
        told = data["details"][row["id"]]
        for name in ("name", "layer", "status", "summary", "operator", "gss_code"):
            assert told[name] == row[name]
        assert told["standing"] == standing_words(row["status"], row["status_date"])
        assert (told["lat"], told["lon"]) == (float(row["lat"]), float(row["lon"]))
        assert told["kind"] == register.kinds.at[row["kind"], "name"]
        assert set(told["clusters"]) == row["clusters"]
        assert told["cluster_words"] == ", ".join(register.clusters.at[cluster, "short_name"] for cluster in told["clusters"])
        parts = [row[name] for name in ("address", "place", "postcode") if row[name]]
        assert told["address"] == f"{', '.join(parts)} ({register.authorities.at[row['gss_code'], 'name']})"


def test_what_can_be_chosen_from_is_all_there_is(data, register, authorities):
    assert [one["label"] for one in data["authorities"]] == sorted(authorities["name"])
    assert {one["id"]: one["label"] for one in data["authorities"]} == authorities["name"].to_dict()
    assert {one["id"]: one["label"] for one in data["layers"]} == register.layer_names["plural"].to_dict()
    assert {one["id"]: one["label"] for one in data["clusters"]} == register.clusters["short_name"].to_dict()
    west, south, east, north = register.region_bounds
    assert data["bounds"] == [[south, west], [north, east]]


def test_it_is_plain_data_without_a_number_that_is_none(data):
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize("root", ["https://example.org/app", "https://example.org/app/"])
def test_a_code_leads_to_the_asset_on_the_page_for_phones(register, root):
    some = few(register)
    details = kiosk_data(some, index_facets(some), link_root=root)["details"]
    assert {identity: told["qr"] for identity, told in details.items()} == {
        identity: qr_squares(f"https://example.org/app/lite?asset={identity}") for identity in some.assets["id"]
    }


def test_without_an_address_of_the_app_there_are_no_codes(data):
    assert {told["qr"] for told in data["details"].values()} == {None}


def test_a_register_of_closed_assets_shows_none(register):
    some = few(register, status="closed")
    data = kiosk_data(some, index_facets(some))
    assert data["ids"] == [] and data["details"] == {}


def test_hostile_texts_are_handed_on_as_they_are(register, index_of_few, hostile):
    # The browser sets them as text; to escape here would show the escapes.
    some = few(register, name=hostile, summary=hostile, address=hostile, place="", postcode="", authority="X")
    for told in kiosk_data(some, index_of_few)["details"].values():
        assert (told["name"], told["summary"], told["address"]) == (hostile, hostile, f"{hostile} (X)")
