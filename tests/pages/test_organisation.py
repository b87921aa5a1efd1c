"""The Organisation page: chosen by link or list, its assets on the map and in tables."""

from __future__ import annotations

import json

import pytest
from reading import components_of, page_html, run_page

from pages.answers import organisation as page
from pages.shared.loaders import shared


def some():
    """An organisation that runs several assets."""
    return max(shared().register.organisations.by_organisation.items(), key=lambda pair: len(pair[1].get("runs", ())))[0]


def test_without_one_the_page_lists_who_runs_several():
    ran = run_page("organisation")
    assert "Who runs several assets" in page_html(ran) and page_html(ran).count("<h1") == 1
    (picker,) = components_of(ran, "picker")
    (field,) = json.loads(picker.proto.json)["fields"]
    assert field["value"] == "" and len(field["options"]) == len(shared().register.organisations.names) + 1


def test_the_chosen_one_is_shown_with_its_assets_alone():
    identity = some()
    ran = run_page("organisation", organisation=[identity])
    assert shared().register.organisations.names[identity] in page_html(ran) and page_html(ran).count("<h1") == 1
    made = page.answer(shared(), {"organisation": [identity]})
    held = {asset for ids in shared().register.organisations.by_organisation[identity].values() for asset in ids}
    assert set(made.view.ids) == held and made.dropped == ()


def test_every_organisation_has_a_page():
    for identity, name in shared().register.organisations.names.items():
        made = page.answer(shared(), {"organisation": [identity]})
        assert made.identity == identity and name.partition("&")[0].partition("'")[0] in made.sheets["organisation-words"]


def test_what_names_nothing_is_dropped():
    made = page.answer(shared(), {"organisation": ["<b>"], "asset": ["nothing"]})
    assert set(made.dropped) == {("organisation", "<b>"), ("asset", "nothing")}
    assert made.identity == "" and made.view.ids is None


@pytest.mark.parametrize(
    ("act", "leads"),
    [
        ({"kind": "set", "name": "organisation", "value": "jcb"}, {"organisation": ["jcb"]}),
        ({"kind": "set", "name": "organisation", "value": ""}, {}),
        ({"kind": "asset", "id": "ukbic"}, {"organisation": ["jcb"], "asset": ["ukbic"]}),
        ({"kind": "set", "name": "nothing", "value": "x"}, {"organisation": ["jcb"], "asset": ["steamhouse"]}),
    ],
)
def test_where_an_act_leads(act, leads):
    assert page.change(shared(), {"organisation": ["jcb"], "asset": ["steamhouse"]}, act) == (leads, "")


def test_a_pin_opens_its_card_whose_operator_leads_back():
    identity = some()
    asset = shared().register.organisations.by_organisation[identity]["runs"][0]
    made = page.answer(shared(), {"organisation": [identity], "asset": [asset]})
    assert f"organisation?organisation={identity}" in made.sheets["organisation-card"]
