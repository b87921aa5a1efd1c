"""A database by its address; what goes wrong is said in words of ours."""

import pytest
from sqlalchemy import text

from geo import database
from geo.database import Transaction, database_engine
from geo.errors import DataError

SAID = {"what": "It cannot be read", "mend": "Try again."}


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path):
    engine = database_engine(f"sqlite:///{tmp_path / 'one.sqlite'}")
    with Transaction(engine, **SAID) as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY)"))
    with pytest.raises(DataError, match="It cannot be read"), Transaction(engine, **SAID) as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
    with Transaction(engine, **SAID) as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("wrong", ["nonsense", "mysql://x/y", "", "oracle+none://x"])
def test_an_address_that_names_no_database_is_said_with_how_to_write_one(wrong):
    with pytest.raises(DataError, match="postgresql://user@host/name"):
        database_engine(wrong)


def test_a_server_that_was_not_reached_is_left_alone_longer_each_time(monkeypatch):
    engine, now, waits = database_engine("postgresql://nobody@127.0.0.1:9/lost?connect_timeout=2"), [1000.0], []
    monkeypatch.setattr(database.time, "monotonic", lambda: now[0])

    def told(**more):
        with pytest.raises(DataError) as caught, Transaction(engine, **SAID, **more):
            pass
        return str(caught.value)

    for _ in range(6):
        assert "OperationalError" in told()
        began = now[0]
        while "a moment ago" in told():
            assert "OperationalError" in told(backs_off=False), "who does not back off asks each time"
            now[0] += 0.5
        waits.append(now[0] - began)
        now[0] += 100
    # Each time that it asked again, and failed, the wait doubled; the attempt that ended the wait counts, too.
    assert waits[0] == 1.0 and waits == sorted(waits) and waits[-1] == 8.0, waits


def test_a_fault_gives_no_password_away():
    engine = database_engine("postgresql://nobody:secret@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(DataError) as caught, Transaction(engine, **SAID):
        pass
    assert "secret" not in str(caught.value)
