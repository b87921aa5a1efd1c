"""What readers say is wrong or missing, and what became of it: a queue in a database.

SQLite in `data/local/` by default, PostgreSQL where `INNOVATION_MAP_DATABASE` names one; the same statements run on
both. Every write is one transaction that is on disk before its reference is given out. An e-mail address is kept
until the decision and shown to nobody but stewards; a network address is kept as a keyed hash, for a day.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, RowMapping, String, Table, Text, func, insert, select, update

from geo.database import Transaction, database_engine
from geo.errors import FilterError, NotFoundError
from geo.settings import database_url

CORRECTION, NEW_ASSET = "correction", "new asset"
WAITING, ASKED, ACCEPTED, REJECTED = "waiting", "asked", "accepted", "rejected"
STATES = {WAITING: "waiting for a decision", ASKED: "a question was asked", ACCEPTED: "accepted", REJECTED: "not accepted"}
OPEN = (WAITING, ASKED)
# So many an hour from one address, and from all together.
MOST_PER_ADDRESS, MOST_PER_HOUR = 10, 200
KEPT_FOR = timedelta(days=1)
# No letters or digits that are taken for one another when read aloud or copied by hand.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BROKEN = {"what": "Suggestions cannot be kept or read just now", "mend": "Try again in a minute; nothing else is affected."}

_metadata = MetaData()
_suggestions = Table(
    "suggestions",
    _metadata,
    Column("reference", String(20), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("asset", String(200), nullable=False, index=True),
    Column("made_at", String(40), nullable=False, index=True),
    Column("state", String(20), nullable=False, index=True),
    Column("facts", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("email", String(254), nullable=False),
    Column("release", String(20), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("question", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", String(40), nullable=False),
    Column("number", Integer, nullable=False),
)
_secrets = Table("secrets", _metadata, Column("name", String(20), primary_key=True), Column("value", String(64), nullable=False))


@dataclass(frozen=True)
class Fact:
    """One column of an asset: what stands there, and what should."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Suggestion:
    """A suggestion and its state.

    `asset` is the id it is about ("" for one that is missing), `page` the address that shows it, `words` the
    reader's own; `release` the data it was made on; `question` and `reply` what was asked and answered;
    `reason` that of the decision. Times are ISO, UTC. `number` counts up: the order they came in.
    """

    reference: str
    kind: str
    asset: str
    facts: tuple[Fact, ...]
    page: str
    words: str
    made_at: str
    state: str = WAITING
    release: str = ""
    question: str = ""
    reply: str = ""
    reason: str = ""
    decided_at: str = ""
    number: int = 0
    email: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self.state in OPEN


@dataclass(frozen=True, eq=False)
class CorrectionStore:
    """The queue in a database."""

    engine: Engine

    def add(self, *, kind: str, asset: str, facts: Iterable[Fact], page: str, words: str, email: str, address: str, release: str) -> Suggestion:
        """Keep a suggestion and return it with its reference. It must have passed `correction_rules.checked`.

        Raises FilterError where too many came from this address or from everybody within the hour.
        """
        now = datetime.now(UTC)
        made = Suggestion(_new_reference(), kind, asset, tuple(facts), page, words, _written(now), release=release, email=email)
        with self._begin() as connection:
            _forget_addresses(connection, now)
            hashed = _hashed(connection, address)
            _refuse_too_many(connection, hashed, now)
            number = connection.execute(select(func.coalesce(func.max(_suggestions.c.number), 0))).scalar_one() + 1
            connection.execute(insert(_suggestions).values(_row(made) | {"address_hash": hashed, "number": number}))
        return self.get(made.reference)

    def get(self, reference: str) -> Suggestion:
        """The suggestion with a reference, however its letters are written. Raises NotFoundError if there is none."""
        wanted = tidy_reference(reference)
        with self._begin() as connection:
            row = connection.execute(select(_suggestions).where(_suggestions.c.reference == wanted)).mappings().first()
        if row is None:
            raise NotFoundError(f"No suggestion has the reference \u201c{reference[:40]}\u201d.", mend="It looks like ABCD-2345; look at it once more.")
        return _suggestion(row)

    def list(self, *, states: Iterable[str] = OPEN, asset: str | None = None) -> list[Suggestion]:
        """The suggestions in some states, the oldest first; of one asset, where one is named."""
        asked = select(_suggestions).where(_suggestions.c.state.in_(tuple(states))).order_by(_suggestions.c.number)
        if asset is not None:
            asked = asked.where(_suggestions.c.asset == asset)
        with self._begin() as connection:
            return [_suggestion(row) for row in connection.execute(asked).mappings()]

    def stamp(self) -> str:
        """A text that is another one after any change of the queue."""
        asked = select(func.count(), func.max(_suggestions.c.decided_at), func.sum(func.length(_suggestions.c.question) + func.length(_suggestions.c.reply)))
        with self._begin() as connection:
            return "|".join(map(str, connection.execute(asked).one()))

    def ask(self, reference: str, question: str) -> Suggestion:
        """Ask the reader something. Raises FilterError without a question or where it is decided already."""
        return self._move(reference, state=ASKED, question=_said(question, "question"), reply="")

    def reply(self, reference: str, text: str) -> Suggestion:
        """Keep the reader's answer to a question. Raises FilterError where none was asked."""
        if self.get(reference).state != ASKED:
            raise FilterError("Nothing was asked about this suggestion.", mend="Make a new one.")
        return self._move(reference, state=WAITING, reply=_said(text, "answer"))

    def decide(self, reference: str, *, accepted: bool, reason: str) -> Suggestion:
        """Close a suggestion with a reason in words, and forget the e-mail address.

        Raises FilterError without a reason or where it is decided already.
        """
        state = ACCEPTED if accepted else REJECTED
        return self._move(reference, state=state, reason=_said(reason, "reason"), email="", decided_at=_written(datetime.now(UTC)))

    def _move(self, reference: str, **values: str) -> Suggestion:
        found = self.get(reference)
        with self._begin() as connection:
            # Only what is still open moves, whoever else is at it.
            moved = connection.execute(
                update(_suggestions).where(_suggestions.c.reference == found.reference, _suggestions.c.state.in_(OPEN)).values(**values)
            ).rowcount
        if not moved:
            raise FilterError(f"{found.reference} is decided already: {found.state}.", mend="Look at it with `show`.")
        return self.get(found.reference)

    def _begin(self) -> Transaction:
        return Transaction(self.engine, what=_BROKEN["what"], mend=_BROKEN["mend"])


@lru_cache(maxsize=4)
def open_store(url: str = "") -> CorrectionStore:
    """Open the queue (default: the one `INNOVATION_MAP_DATABASE` names, else `data/local/corrections.sqlite`).

    Tables that are not there are made. Raises DataError where the database cannot be reached.
    """
    with _OPENING:
        engine = database_engine(url or database_url())
        with Transaction(engine, what=_BROKEN["what"], mend=_BROKEN["mend"]) as connection:
            _make_tables(connection)
        return CorrectionStore(engine)


_OPENING = threading.Lock()


def tidy_reference(text: str) -> str:
    """A reference as it is written by a person, as it is kept: ABCD-2345."""
    letters = "".join(char for char in text.upper() if char in _ALPHABET)[:12]
    return f"{letters[:4]}-{letters[4:]}"


def _make_tables(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two processes that start at once must not both make them.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7016)")
    _metadata.create_all(connection)
    if connection.execute(select(_secrets.c.value).where(_secrets.c.name == "address")).first() is None:
        connection.execute(insert(_secrets).values(name="address", value=secrets.token_hex(16)))


def _hashed(connection: Connection, address: str) -> str:
    key = connection.execute(select(_secrets.c.value).where(_secrets.c.name == "address")).scalar_one()
    return hashlib.blake2b(address.encode("utf-8"), key=bytes.fromhex(key), digest_size=16).hexdigest()


def _forget_addresses(connection: Connection, now: datetime) -> None:
    if connection.dialect.name == "postgresql":
        # One after the other: what is counted next must be what is kept.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7017)")
    connection.execute(update(_suggestions).where(_suggestions.c.made_at < _written(now - KEPT_FOR)).values(address_hash=""))


def _refuse_too_many(connection: Connection, hashed: str, now: datetime) -> None:
    recent = select(func.count()).select_from(_suggestions).where(_suggestions.c.made_at >= _written(now - timedelta(hours=1)))
    if connection.execute(recent.where(_suggestions.c.address_hash == hashed)).scalar_one() >= MOST_PER_ADDRESS:
        raise FilterError(f"{MOST_PER_ADDRESS} suggestions came from your address within the hour, which is the most.", mend="Come back in an hour.")
    if connection.execute(recent).scalar_one() >= MOST_PER_HOUR:
        raise FilterError("More suggestions came within the hour than can be looked at.", mend="Come back in an hour.")


def _new_reference() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise FilterError(f"There is no {what}.", mend="Say it in a sentence.")
    return text.strip()[:2_000]


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _row(made: Suggestion) -> dict[str, Any]:
    names = ("reference", "kind", "asset", "page", "words", "made_at", "state", "release", "question", "reply", "reason", "decided_at", "email")
    return {name: getattr(made, name) for name in names} | {"facts": json.dumps([[f.field, f.before, f.after] for f in made.facts], ensure_ascii=False)}


def _suggestion(row: RowMapping) -> Suggestion:
    kept = {name: row[name] for name in row if name not in ("facts", "address_hash")}
    return Suggestion(**kept, facts=tuple(Fact(*fact) for fact in json.loads(row["facts"])))
