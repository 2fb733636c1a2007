"""Evaluation reads people in batches by an index, and never all of them for each batch."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from assessments.evaluation.members import list_contributions, list_learners, list_waiting
from assessments.evaluation.staging import published_ids
from courses.enrolment.registrations import list_registrations
from lms.kernel.database.db import Base
from lms.tables import load_tables

READERS = {
    "registrations": lambda session, version_id: list_registrations(
        session, version_id, after=UUID(int=0), limit=500
    ),
    "learners": list_learners,
    "waiting": list_waiting,
    "contributions": list_contributions,
    "staged": lambda session, staging_id: session.execute(published_ids(staging_id)).all(),
}


@pytest.fixture(scope="module")
def engine():
    """SQLite, whose planner knows nothing of the rows."""
    load_tables()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name", READERS)
def test_a_batch_is_read_without_sorting(engine, name):
    statements = []

    def note(_connection, _cursor, statement, parameters, *_):
        statements.append((statement, parameters))

    with Session(engine) as session:
        event.listen(engine, "before_cursor_execute", note)
        list(READERS[name](session, uuid4()))
        event.remove(engine, "before_cursor_execute", note)
        ((statement, parameters),) = statements
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in plan]
    assert not [step for step in steps if "TEMP B-TREE" in step or "SCAN" in step], steps
    if name == "staged":
        assert "ix_evaluation_member_staging_id (staging_id=?)" in steps[0]
