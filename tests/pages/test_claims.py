"""The claims page: one claim or all, from the link."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from geo.analysis.claims import VERDICTS, load_claims

ALL = ""


@pytest.fixture
def open_page(repository):
    def factory(**query):
        page = AppTest.from_file(str(repository / "pages" / "claims.py"), default_timeout=60)
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return factory


@pytest.fixture(scope="module")
def claims(package):
    return load_claims(package)


def html(page):
    return "".join(element.proto.body for element in page.get("html"))


def test_all_claims_are_there(open_page, claims):
    page = open_page()
    assert not page.exception and not page.error
    assert html(page).count('<article class="wm-claim">') == len(claims)
    assert html(page).count("<h1") == 1


def test_a_link_shows_one_claim(open_page, claims):
    page = open_page(claim="catapults-four")
    claim = next(c for c in claims if c.id == "catapults-four")
    assert html(page).count('<article class="wm-claim">') == 1
    assert escape(claim.finding) in html(page)
    assert page.selectbox[0].value == claim.id


def test_the_shown_count_is_that_of_the_data(open_page, register):
    hubs = register.assets[(register.assets["layer"] == "hub") & (register.assets["status"] == "operating")]
    assert f">{len(hubs)}</span>" in html(open_page(claim="tech-hubs-100"))


def test_choosing_a_claim_writes_the_link(open_page):
    page = open_page()
    page.selectbox[0].select("gigafactories").run()
    assert page.query_params["claim"] in ("gigafactories", ["gigafactories"])
    assert html(page).count('<article class="wm-claim">') == 1


def test_back_to_all(open_page, claims):
    page = open_page(claim="gigafactories", layer="hub")
    page.button[0].click().run()
    assert "claim" not in page.query_params
    assert page.query_params["layer"] in ("hub", ["hub"])
    assert html(page).count('<article class="wm-claim">') == len(claims)


def test_an_unknown_claim_is_said_and_all_are_shown(open_page, hostile, claims):
    page = open_page(claim=hostile)
    assert not page.exception and not page.error
    assert page.info
    assert "<script>alert" not in html(page)
    assert html(page).count('<article class="wm-claim">') == len(claims)


@pytest.mark.parametrize("verdict", ["supported", "partly", "not supported", "cannot be checked"])
def test_a_verdict_in_the_link_shows_its_claims_alone(open_page, claims, verdict):
    page = open_page(verdict=verdict)
    own = [claim for claim in claims if claim.verdict == verdict]
    assert html(page).count('<article class="wm-claim">') == len(own)
    assert all(escape(claim.headline) in html(page) for claim in own)
    radio = page.radio(key="claim-verdict")
    assert radio.value == verdict and f"({len(own)})" in radio.options[["", *VERDICTS].index(verdict)]


def test_each_tally_leads_to_the_claims_it_counts(open_page):
    tallies = re.findall(r'<dt><a href="([^"]+)"[^>]*>[^<]+</a></dt><dd><b>(\d+)</b>', html(open_page()))
    assert len(tallies) == len(VERDICTS)
    for address, number in tallies:
        (verdict,) = parse_qs(urlsplit(unescape(address)).query)["verdict"]
        assert html(open_page(verdict=verdict)).count('<article class="wm-claim">') == int(number)


def test_choosing_a_verdict_writes_the_link_and_all_takes_it_out(open_page, claims):
    page = open_page(layer="hub")
    assert page.radio(key="claim-verdict").options[0] == f"All ({len(claims)})"
    page.radio(key="claim-verdict").set_value("partly").run()
    assert page.query_params["verdict"] in ("partly", ["partly"])
    page.radio(key="claim-verdict").set_value("").run()
    assert "verdict" not in page.query_params and page.query_params["layer"] in ("hub", ["hub"])
    assert html(page).count('<article class="wm-claim">') == len(claims)


def test_an_unknown_verdict_is_said_and_all_are_shown(open_page, hostile, claims):
    page = open_page(verdict=hostile)
    assert not page.exception and not page.error and page.info
    assert html(page).count('<article class="wm-claim">') == len(claims)
