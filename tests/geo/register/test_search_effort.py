"""Search effort: what was searched is counted straight from the file, and no text says "none" before all was searched."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.register.search_effort import SearchEffort, load_search_effort

TOPICS = ("a", "b", "c")
CODES = ("E1", "E2", "E3")


def test_it_is_counted_from_the_file(register, package):
    table = pd.read_csv(package.root / "searched.csv", dtype=str)
    effort = load_search_effort(register)
    assert set(effort.topics) == set(table["topic"])
    for code, group in table.groupby("gss_code"):
        assert effort.cells([code]) == (group["topic"].nunique(), table["topic"].nunique())
        assert effort.words([code]) == f"{group['topic'].nunique()} of {table['topic'].nunique()}"


@given(searched=st.dictionaries(st.sampled_from(CODES), st.frozensets(st.sampled_from(TOPICS))), asked=st.sets(st.sampled_from(CODES), min_size=1))
def test_it_is_complete_only_where_every_topic_was_searched_everywhere(searched, asked):
    effort = SearchEffort(TOPICS, searched)
    assert effort.complete(asked) == all(searched.get(code) == frozenset(TOPICS) for code in asked)


def test_without_a_table_nothing_is_complete():
    assert not SearchEffort((), {}).complete(["E1"])
    assert SearchEffort((), {}).words(["E1"]) == "not recorded"


@pytest.mark.parametrize("code", ["E08000025", "E07000234"])
def test_an_authority_not_searched_for_everything_is_never_complete(register, code):
    effort = load_search_effort(register)
    assert effort.complete([code]) == (effort.searched[code] == frozenset(effort.topics))
