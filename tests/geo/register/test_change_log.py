"""What "since" means, on generated releases and dates."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.register.change_log import KINDS, ChangeLog, Release, first_day, known_since, version_key

DAYS = st.dates(pd.Timestamp("2020-01-01").date(), pd.Timestamp("2030-12-31").date()).map(lambda day: day.isoformat())


@st.composite
def logs(draw):
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=6)))
    releases = tuple(Release(f"1.{place}.0", day, "") for place, day in enumerate(days))
    lines = draw(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, len(days) - 1), st.sampled_from(KINDS)), max_size=12))
    changes = pd.DataFrame(
        [{"id_or_name": i, "rank": r, "what": w, "name": i, "release": f"1.{r}.0"} for i, r, w in lines],
        columns=["id_or_name", "rank", "what", "name", "release"],
    )
    return ChangeLog(releases, changes)


@given(logs(), DAYS)
def test_since_a_day_counts_the_releases_of_that_day_and_later(log, day):
    for since in (day, day[:7], day[:4]):
        counted = {i for i, r in zip(log.changes["id_or_name"], log.changes["rank"], strict=True) if r >= 1 and log.releases[r].date >= first_day(since)}
        assert set(log.since(since)["id_or_name"]) == counted
        first, opened = log.start(since)
        assert {i for i, rank in zip("abcd", log.latest_ranks("abcd"), strict=True) if rank >= first} == counted
        assert opened == first_day(since)


@given(logs())
def test_since_a_release_counts_the_later_ones(log):
    for place, release in enumerate(log.releases):
        counted = log.changes[(log.changes["rank"] > place) & (log.changes["rank"] >= 1)]
        assert sorted(log.since(release.number)["id_or_name"]) == sorted(counted["id_or_name"])
        assert log.start(release.number) == (place + 1, "")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("1.2", "1.2.0"),
        ("1.2.0", "1.2.0"),
        (" 1.2 ", "1.2.0"),
        ("2026", "2026"),
        ("2026-05", "2026-05"),
        ("2026-05-31", "2026-05-31"),
        ("2026-13", ""),
        ("2026-02-30", ""),
        ("1.3", ""),
        ("yesterday", ""),
        ("", ""),
        ("1", ""),
        ("9" * 40, ""),
        ("\u0662\u0660\u0662\u0666", ""),
        ("1.2.0.1", ""),
    ],
)
def test_what_can_be_asked(text, known):
    assert known_since(text, ["1.0.0", "1.2.0"]) == known


def test_numbers_are_ordered_as_numbers():
    assert sorted(["1.10.0", "1.9.1", "1.2"], key=version_key) == ["1.2", "1.9.1", "1.10.0"]


def test_nothing_counts_since_a_release_that_is_not_there():
    assert len(ChangeLog().since("9.9.9")) == 0
