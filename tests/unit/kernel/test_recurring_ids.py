"""Ids of recurring columns are UUIDs on both databases, and bind as such."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, MetaData, Table, Uuid, create_engine, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from lms.kernel.database.recurring_ids import RECENT, RecurringId

IDS = Table("ids", MetaData(), Column("id", Uuid), Column("other", Uuid))


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        IDS.metadata.create_all(connection)
        yield connection
    engine.dispose()


def test_rows_are_those_of_the_plain_type(connection):
    ids = [uuid4() for _ in range(RECENT + 10)]
    rows = [{"id": id_, "other": ids[0] if n % 2 else None} for n, id_ in enumerate(ids)]
    connection.execute(IDS.insert(), rows)
    plain = connection.execute(select(IDS)).all()
    columns = (type_coerce(column, RecurringId) for column in IDS.columns)
    assert connection.execute(select(*columns)).all() == plain


def test_ids_are_found_again(connection):
    known = uuid4()
    connection.execute(IDS.insert(), [{"id": known}, {"id": uuid4()}])
    column = type_coerce(IDS.c.id, RecurringId)
    assert connection.scalars(select(column).where(column.in_([known]))).all() == [known]


def test_postgresql_gives_and_takes_ids_as_they_are():
    known = UUID(int=7)
    dialect = postgresql.dialect()
    assert RecurringId().process_result_value(known, dialect) is known
    assert RecurringId().process_bind_param(known, dialect) is known
    assert RecurringId().process_bind_param(known, sqlite.dialect()) == known.hex
