"""An organisation's page in words and tables: counted anew from the files, every text escaped."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from lxml import html as parser

from geo.analysis.organisations import organisation_profile, running_several
from geo.errors import NotFoundError
from geo.register.organisations import ROLE_WORDS, Organisations
from geo.settings import DATA_ROOT
from pages.html.organisation_sections import about_html, counts_html, start_html, tables_html


@pytest.fixture(scope="module")
def roles():
    return pd.read_csv(DATA_ROOT / "organisation_roles.csv", dtype=str, keep_default_na=False)


def read(made):
    return parser.fragment_fromstring(made, create_parent="main")


def query_of(link):
    return parse_qs(urlsplit(link.get("href")).query)


def numbers(table):
    return {line[0].text_content(): int(line[1].text_content()) for line in table.iterfind("tbody/tr")}


def test_every_asset_of_every_organisation_stands_under_its_role(register, roles):
    for identity in register.organisations.names:
        profile = organisation_profile(identity, register)
        made = read(tables_html(profile, register))
        shown = {
            heading.text: [query_of(link)["asset"][0] for link in table.iterfind("tbody/tr//a")]
            for heading, table in zip(made.iterfind(".//h2"), made.iterfind(".//table"), strict=True)
        }
        own = roles[roles["organisation_id"] == identity]
        assert shown == {ROLE_WORDS[role]: list(own["asset_id"][own["role"] == role]) for role in ROLE_WORDS if (own["role"] == role).any()}


def test_counts_are_of_what_it_runs_and_is_not_closed_and_lead_to_them(register, roles, index):
    open_ones = register.assets[register.assets["status"] != "closed"].set_index("id")
    for identity in register.organisations.names:
        profile = organisation_profile(identity, register)
        own = roles[(roles["organisation_id"] == identity) & roles["role"].isin(("runs", "leads"))]
        running = open_ones.loc[[asset for asset in own["asset_id"].unique() if asset in open_ones.index]]
        made = counts_html(profile, register)
        assert (made == "") == running.empty
        if running.empty:
            continue
        page = read(made)
        by_authority = page.find(".//table")
        assert numbers(by_authority) == running["authority"].value_counts().to_dict()
        for link in by_authority.iterfind(".//a"):
            query = query_of(link)
            assert query["run_by"] == [identity] and register.authorities.at[query["authority"][0], "name"] == link.text
        clusters = running["clusters"].explode().dropna().map(register.clusters["short_name"]).value_counts().to_dict()
        tables = page.findall(".//table")[1:]
        assert (numbers(tables[0]) if tables else {}) == clusters
        operating = (running["status"] == "operating").sum()
        said = "1 asset" if len(running) == 1 else f"{len(running)} assets"
        words = read(about_html(profile, register)).text_content()
        assert f"Runs or leads {said} on this map, {operating} of them operating." in words and f"{said} on Explore" in words


def test_who_runs_several_is_listed_most_first(register, roles):
    open_ones = register.assets[register.assets["status"] != "closed"]["id"]
    counted = roles[roles["role"].isin(("runs", "leads")) & roles["asset_id"].isin(open_ones)].groupby("organisation_id")["asset_id"].nunique()
    found = running_several(register)
    assert found["assets"].to_dict() == counted[counted >= 2].to_dict()
    assert found["assets"].is_monotonic_decreasing
    made = read(start_html(register))
    assert [query_of(link)["organisation"] for link in made.iterfind(".//table//a")] == [[identity] for identity in found.index]
    assert len(made.findall(".//h1")) == 1


def test_an_unknown_organisation_is_not_found(register):
    with pytest.raises(NotFoundError, match="No organisation has the id"):
        organisation_profile("nobody", register)


def test_hostile_texts_show_as_text(register, hostile):
    known = register.organisations
    identity = known.table.index[0]
    table = known.table.copy()
    table.loc[identity, ["name", "kind", "company_number", "source_url"]] = hostile
    table.at[identity, "other_names"] = (hostile,)
    odd = replace(register, organisations=Organisations(table, known.roles))
    profile = organisation_profile(identity, odd)
    made = read(about_html(profile, odd) + counts_html(profile, odd) + tables_html(profile, odd))
    assert made.find(".//h1").text == hostile
    assert not made.xpath("//script|//img[not(starts-with(@src, 'data:image/svg'))]")
