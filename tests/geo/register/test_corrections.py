"""The queue of suggestions, on SQLite and on a real PostgreSQL: kept, limited, decided, and safe from a crash."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from database_servers import postgres
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from geo.errors import DataError, FilterError, NotFoundError
from geo.register import corrections
from geo.register.corrections import CORRECTION, MOST_PER_ADDRESS, Fact, open_store, tidy_reference

ADD = """
import sys
from geo.register.corrections import Fact, open_store
store = open_store(sys.argv[1])
for number in range(int(sys.argv[3])):
    made = store.add(kind="correction", asset="a", facts=[Fact("name", "", f"{sys.argv[2]}-{number}")], page="https://example.org",
                     words="", email="", address=f"{sys.argv[2]}-{number}", release="1.0.0")
    print(made.reference, flush=True)
"""


@pytest.fixture(scope="module")
def postgres_url():
    with postgres() as url:
        yield url
        # What the pool holds is closed before the server goes, not by the collector during another test.
        open_store(url).engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'queue.sqlite'}"
    else:
        address = request.getfixturevalue("postgres_url")
        with open_store(address).engine.begin() as connection:
            connection.execute(text("DELETE FROM suggestions"))
        yield address


@pytest.fixture
def store(url):
    made = open_store(url)
    yield made
    made.engine.dispose()


def suggest(store, *, address="here", email="", asset="an-asset", **facts):
    listed = [Fact(name, "before", after) for name, after in (facts or {"postcode": "DY1 4AS"}).items()]
    return store.add(kind=CORRECTION, asset=asset, facts=listed, page="https://example.org/page", words="", email=email, address=address, release="1.1.0")


def test_what_was_suggested_is_kept_word_for_word(store):
    made = suggest(store, name="\u201cCaf\u00e9\u201d; DROP TABLE suggestions; --", summary="\U0001f50b 'x' \"y\"")
    assert store.get(made.reference) == made
    assert [fact.after for fact in made.facts] == ["\u201cCaf\u00e9\u201d; DROP TABLE suggestions; --", "\U0001f50b 'x' \"y\""]
    assert made.state == "waiting" and made.is_open and [one.reference for one in store.list()] == [made.reference]


def test_from_suggestion_to_decision(store):
    made = suggest(store, email="reader@example.org")
    with pytest.raises(FilterError, match="Nothing was asked"):
        store.reply(made.reference, "Hello")
    assert store.ask(made.reference, "Which door?").question == "Which door?"
    assert store.reply(made.reference, "The red one.").reply == "The red one."
    assert store.get(made.reference).email == "reader@example.org"
    with pytest.raises(FilterError, match="There is no reason"):
        store.decide(made.reference, accepted=True, reason=" ")
    decided = store.decide(made.reference, accepted=True, reason="The page says so.")
    assert (decided.state, decided.reason, decided.email) == ("accepted", "The page says so.", "") and decided.decided_at
    with pytest.raises(FilterError, match="decided already"):
        store.decide(made.reference, accepted=False, reason="No.")
    assert store.list() == [] and store.list(states=["accepted"], asset="an-asset") == [decided]
    with store.engine.begin() as connection:
        rows = connection.execute(text("SELECT * FROM suggestions")).mappings().all()
    assert "reader@example.org" not in str(rows)


@pytest.mark.parametrize("written", ["{}", " {} ", "{}.", "ref {}"])
def test_a_reference_is_found_however_it_is_written(store, written):
    made = suggest(store)
    told = made.reference.lower() if written == "{}" else written.format(made.reference).replace("ref", "")
    assert store.get(told) == made


def test_an_unknown_reference(store):
    for unknown in ("AAAA-2222", "", "x" * 10_000, "\x00"):
        with pytest.raises(NotFoundError, match="No suggestion has"):
            store.get(unknown)


@given(st.text(max_size=60))
def test_any_text_is_tidied_to_a_reference(written):
    assert tidy_reference(tidy_reference(written)) == tidy_reference(written)


def test_so_many_an_hour_from_one_address(store, monkeypatch):
    for _ in range(MOST_PER_ADDRESS):
        suggest(store, address="192.0.2.1")
    with pytest.raises(FilterError, match="from your address"):
        suggest(store, address="192.0.2.1")
    suggest(store, address="192.0.2.2")
    monkeypatch.setattr(corrections, "MOST_PER_HOUR", MOST_PER_ADDRESS + 1)
    with pytest.raises(FilterError, match="than can be looked at"):
        suggest(store, address="192.0.2.3")
    assert len(store.list()) == MOST_PER_ADDRESS + 1


def test_an_address_is_kept_as_a_hash_and_for_a_day(store):
    suggest(store, address="192.0.2.77")
    with store.engine.begin() as connection:
        kept = connection.execute(text("SELECT * FROM suggestions")).mappings().one()
        assert "192.0.2.77" not in str(kept) and len(kept["address_hash"]) == 32
        before = (datetime.now(UTC) - timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        connection.execute(text("UPDATE suggestions SET made_at = :at"), {"at": before})
    suggest(store, address="192.0.2.78")
    with store.engine.begin() as connection:
        assert connection.execute(text("SELECT address_hash FROM suggestions ORDER BY number")).scalars().first() == ""


def test_two_processes_write_at_once_and_nothing_is_lost(store, url):
    writers = [subprocess.Popen([sys.executable, "-c", ADD, url, name, "20"], stdout=subprocess.PIPE, text=True) for name in ("one", "two")]
    told = [line for writer in writers for line in writer.communicate(timeout=120)[0].split()]
    assert [writer.returncode for writer in writers] == [0, 0]
    kept = store.list()
    assert len(told) == len(set(told)) == 40 and {made.reference for made in kept} == set(told)
    assert sorted(made.number for made in kept) == list(range(1, 41))


def test_what_has_a_reference_survives_kill_9(store, url):
    writer = subprocess.Popen([sys.executable, "-c", ADD, url, "killed", "150"], stdout=subprocess.PIPE, text=True)
    told = [writer.stdout.readline().strip() for _ in range(5)]
    os.kill(writer.pid, signal.SIGKILL)
    told += writer.communicate(timeout=60)[0].split()
    assert writer.returncode == -signal.SIGKILL
    time.sleep(0.2)
    kept = {made.reference for made in store.list()}
    # A last line may be cut in its middle.
    assert {line for line in told if len(line) == 9} <= kept
    suggest(store)
    assert len(store.list()) == len(kept) + 1


def test_two_decisions_at_once_are_one(store):
    made = suggest(store)
    store.decide(made.reference, accepted=False, reason="First.")
    with pytest.raises(FilterError):
        store.decide(made.reference, accepted=True, reason="Second.")
    assert store.get(made.reference).reason == "First."


@pytest.mark.parametrize("wrong", ["nonsense", "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2", "mysql://x/y", "sqlite:////no/such/folder/x.sqlite"])
def test_a_database_that_is_not_there_is_said_without_its_password(wrong):
    with pytest.raises(DataError) as caught:
        open_store(wrong.replace("nobody@", "nobody:secret@"))
    assert "secret" not in str(caught.value)
