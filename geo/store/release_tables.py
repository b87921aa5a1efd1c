"""The tables a published release is kept in: which there are, the files of each, and their bytes, each content once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, DateTime, ForeignKey, Identity, Integer, LargeBinary, MetaData, Row, String, Table, Text, func, select

SCHEMA = "innovation_map"
metadata = MetaData(schema=SCHEMA)
contents = Table("contents", metadata, Column("sha256", String(64), primary_key=True), Column("content", LargeBinary, nullable=False))
releases = Table(
    "releases",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("version", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("files_hash", String(64), nullable=False),
    Column("assets", Integer, nullable=False),
)
files = Table(
    "files",
    metadata,
    Column("release", ForeignKey(releases.c.id, ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("sha256", ForeignKey(contents.c.sha256), nullable=False),
)


def newest_release(connection: Connection) -> Row[Any] | None:
    """The release in force: the one published last; None where nothing was published yet."""
    if connection.execute(select(func.to_regclass(f"{SCHEMA}.{releases.name}"))).scalar_one() is None:
        return None
    return connection.execute(select(releases).order_by(releases.c.id.desc()).limit(1)).first()
