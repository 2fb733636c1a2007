"""What the driver of the database in use gives for a statement is what SQLAlchemy gives."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Uuid,
    bindparam,
    create_engine,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.db import UtcDateTime
from lms.kernel.direct_rows import rows_of
from lms.kernel.statements import hashed_once

PARTS = Table(
    "part_of_test",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("a name (%)", String, key="name"),
    Column("made_at", UtcDateTime),
    Column("facts", JSON),
    Column("share", Numeric(6, 3)),
    Column("is_whole", Boolean),
    Column("bytes", LargeBinary),
    prefixes=["TEMPORARY"],
)
FIRST = {
    "new_id": UUID(int=7),
    "at": datetime(2026, 11, 27, 8, 30, tzinfo=UTC),
    "facts": {"n": [1, "é"]},
    "share": Decimal("12.125"),
    "is_whole": True,
    "bytes": b"\x00\xff",
}
ADD = hashed_once(
    insert(PARTS)
    .values(
        id=bindparam("new_id"),
        name="100 %",
        made_at=bindparam("at"),
        facts=bindparam("facts"),
        share=bindparam("share"),
        is_whole=bindparam("is_whole"),
        bytes=bindparam("bytes"),
    )
    .returning(PARTS.c.id)
)
FIND = hashed_once(
    select(PARTS, PARTS.c.made_at.is_not(None).label("is_made"))
    .where(PARTS.c.id == bindparam("wanted"), PARTS.c.name.like("100%"))
    .limit(1)
)
ONE = hashed_once(select(literal(1).label("one")))


@pytest.fixture
def session(database_url):
    engine = create_engine(database_url, hide_parameters=True)
    with Session(engine) as session:
        PARTS.create(session.connection())
        rows_of(session, ADD, FIRST)
        yield session
    engine.dispose()


def test_rows_are_converted_as_by_sqlalchemy(session):
    wanted = {"wanted": FIRST["new_id"]}
    (row,) = rows_of(session, FIND, wanted)
    assert tuple(row) == tuple(session.connection().execute(FIND, wanted).one())
    assert tuple(row) == (row.id, "100 %", *list(FIRST.values())[1:], True)
    assert row.made_at.tzinfo is UTC


def test_nothing_found_and_nothing_given(session):
    empty = FIRST | {"new_id": UUID(int=8)} | dict.fromkeys(list(FIRST)[1:])
    assert rows_of(session, ADD, empty)[0].id == UUID(int=8)
    assert rows_of(session, FIND, {"wanted": UUID(int=8)})[0].is_made is False
    assert rows_of(session, FIND, {"wanted": UUID(int=9)}) == []


def test_an_error_is_of_sqlalchemy_and_tells_no_values(session):
    with pytest.raises(IntegrityError) as caught:
        rows_of(session, ADD, FIRST)
    assert "12.125" not in str(caught.value).partition("DETAIL")[0]
    session.rollback()
    assert [row.one for row in rows_of(session, ONE, {})] == [1]
