"""Rows past SQLAlchemy's machinery are the same rows, with its errors and for its listeners."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    Column,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from lms.kernel.db import UtcDateTime
from lms.kernel.direct_rows import rows_of
from lms.kernel.statements import hashed_once

PARTS = Table(
    "part",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", String),
    Column("made_at", UtcDateTime),
    Column("facts", JSON),
)
FIRST = UUID(int=7)
AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
ADD = hashed_once(
    insert(PARTS)
    .values(
        id=bindparam("new_id"),
        name="always the same",
        made_at=bindparam("at"),
        facts=bindparam("facts"),
    )
    .returning(PARTS.c.id)
)
FIND = hashed_once(
    select(PARTS, PARTS.c.name, PARTS.c.made_at.is_not(None).label("is_made"))
    .where(PARTS.c.id == bindparam("wanted"), PARTS.c.name == "always the same")
    .limit(1)
)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    PARTS.metadata.create_all(engine)
    with Session(engine) as session:
        rows_of(session, ADD, {"new_id": FIRST, "at": AT, "facts": {"n": [1]}})
        yield session


def test_values_and_rows_are_converted_as_the_columns_say(session):
    (row,) = rows_of(session, FIND, {"wanted": FIRST})
    assert (row.id, row.name, row.made_at, row.facts) == (FIRST, row[4], AT, {"n": [1]})
    assert row.is_made is True


def test_they_are_the_rows_that_sqlalchemy_gives(session):
    theirs = session.connection().execute(FIND, {"wanted": FIRST}).all()
    assert [tuple(row) for row in theirs] == rows_of(session, FIND, {"wanted": FIRST})


def test_an_insert_gives_what_it_returns_and_stands_in_the_transaction(session):
    second = UUID(int=8)
    assert rows_of(session, ADD, {"new_id": second, "at": None, "facts": None})[0].id == second
    assert rows_of(session, FIND, {"wanted": second})[0].is_made is False
    session.rollback()
    assert rows_of(session, select(PARTS.c.id), {}) == []


def test_nothing_found_is_an_empty_list(session):
    assert rows_of(session, FIND, {"wanted": UUID(int=9)}) == []


def test_a_missing_value_is_an_error_and_not_null(session):
    with pytest.raises(KeyError, match="wanted"):
        rows_of(session, FIND, {})


def test_errors_are_those_of_sqlalchemy(session):
    with pytest.raises(IntegrityError):
        rows_of(session, ADD, {"new_id": FIRST, "at": AT, "facts": None})
    session.rollback()
    session.connection().exec_driver_sql("DROP TABLE part")
    with pytest.raises(OperationalError, match="no such table"):
        rows_of(session, FIND, {"wanted": FIRST})


def test_who_listens_to_statements_hears_of_these(session):
    heard = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: heard.append(call[2]))
    rows_of(session, FIND, {"wanted": FIRST})
    assert [text.split()[0] for text in heard] == ["SELECT"]
