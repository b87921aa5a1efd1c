"""A database by its address; what goes wrong is said in words of ours."""

import pytest
from sqlalchemy import text

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


def test_a_fault_gives_no_password_away():
    engine = database_engine("postgresql://nobody:secret@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(DataError) as caught, Transaction(engine, **SAID):
        pass
    assert "secret" not in str(caught.value)
