"""The card of an asset: everything known, all of it as text, and links that are links; with and without a way to close it."""

from html.parser import HTMLParser

import pytest

from geo import vocabulary
from geo.addresses import is_web_address
from geo.register.postal_address import full_address
from geo.webmap.asset_card import asset_card, closable_card
from geo.webmap.html_elements import link

TEXTS = [
    "name",
    "operator",
    "summary",
    "address",
    "postcode",
    "place",
    "authority",
    "position_source",
    "status_date",
    "opened",
    "successor",
    "source_title",
    "source_evidence",
    "source_date",
    "location_title",
    "location_evidence",
    "location_date",
    "checked_on",
    "notes",
]
LISTS = ["technologies", "clusters", "aliases"]
TAGS = {"article", "p", "img", "h2", "h3", "span", "dl", "dt", "dd", "details", "summary", "ul", "li", "a"}
ATTRIBUTES = {"aria-hidden", "class", "src", "width", "height", "alt", "dir", "href", "target", "rel"}
BAD_ADDRESSES = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "ftp://x.example",
    "http://[",
    "https://ex\u2100mple.com/",
    "",
    "x",
]


class Reader(HTMLParser):
    """Collects what a browser would make of the markup."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.attributes, self.links, self.text = set(), set(), [], ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def row(register):
    """An operating asset with both sources, a website and clusters; a copy to change."""
    assets = register.assets
    full = assets[(assets["location_title"] != "") & (assets["website"] != "") & (assets["clusters"].map(len) > 0)]
    return full.iloc[0].copy()


def test_every_fact_is_on_the_card(row, register):
    reader = Reader(asset_card(row, register))
    facts = [
        row["name"],
        row["operator"],
        row["summary"],
        row["address"],
        row["postcode"],
        row["place"],
        row["authority"],
        row["gss_code"],
        row["status_date"],
        row["position_source"],
        row["source_evidence"],
        row["source_date"],
        row["location_evidence"],
        row["checked_on"],
        register.kinds.at[row["kind"], "name"],
        vocabulary.STATUS_WORDS[row["status"]],
        vocabulary.PRECISION_WORDS[row["position_precision"]],
        vocabulary.CONFIDENCE_WORDS[row["confidence"]],
        *row["technologies"],
        *register.clusters.loc[list(row["clusters"]), "name"],
    ]
    assert not [fact for fact in facts if fact not in reader.text]
    assert {row["website"], row["source_url"], row["location_url"]} <= set(reader.links)


def test_the_card_of_every_shipped_asset_can_be_made(register):
    for _, row in register.assets.iterrows():
        reader = Reader(asset_card(row, register))
        assert row["name"] in reader.text
        assert reader.tags <= TAGS


def test_hostile_texts_show_as_text(row, register, hostile):
    for name in TEXTS:
        row[name] = hostile
    for name in LISTS:
        row[name] = (hostile, hostile)
    reader = Reader(asset_card(row, register))
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    assert reader.text.count(hostile) >= len(TEXTS)


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_only_web_addresses_become_links(row, register, address):
    for name in ("website", "source_url", "location_url"):
        row[name] = address
    reader = Reader(asset_card(row, register))
    outward = [address for address in reader.links if not address.startswith(("asset?", "nearby?", "places?", "organisation?"))]
    assert outward == []
    assert row["source_title"] in reader.text


@pytest.mark.parametrize("address", ["http://x.example", "HTTPS://x.example/a?b=1&c=%22"])
def test_web_addresses_become_links_that_open_apart(address):
    reader = Reader(link(address, "<b>"))
    assert (reader.links, reader.text, reader.tags) == ([address], "<b>", {"a"})
    assert 'rel="noopener noreferrer"' in link(address, "x")


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_what_is_no_web_address(address):
    assert not is_web_address(address)


def test_an_address_in_quotes_cannot_leave_its_attribute():
    address = 'https://x.example/" onmouseover="alert(1)'
    assert Reader(link(address, "x")).attributes == {"href", "target", "rel"}


def test_an_asset_without_evidence_says_so(row, register):
    for name in [name for name in row.index if name.startswith(("source_", "location_"))]:
        row[name] = ""
    row["confidence"] = "unverified"
    text = Reader(asset_card(row, register)).text
    assert "Unverified: no page seen that backs it." in text
    assert "no page seen that names the place" in text


def test_what_is_not_known_has_no_line(row, register):
    for name in ("operator", "opened", "successor", "website", "notes"):
        row[name] = ""
    row["aliases"] = row["clusters"] = ()
    text = Reader(asset_card(row, register)).text
    assert not [word for word in ("Run by", "Opened", "Replaced by", "Website", "Note", "Clusters") if word in text]


def test_a_successor_is_called_by_its_name(row, register):
    other = register.assets.iloc[-1]
    row["successor"] = other["id"]
    assert other["name"] in Reader(asset_card(row, register)).text


def test_an_address_leaves_out_what_is_not_known(row):
    row["address"], row["place"], row["postcode"] = "1 High Street", "Dudley", "DY1 1AA"
    assert full_address(row) == "1 High Street, Dudley, DY1 1AA"
    row["address"] = row["postcode"] = ""
    assert full_address(row) == "Dudley"


# ---- the card that can be closed ----


def test_the_card_in_its_frame_is_the_card_with_one_link_more(row, register):
    made = closable_card(row, register, close_href="places?authority=E08000030")
    assert made.count(asset_card(row, register)) == 1
    reader, card = Reader(made), Reader(asset_card(row, register))
    assert reader.links == ["places?authority=E08000030", *card.links]
    assert reader.text == "Close" + card.text
    assert "section" in reader.tags <= TAGS | {"section"} and reader.attributes <= ATTRIBUTES | {"aria-label"}


def test_the_link_that_closes_is_followed_within_the_page(row, register):
    close = closable_card(row, register, close_href="./").split("</a>")[0]
    assert 'target="_self"' in close and "wm-go" in close and close.endswith(">Close")


@pytest.mark.parametrize("address", ["places?a=1&b=2&lt=3", 'places?q=" onmouseover="alert(1)', "places?q='><script>alert(1)</script>", ""])
def test_the_address_that_closes_stays_an_address(row, register, address):
    reader = Reader(closable_card(row, register, close_href=address))
    assert reader.links[0] == address
    assert "script" not in reader.tags and reader.attributes <= ATTRIBUTES | {"aria-label"}


def test_hostile_texts_show_as_text_in_the_frame_too(row, register, hostile):
    for name in TEXTS:
        row[name] = hostile
    for name in LISTS:
        row[name] = (hostile, hostile)
    reader = Reader(closable_card(row, register, close_href=f"places?q={hostile}"))
    assert reader.tags <= TAGS | {"section"}
    assert reader.attributes <= ATTRIBUTES | {"aria-label"}
    assert reader.text.count(hostile) >= len(TEXTS)
