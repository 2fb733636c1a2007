"""What stores the state of blocks finds its row by an index, however many learners there are."""

from sqlite3 import connect

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from courses.block_host.statements import TABLES, changed_row


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("has_unit", [True, False])
def test_a_changed_row_is_found_by_an_index(kind, has_unit):
    table = TABLES[kind].__table__
    database = connect(":memory:")
    for part in (CreateTable(table), *map(CreateIndex, table.indexes)):
        database.execute(str(part.compile(dialect=sqlite.dialect())))
    statement = changed_row(kind, has_unit).compile(dialect=sqlite.dialect())
    values = [None] * len(statement.positiontup)
    plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    assert "USING INDEX uq_" in plan[0][3], plan
    database.close()
