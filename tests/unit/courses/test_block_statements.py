"""What calls of blocks ask and store is found by an index, however many learners there are."""

from sqlite3 import connect

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from courses.block_host.runtime.target_unit import _target_unit_query
from courses.block_host.state.statements import TABLES, update_row
from lms.kernel.database.db import Base
from lms.tables import load_tables


def plan_of(statement, tables):
    """What SQLite would do, a line a table."""
    database = connect(":memory:")
    for table in tables:
        for part in (CreateTable(table), *map(CreateIndex, table.indexes)):
            database.execute(str(part.compile(dialect=sqlite.dialect())))
    compiled = statement.compile(dialect=sqlite.dialect())
    values = [None] * len(compiled.positiontup)
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {compiled}", values)]
    database.close()
    return plan


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("has_unit", [True, False])
def test_a_changed_row_is_found_by_an_index(kind, has_unit):
    plan = plan_of(update_row(kind, has_unit), [TABLES[kind]])
    assert "USING INDEX uq_" in plan[0], plan


def test_a_called_unit_is_found_by_its_id_and_its_learner():
    load_tables()
    plan = plan_of(_target_unit_query(True), Base.metadata.sorted_tables)
    assert not [line for line in plan if line.startswith("SCAN")], plan
    assert any("enrolment" in line and "person_id=?" in line for line in plan), plan
