"""What a block has published about a learner: the furthest share and the last grade stand."""

import pytest
from sqlalchemy import select, text

from courses.enrolment.service import lock_enrolments
from courses.progress.models import UnitProgress
from courses.progress.service import record_unit
from lms.kernel.clock import utc_now


@pytest.fixture
def record(new_session, enrolment_id, unit_ids):
    def record(**published):
        place = {"enrolment_id": enrolment_id, "unit_id": unit_ids["a1"], "now": utc_now()}
        with new_session() as session, session.begin():
            record_unit(session, **place, **published)

    return record


def test_furthest_share_and_last_grade_stand(record, new_session):
    for published in (
        {"completion": 0.5},
        {"grade": (2.0, 3.0)},
        {"completion": 0.25},
        {"grade": (0.0, 2.0)},
    ):
        record(**published)
    with new_session() as session:
        row = session.scalars(select(UnitProgress)).one()
    assert (row.completion, row.grade, row.max_grade) == (0.5, 0.0, 2.0)


def test_first_grade_says_nothing_about_completion(record, new_session):
    record(grade=(1.0, 1.0))
    with new_session() as session:
        row = session.scalars(select(UnitProgress)).one()
    assert (row.completion, row.grade) == (0.0, 1.0)


def test_two_blocks_that_write_at_once_do_not_wait_for_each_other(
    new_session, enrolment_id, unit_ids
):
    """Each holds the key of the enrolment by its row, and then asks for the enrolment itself."""
    with new_session() as one, one.begin(), new_session() as other:
        record_unit(
            one, enrolment_id=enrolment_id, unit_id=unit_ids["a1"], grade=(1.0, 1.0), now=utc_now()
        )
        one.flush()
        if other.get_bind().dialect.name == "postgresql":
            other.execute(text("SET LOCAL lock_timeout = '2s'"))
        lock_enrolments(other, [enrolment_id])
