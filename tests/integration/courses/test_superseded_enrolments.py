"""One enrolment a course is active; the earlier ones are history, and count where they were."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select

from courses.cohorts import queries
from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.service import CohortDetails, enrol_in_cohort, open_cohort
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import (
    enrolment,
    enrolment_in_version,
    enrolment_of,
    enrolments_in_course,
    enrolments_of_cohort,
    list_cohorts,
    unfinished_enrolments,
)
from courses.enrolment.service import begin_version, enrol_learner, mark_completed
from courses.follow_up.queries import due_follow_ups
from courses.lessons.course_map import courses_and_history, learner_course, learner_courses
from courses.progress.models import UnitProgress
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.organisations.service import OrganisationDetails, create_organisation
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course

SEEN = {"language": "id", "is_loopback": True}


@pytest.fixture
def next_version(write, version_id):
    return write(add_version, small_course("hash-2"))


@pytest.fixture
def cohort(write):
    """Opens a cohort of a school on a version and gives its id."""

    def cohort(version_id):
        school = write(
            create_organisation,
            kind="school",
            facts=OrganisationDetails("SDN"),
            parent_id=None,
            founded_by=None,
            now=utc_now(),
        )
        details = CohortDetails("Kelas A")
        of_school = {"organisation_id": school, "course_version_id": version_id}
        return write(open_cohort, **of_school, facts=details, now=utc_now())

    return cohort


@pytest.fixture
def begin(write, learner):
    def begin(version_id):
        now = utc_now()
        return write(begin_version, person_id=learner, course_version_id=version_id, now=now)

    return begin


def test_old_enrolment_stays_and_the_new_one_is_active(
    begin, enrolment_id, learner, next_version, version_id, new_session
):
    begun = begin(next_version)
    assert begun != enrolment_id
    assert begin(next_version) == begun
    with new_session() as session:
        assert enrolment_of(session, learner, CODE).id == begun
        assert enrolment_in_version(session, learner, version_id).id == enrolment_id
        rows = enrolments_in_course(session, learner, CODE)
        assert [(row.id, row.superseded_at is None) for row in rows] == [
            (begun, True),
            (enrolment_id, False),
        ]


def test_pages_of_the_course_show_the_active_version(
    begin, enrolment_id, learner, next_version, new_session
):
    begun = begin(next_version)
    with new_session() as session:
        assert learner_course(session, learner, CODE, **SEEN).enrolment_id == begun
        assert [c.enrolment_id for c in learner_courses(session, learner, **SEEN)] == [begun]
        known = courses_and_history(session, learner, **SEEN)
        assert [course.enrolment_id for course in known] == [begun, enrolment_id]


def test_back_to_the_first_version_takes_its_enrolment_up_again(
    begin, enrolment_id, learner, next_version, version_id, new_session
):
    begun = begin(next_version)
    assert begin(version_id) == enrolment_id
    with new_session() as session:
        assert enrolment_of(session, learner, CODE).id == enrolment_id
        assert enrolment(session, begun).superseded_at is not None


def test_joining_by_oneself_keeps_the_active_version(
    begin, enrolment_id, learner, next_version, version_id, write
):
    begun = begin(next_version)
    now = utc_now()
    assert write(enrol_learner, person_id=learner, course_version_id=version_id, now=now) == begun


def test_two_tabs_that_begin_at_once_make_one_enrolment(
    app, enrolment_id, learner, next_version, new_session
):
    def begin(_):
        with app.app_context(), transaction() as session:
            now = utc_now()
            return begin_version(
                session, person_id=learner, course_version_id=next_version, now=now
            )

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(begin, range(8)))) == 1
    with new_session() as session:
        assert len(enrolments_in_course(session, learner, CODE)) == 2


def test_cohort_keeps_who_completed_and_loses_who_left_half_way(
    cohort, learner, make_person, next_version, version_id, write, new_session
):
    mine, now = cohort(version_id), utc_now()
    half_way = make_person()
    for person_id in (learner, half_way):
        enrolled = write(enrol_in_cohort, person_id=person_id, cohort_id=mine, now=now)
        if person_id == learner:
            completed = enrolled
            write(mark_completed, enrolled, now=now)
        write(begin_version, person_id=person_id, course_version_id=next_version, now=now)
    with new_session() as session:
        assert queries.learners_of_cohort(session, mine) == [(completed, learner)]
        assert queries.cohort_sizes(session, [mine]) == {mine: 1}
        assert enrolments_of_cohort(session, mine) == (completed,)
        assert unfinished_enrolments(session, [mine]) == {}
        counted = {row.id: (row.members, row.completed) for row in list_cohorts(session)}
        assert counted[mine] == (1, 1)
        assert enrolment_in_cohort(session, person_id=half_way, cohort_id=mine) is None


def test_who_completed_an_earlier_version_begins_that_of_the_cohort(
    cohort, enrolment_id, learner, next_version, version_id, write, new_session
):
    old_class, new_class, now = cohort(version_id), cohort(next_version), utc_now()
    join = {"person_id": learner, "now": now}
    assert write(enrol_in_cohort, cohort_id=old_class, **join) == enrolment_id
    write(mark_completed, enrolment_id, now=now)
    begun = write(enrol_in_cohort, cohort_id=new_class, **join)
    assert begun != enrolment_id
    assert write(enrol_in_cohort, cohort_id=new_class, **join) == begun
    assert write(enrol_in_cohort, cohort_id=old_class, **join) == enrolment_id
    with new_session() as session:
        assert queries.cohort_sizes(session, [old_class, new_class]) == {old_class: 1, new_class: 1}
        assert enrolment_of(session, learner, CODE).id == begun


def test_who_is_half_way_keeps_the_version_in_a_cohort_on_a_newer_one(
    cohort, enrolment_id, learner, next_version, write
):
    moved = write(enrol_in_cohort, person_id=learner, cohort_id=cohort(next_version), now=utc_now())
    assert moved == enrolment_id


def test_follow_up_of_a_version_ends_when_the_next_one_begins(
    begin, enrolment_id, next_version, version_id, write, new_session
):
    write(mark_completed, enrolment_id, now=utc_now().replace(year=utc_now().year - 1))
    months = {version_id: (12,)}
    with new_session() as session:
        assert due_follow_ups(session, months, now=utc_now())
    begin(next_version)
    with new_session() as session:
        assert due_follow_ups(session, months, now=utc_now()) == []


def test_blocks_of_the_earlier_version_accept_nothing(
    begin, browser, enrolment_id, next_version, unit_ids, new_session
):
    url = f"/courses/{CODE}/units/{unit_ids['check']}/submit"
    begin(next_version)
    answer = browser.post(url, data={"answer": "a"}, follow_redirects=True)
    assert answer.request.path == f"/courses/{CODE}"
    assert "tidak disimpan" in answer.text
    assert progress_of(new_session, enrolment_id) == 0


def progress_of(new_session, enrolment_id):
    counted = select(func.count()).where(UnitProgress.enrolment_id == enrolment_id)
    with new_session() as session:
        return session.scalar(counted)


def test_without_any_enrolment_the_course_is_not_found(new_session, learner, enrolment_id):
    with new_session() as session, session.begin():
        session.execute(delete(Enrolment))
        with pytest.raises(EnrolmentNotFound):
            enrolment_of(session, learner, CODE)
        assert session.scalars(select(Enrolment.id)).all() == []
