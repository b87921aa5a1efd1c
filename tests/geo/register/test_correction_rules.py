"""What a suggestion must be: plain, short, about something, with its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FilterError
from geo.register.correction_rules import ASKED, MOST_CHARACTERS, checked, present

PAGE = "https://example.org/page"


@pytest.fixture(scope="module")
def asset(register):
    return register.asset(register.assets["id"].iloc[0])


def made(asset, *, page=PAGE, words="", email="", trap="", **facts):
    return checked(asset, facts, page=page, words=words, email=email, trap=trap)


def test_only_what_differs_counts(asset):
    now = present(asset)
    assert [(f.field, f.before, f.after) for f in made(asset, **now | {"postcode": "DY1 4AS"})["facts"]] == [("postcode", now["postcode"], "DY1 4AS")]
    with pytest.raises(FilterError, match="Nothing is changed"):
        made(asset, **{name: f" {text}  " for name, text in now.items()})


@given(field=st.sampled_from([name for name in ASKED if name != "status"]), text=st.text(max_size=80))
def test_any_text_is_kept_plain_or_refused_in_words(asset, field, text):
    try:
        facts = made(asset, **{field: text})["facts"]
    except FilterError as error:
        assert error.mend
        return
    assert all(fact.after.isprintable() or "\u00a0" in fact.after for fact in facts)
    assert "\x00" not in facts[0].after and "<script" not in facts[0].after.casefold()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a <b>bold</b> claim", "[url=https://x.example]x[/url]", "https://a.example https://b.example", "<!-- -->", "<IMG src=x>"],
)
def test_markup_and_lists_of_links_are_refused(asset, text):
    with pytest.raises(FilterError, match="markup"):
        made(asset, name=text)
    with pytest.raises(FilterError, match="markup"):
        made(asset, words=text)


@pytest.mark.parametrize("page", ["", "example.org", "javascript:alert(1)", "ftp://example.org", "https://a b", "https://" + "x" * 600])
def test_a_page_is_needed(asset, page):
    with pytest.raises(FilterError):
        made(asset, words="It moved.", page=page)


@pytest.mark.parametrize("email", ["x", "a@b", "a b@c.de", "<a@b.cd>", "a@b.cd,e@f.gh", "x" * 300 + "@a.de"])
def test_an_email_address_is_one_or_none(asset, email):
    with pytest.raises(FilterError, match="e-mail"):
        made(asset, words="It moved.", email=email)
    assert made(asset, words="It moved.", email=" reader@example.org ")["email"] == "reader@example.org"


def test_a_long_text_is_refused(asset):
    with pytest.raises(FilterError, match="characters"):
        made(asset, operator="x" * (MOST_CHARACTERS + 1))


def test_the_hidden_field_catches(asset):
    with pytest.raises(FilterError, match="not sent"):
        made(asset, words="Buy now", trap="anything")


def test_a_missing_asset_needs_a_name():
    with pytest.raises(FilterError, match="no name"):
        made(None, words="There is one in Dudley.")
    assert made(None, name="New lab")["facts"][0].after == "New lab"
