"""What is due, and what was due and was not seen."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from geo.register import expected

TODAY = date(2030, 3, 1)


@pytest.fixture
def due(monkeypatch):
    """(due, missed) on a day, by id, from (id, what, earliest, latest) and id -> status."""

    def made(rows, status):
        table = pd.DataFrame([(*row, "words", "https://example.org") for row in rows], columns=["id", "what", "earliest", "latest", "words", "source"])
        monkeypatch.setattr(expected, "read_table", lambda package, name: table)
        package = SimpleNamespace(resources={"expected": {}})
        register = SimpleNamespace(package=package, by_id=status, asset=lambda identity: {"status": status[identity]})
        return tuple([row.id for row in found] for found in expected.due_within_a_year(register, on=TODAY))

    return made


@pytest.mark.parametrize(
    ("earliest", "latest", "found"),
    [
        ("2030-02-01", "2030-02-28", ([], ["a"])),
        ("2030-02-01", "2030-03-01", (["a"], [])),
        ("2031-03-01", "2031-06-30", (["a"], [])),
        ("2031-03-02", "2031-06-30", ([], [])),
    ],
)
def test_due_is_what_may_come_within_a_year_and_missed_what_is_over(due, earliest, latest, found):
    assert due([("a", "opens", earliest, latest)], {"a": "planned"}) == found


@pytest.mark.parametrize(
    ("what", "status", "is_due"),
    [
        ("opens", "planned", True),
        ("opens", "under construction", True),
        ("opens", "operating", False),
        ("opens", "last confirmed", False),
        ("opens", "closed", False),
        ("closes", "operating", True),
        ("closes", "closed", False),
    ],
)
def test_what_has_happened_is_due_no_more(due, what, status, is_due):
    assert due([("a", what, "2030-04-01", "2030-04-30")], {"a": status}) == (["a"] if is_due else [], [])


def test_the_soonest_comes_first_and_what_is_not_on_the_map_is_left_out(due):
    rows = [("c", "opens", "2030-05-01", "2030-12-31"), ("a", "opens", "2030-06-01", "2030-09-30"), ("b", "opens", "2030-05-01", "2030-09-30")]
    assert due([*rows, ("gone", "opens", "2030-04-01", "2030-04-30")], dict.fromkeys("abc", "planned")) == (["b", "a", "c"], [])


def test_a_package_without_the_table_expects_nothing():
    register = SimpleNamespace(package=SimpleNamespace(resources={}))
    assert expected.due_within_a_year(register, on=TODAY) == ([], [])
