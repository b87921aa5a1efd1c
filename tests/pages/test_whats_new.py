"""What's new: the list, the map, the feed and the note on an old link say the same as the record."""

import feedparser
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from geo.errors import FilterError
from geo.register.expected import due_within_a_year
from geo.select.filters import Filters
from geo.settings import DATA_ROOT
from pages.answers import asset, clusters, places, whats_new
from pages.shared import changes_feed, release_note
from pages.shared.loaders import Shared, shared

ROOT = "https://map.example/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def data() -> Shared:
    return shared()


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    """The record straight from its file, without the first release, where it begins."""
    table = pd.read_csv(DATA_ROOT / "changes.csv", dtype=str, keep_default_na=False)
    first = pd.read_csv(DATA_ROOT / "releases" / "releases.csv", dtype=str)["number"].iloc[0]
    kinds = {"added", "opened", "closed", "moved", "renamed", "merged", "status changed", "corrected", "evidence renewed"}
    return table[~table["release"].isin(["", first]) & table["what"].isin(kinds)]


def some(data):
    facets = st.sampled_from(["authority", "cluster", "layer"]).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(data.index.options[name])))
    since = st.sampled_from(["", "2026", "2026-11-24", *data.index.options["since"]])
    return st.tuples(st.dictionaries(st.just("x"), facets, max_size=1), since).map(
        lambda made: {name: [value] for name, value in made[0].values()} | ({"since": [made[1]]} if made[1] else {})
    )


def expected(data, record, query):
    filters = {name: values for name, values in query.items() if name != "since"}
    shown = data.register.assets
    for name, values in filters.items():
        column = {"authority": "gss_code", "cluster": "clusters", "layer": "layer"}[name]
        shown = shown[shown[column].map(lambda cell, v=values[0]: v in cell if isinstance(cell, tuple) else cell == v)]
    lines = record[record["id_or_name"].isin(set(shown["id"]))]
    since = (query.get("since") or [whats_new.default_since(data.register.change_log)])[0]
    later = {"2026": lambda row: row["date"] >= "2026-01-01", "2026-11-24": lambda row: row["date"] >= since}.get(
        since, lambda row: tuple(map(int, row["release"].split("."))) > tuple(map(int, since.split(".")))
    )
    return lines[[later(row) for row in lines.to_dict("records")]] if len(lines) else lines


def test_list_map_and_feed_hold_the_changes_of_the_record(data, record):
    @settings(max_examples=15)
    @given(some(data))
    def same(query):
        lines = expected(data, record, query)
        made = whats_new.answer(data, query)
        opened = set(made.ids) - set(lines["id_or_name"])
        assert set(lines["id_or_name"]) <= set(made.ids)
        assert all(data.register.asset(identity)["opened"] >= "2026" for identity in opened)
        rows = html.fragment_fromstring(made.sheets["whats-new-list"], create_parent="main").xpath("//table[not(contains(caption, 'evidence says'))]/tbody/tr")
        assert len(rows) == len(lines)
        feed = etree.fromstring(changes_feed.feed(data, query, root=ROOT))
        listed = lines if "since" in query else expected(data, record, query | {"since": [data.index.options["since"][0]]})
        every = len(listed.groupby(["release", "id_or_name"])) if len(listed) else 0
        assert len(feed.findall(f"{ATOM}entry")) == min(every, changes_feed.MOST_ENTRIES)
        assert ("newest" in feed.findtext(f"{ATOM}subtitle", "")) == (every > changes_feed.MOST_ENTRIES)

    same()


def test_the_feed_is_valid_atom(data):
    content = changes_feed.feed(data, {"since": ["1.0"]}, root=ROOT)
    read = feedparser.parse(content)
    assert not read.bozo and read.version == "atom10"
    assert read.entries and read.feed.title and read.feed.id and read.feed.updated_parsed
    tree = etree.fromstring(content)
    ids = [entry.findtext(f"{ATOM}id") for entry in tree.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    for node in (tree, *tree.findall(f"{ATOM}entry")):
        # RFC 4287: exactly one each, and an entry without an author takes the feed's.
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1, name
    assert len(tree.findall(f"{ATOM}author/{ATOM}name")) == 1
    assert {link.get("rel") for link in tree.findall(f"{ATOM}link")} == {"self", "alternate"}
    for entry in tree.findall(f"{ATOM}entry"):
        assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1 and entry.find(f"{ATOM}content").get("type") == "text"


def test_the_same_entry_has_the_same_id_in_every_feed(data):
    """Of those new enough for the feed of all, which holds the newest."""
    entries = lambda query: {  # noqa: E731
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated")
        for entry in etree.fromstring(changes_feed.feed(data, query, root=ROOT)).findall(f"{ATOM}entry")
    }
    one, every = entries({"authority": ["E08000026"]}), entries({})
    held = {identity for identity, updated in one.items() if updated > min(every.values())}
    assert held and held <= set(every)


@pytest.mark.parametrize("query", [{"layer": ["nonsense"]}, {"unknown": ["1"]}, {"since": ["9.9"]}, {"asset": ["nobody"]}])
def test_the_feed_refuses_what_names_nothing(data, query):
    with pytest.raises(FilterError, match="Not understood"):
        changes_feed.feed(data, query, root=ROOT)


def test_a_feed_of_one_asset(data, record):
    identity = record["id_or_name"].iloc[0]
    read = feedparser.parse(changes_feed.feed(data, {"asset": [identity]}, root=ROOT))
    assert {entry.link for entry in read.entries} == {f"{ROOT}asset?asset={identity}"}


def test_a_page_of_its_own_section(data, record):
    identity = record["id_or_name"].iloc[0]
    history = html.fragment_fromstring(asset.answer(data, {"asset": [identity]}).sheets["asset-history"], create_parent="main")
    assert len(history.findall(".//tbody/tr")) >= len(record[record["id_or_name"] == identity])
    code = data.register.asset(identity)["gss_code"]
    assert f"whats-new?since=2026&amp;authority={code}" in places.answer(data, {"authority": [code]}).sheets["places-news"]
    assert "whats-new?since=" in clusters.answer(data, {"cluster": [data.index.options["cluster"][0]]}).sheets["clusters-news"]


def test_an_old_link_says_what_changed_in_its_view(data, record):
    first, newest = data.index.options["since"][0], data.index.options["since"][-1]
    code = data.register.asset(record["id_or_name"].iloc[0])["gss_code"]
    assert "changed since" in release_note.note_html(data, {"authority": [code], "release": [first]})
    assert release_note.note_html(data, {"authority": [code], "release": [newest]}) == ""
    assert release_note.note_html(data, {"authority": [code]}) == release_note.note_html(data, {"release": ["nonsense"]}) == ""
    still = next(i for i in data.register.assets["id"] if i not in set(record["id_or_name"]))
    assert "Nothing in this view" in release_note.note_html(data, {"asset": [still], "release": [first]})
    assert release_note.with_release({"layer": ["hub"]}, data.register) == {"layer": ["hub"], "release": [newest]}


def test_what_is_due_is_not_yet_done(data):
    day = pd.Timestamp("2026-11-28").date()
    due, late = due_within_a_year(data.register, on=day)
    for row in (*due, *late):
        assert data.register.asset(row.id)["status"] not in ("operating", "closed") and row.earliest <= row.latest
    assert all(row.latest >= "2026-11-28" for row in due) and all(row.latest < "2026-11-28" for row in late)


def test_every_expected_asset_is_known(data):
    table = pd.read_csv(DATA_ROOT / "expected.csv", dtype=str)
    assert [i for i in table["id"] if i not in data.register.by_id] == []


def test_since_is_a_filter_like_any_other(data, record):
    since = data.index.options["since"][0]
    ids = set(data.register.assets["id"][data.index.mask(Filters(since=since, status=data.index.options["status"]))])
    assert ids == set(record["id_or_name"])
