"""Course versions: taken in once, never changed, open only where they may be."""

from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from courses.catalogue import queries
from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.models import CourseVersion
from courses.catalogue.service import create_course_version, open_pilot, sign_off
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from tests.small_course import CODE, small_course

WORD = {
    "reviewer": "Ahli hukum",
    "role": "Advokat",
    "signed_on": date(2026, 12, 1),
    "recorded_by": None,
}


def count(new_session, model):
    with new_session() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_same_content_is_the_same_version(write, new_session, version_id):
    again = write(create_course_version, small_course(), now=utc_now())
    assert again == version_id
    assert count(new_session, CourseVersion) == 1


def test_other_content_is_a_new_version_and_the_old_one_stays(write, new_session, version_id):
    other = write(create_course_version, small_course("hash-2"), now=utc_now())
    assert other != version_id
    assert count(new_session, Lesson) == 2 * len(small_course().lessons)


@pytest.mark.parametrize("change", [{"title_id": "Lain"}, {"content_hash": "lain"}])
def test_a_version_refuses_every_change_but_its_review(write, version_id, change):
    statement = update(CourseVersion).where(CourseVersion.id == version_id)
    with pytest.raises(DBAPIError, match="immutable"):
        write(lambda session: session.execute(statement.values(**change)))
    write(lambda session: session.execute(statement.values(review_state="reviewed")))


def test_what_stands_in_a_version_refuses_changes(write, version_id):
    with pytest.raises(DBAPIError, match="append-only"):
        write(lambda session: session.execute(update(Unit).values(key="lain")))


def opening(new_session, version_id, *, is_loopback):
    with new_session() as session:
        return queries.opening(session, version_id, is_loopback=is_loopback)


def test_local_trial_does_not_count_on_another_address(new_session, version_id):
    at_home = opening(new_session, version_id, is_loopback=True)
    elsewhere = opening(new_session, version_id, is_loopback=False)
    assert (at_home.is_open, at_home.is_pilot, at_home.is_draft) == (True, True, True)
    assert (elsewhere.is_open, elsewhere.is_pilot, elsewhere.is_draft) == (False, False, True)


def test_pilot_counts_everywhere(write, new_session, version_id, learner):
    write(
        open_pilot,
        version_id,
        opened_by=learner,
        name="Uji coba",
        reason="Sekolah mitra",
        kind="pilot",
        now=utc_now(),
    )
    assert opening(new_session, version_id, is_loopback=False).is_open


def test_the_sign_off_that_completes_the_review_ends_the_draft(write, new_session, version_id):
    for completes_review in (False, True):
        write(sign_off, version_id, **WORD, completes_review=completes_review, now=utc_now())
        state = opening(new_session, version_id, is_loopback=False)
        assert (state.is_open, state.is_draft) == (completes_review, not completes_review)


def test_nobody_joins_a_draft_that_is_closed(write, learner):
    write(create_course_version, small_course(), now=utc_now())
    with pytest.raises(NotAllowed) as refusal:
        write(join_course, person_id=learner, course_code=CODE, now=utc_now())
    assert refusal.value.code == "course-closed"


def test_learners_under_way_stay_on_their_version(write, new_session, enrol, learner, version_id):
    first = enrol(learner)
    newer = write(create_course_version, small_course("hash-2"), now=utc_now())
    write(sign_off, newer, **WORD, completes_review=True, now=utc_now())
    assert enrol(learner) == first
    with new_session() as session:
        offered = queries.current_course(session, CODE, language="id", is_loopback=True)
        assert offered.version_id == newer
        stays = queries.completion_rules(session, version_id)
    assert stays.code == CODE
