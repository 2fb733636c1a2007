"""Time limits: by the server's clock, with extra time for a person, and nothing lost at the end."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from assessments import service
from assessments.attempts.models import Attempt, ExtraTime, LateResponse, ResponseLogEntry, Score
from assessments.items.models import Assessment
from courses.enrolment.service import enrol_learner
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.tasks import sweep
from lms.workflows.attempts.extra_time import grant_extra_time
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt

from .conftest import START

MINUTE = timedelta(minutes=1)
LIMIT = 30 * MINUTE
LATE_ENTRY = (
    "INSERT INTO response_log SELECT '00000000000000000000000000000002', attempt_id, position, 99,"
    " response, is_flagged, deadline_at FROM response_log JOIN attempt ON attempt.id = attempt_id"
)


@pytest.fixture
def timed(course, write):
    write(service.set_time_limit, context_id=course.context_id, task="pre", minutes=30)
    write(service.set_time_limit, context_id=course.context_id, task="post", minutes=30)


@pytest.fixture
def enrolment_id(timed, learner, course, write):
    return write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START
    )


@pytest.fixture
def begin(learner, enrolment_id, write):
    """An attempt as the page begins it, so many minutes ago."""

    def begin(minutes_ago, task="pre"):
        return write(
            start_attempt,
            person_id=learner.id,
            enrolment_id=enrolment_id,
            purpose=task,
            now=utc_now() - minutes_ago * MINUTE,
        )

    return begin


@pytest.fixture
def give_time(learner, make_person, write):
    granter = make_person(roles=["administrator"])

    def give_time(percent, now=START):
        write(grant_extra_time, learner.id, percent=percent, granted_by=granter, now=now)

    return give_time


@pytest.fixture
def one(new_session):
    """One value of the database."""

    def one(query):
        with new_session() as session:
            return session.scalar(query)

    return one


def count(model):
    return select(func.count()).select_from(model)


def value_of(learner, attempt_id, position=1):
    return learner.choices(attempt_id, position)[0].value


def test_answer_counts_until_the_deadline_and_is_late_from_then_on(timed, learner, one):
    attempt_id = learner.start("pre")
    value = value_of(learner, attempt_id)
    before = learner.save(attempt_id, 1, value, now=START + LIMIT - timedelta(microseconds=1))
    after = learner.save(attempt_id, 2, value_of(learner, attempt_id, 2), now=START + LIMIT)
    assert (before.is_late, after.is_late) == (False, True)
    assert (one(count(ResponseLogEntry)), one(count(LateResponse))) == (1, 1)


def test_late_answer_changes_no_score(timed, learner, one):
    scored = []
    for number in (learner.start("pre"), learner.start("post")):
        right = learner.right_values(number)
        for position in range(1, 11):
            learner.save(number, position, right[position - 1])
        if scored:
            learner.save(number, 11, right[10], now=START + LIMIT)
        learner.submit(number, now=START + 2 * LIMIT)
        scored.append(one(select(Score.points).where(Score.attempt_id == number)))
    assert scored == [10, 10]


def test_retry_of_an_answer_that_was_in_time_is_not_late(timed, learner):
    attempt_id = learner.start("pre")
    value = value_of(learner, attempt_id)
    first = learner.save(attempt_id, 1, value)
    again = learner.save(attempt_id, 1, value, response_id=first.response_id, now=START + LIMIT)
    assert again == first


def test_attempt_ends_at_its_deadline_however_late_it_is_closed(timed, learner, one):
    attempt_id = learner.start("pre")
    learner.submit(attempt_id, now=START + 5 * LIMIT)
    assert one(select(Attempt.submitted_at)) == START + LIMIT


def test_attempt_handed_in_before_its_deadline_ends_then(timed, learner, one):
    learner.submit(learner.start("pre"), now=START + MINUTE)
    assert one(select(Attempt.submitted_at)) == START + MINUTE


def test_extra_time_lengthens_what_begins_and_what_is_open(timed, learner, give_time, one):
    give_time(50)
    learner.start("pre")
    assert one(select(Attempt.deadline_at)) == START + 45 * MINUTE
    give_time(100, now=START + MINUTE)
    assert one(select(Attempt.deadline_at)) == START + 60 * MINUTE
    give_time(0, now=START + 2 * MINUTE)
    assert one(select(Attempt.deadline_at)) == START + 60 * MINUTE, "nobody loses time"
    learner.start("post", now=START + 3 * MINUTE)
    assert one(select(func.min(Attempt.deadline_at))) == START + 33 * MINUTE


def test_extra_time_after_the_deadline_opens_nothing_again(timed, learner, give_time, one):
    learner.start("pre")
    give_time(300, now=START + LIMIT)
    assert one(select(Attempt.deadline_at)) == START + LIMIT


def test_extra_time_is_audited_with_who_gave_it(timed, give_time, new_session):
    give_time(25)
    with new_session() as session:
        entry = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "extra-time.granted")
        ).one()
    assert (entry.details, entry.actor_id is not None) == ({"percent": 25}, True)


def test_task_closes_what_is_over_once_and_leaves_what_is_open(app, begin, learner, one):
    over, still_open = begin(31), begin(29, "post")
    learner.save(over, 1, learner.right_values(over)[0], now=utc_now() - 10 * MINUTE)
    sweep(app)
    sweep(app)
    closed = select(Attempt.id).where(Attempt.submitted_at.is_not(None))
    assert one(closed) == over
    assert one(count(Score)) == 1
    assert one(select(Score.points)) == 1
    assert one(select(Job.state).where(Job.key.contains(str(still_open)))) == "waiting"


def test_task_gives_the_same_score_as_handing_in(app, begin, learner, one, write):
    handed_in, left = begin(31), begin(31, "post")
    for attempt_id in (handed_in, left):
        for position, value in enumerate(learner.right_values(attempt_id)[:7], start=1):
            learner.save(attempt_id, position, value, now=utc_now() - 20 * MINUTE)
    write(finish_attempt, handed_in, person_id=learner.id, now=utc_now() - 15 * MINUTE)
    sweep(app)
    points = [one(select(Score.points).where(Score.attempt_id == a)) for a in (handed_in, left)]
    assert points == [7, 7]


def test_task_of_the_first_deadline_leaves_an_attempt_with_more_time_open(
    app, begin, give_time, one
):
    begin(20)
    give_time(100, now=utc_now())
    with app.app_context():
        due = one(count(Job).where(Job.kind == "close-attempt"))
    sweep(app)
    assert due == 2
    assert one(select(Attempt.submitted_at)) is None


def test_page_says_how_much_is_left_and_counts_by_the_server(begin, learner, sign_in):
    attempt_id = begin(10)
    browser = sign_in(learner.id)
    for place in (f"/attempts/{attempt_id}/items/1", f"/attempts/{attempt_id}/submit"):
        page = browser.get(place).text
        assert "Sisa waktu: 19" in page
        assert 1190 <= int(re.search(r'data-seconds-left="(\d+)"', page)[1]) <= 1200


def test_page_of_a_test_without_limit_shows_no_time(learner, course, write, sign_in):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    page = sign_in(learner.id).get(f"/attempts/{learner.start('pre')}/items/1").text
    assert "data-seconds-left" not in page
    assert "waktu" not in page.partition("<main")[2].partition("<details")[0]


def test_intro_tells_the_time_with_the_extra_time_in_it(begin, give_time, learner, sign_in):
    give_time(50)
    page = sign_in(learner.id).get("/courses/POESA-EL/assessments/pre").text
    assert "Waktunya 45" in page
    assert "Tambahan waktu Anda sudah termasuk." in page


@pytest.mark.parametrize("place", ["", "/items/3", "/submit", "/result"])
def test_whoever_opens_what_is_over_finds_the_result(place, begin, learner, sign_in, one):
    attempt_id = begin(31)
    browser = sign_in(learner.id)
    shown = browser.get(f"/attempts/{attempt_id}{place}", follow_redirects=True)
    assert shown.request.path == f"/attempts/{attempt_id}/result"
    assert "Waktunya habis." in shown.text
    assert one(count(Score)) == 1


def test_form_sent_after_the_deadline_is_kept_as_late_and_leads_to_the_result(
    begin, learner, sign_in, one
):
    attempt_id = begin(31)
    data = {"response_id": str(UUID(int=1)), "answer": value_of(learner, attempt_id), "go": "2"}
    page = sign_in(learner.id).post(
        f"/attempts/{attempt_id}/items/1", data=data, follow_redirects=True
    )
    assert page.request.path == f"/attempts/{attempt_id}/result"
    assert "Tes ini sudah berakhir." in page.text
    assert (one(count(LateResponse)), one(count(ResponseLogEntry))) == (1, 0)


def test_script_hears_that_an_answer_came_late(begin, learner, sign_in):
    attempt_id = begin(31)
    body = {"position": 1, "fields": {"answer": [value_of(learner, attempt_id)]}}
    address = f"/attempts/{attempt_id}/responses/{UUID(int=1)}"
    assert sign_in(learner.id).put(address, json=body).json["state"] == "late"


@pytest.mark.parametrize(
    "statement",
    [
        LATE_ENTRY,
        "UPDATE attempt SET deadline_at = started_at",
        "UPDATE attempt SET deadline_at = NULL",
    ],
)
def test_database_itself_keeps_the_deadline(statement, timed, learner, new_session):
    attempt_id = learner.start("pre")
    learner.save(attempt_id, 1, value_of(learner, attempt_id))
    with new_session() as session, pytest.raises(DBAPIError, match=r"closed|later"):
        session.execute(text(statement))


@pytest.fixture
def holder_of(make_person, new_session, sign_in):
    """The browser of somebody with a role in one part of the site."""

    def holder_of(role, scope_type, scope_id):
        person_id = make_person()
        with new_session() as session, session.begin():
            where = {"scope_type": scope_type, "scope_id": scope_id}
            grant_role(session, person_id=person_id, role=role, granted_by=None, now=START, **where)
        return sign_in(person_id)

    return holder_of


def test_coordinator_of_the_cohort_gives_extra_time(enrolment_id, learner, course, holder_of, one):
    coordinator = holder_of("coordinator", "cohort", course.cohort_id)
    address = f"/admin/people/{learner.id}/extra-time"
    assert coordinator.get(address).status_code == 200
    assert coordinator.post(address, data={"percent": "50"}).status_code == 303
    assert 'value="50"' in coordinator.get(address).text
    assert one(count(AuditEvent).where(AuditEvent.action == "extra-time.granted")) == 1


def test_coordinator_of_another_cohort_is_refused(enrolment_id, learner, holder_of, one):
    stranger = holder_of("coordinator", "cohort", UUID(int=1))
    address = f"/admin/people/{learner.id}/extra-time"
    assert stranger.get(address).status_code == 403
    assert stranger.post(address, data={"percent": "50"}).status_code == 403
    assert one(count(ExtraTime)) == 0


@pytest.mark.parametrize("percent", ["", "-1", "301", "banyak", "1e3", "9" * 40])
def test_what_is_no_extra_time_is_refused(percent, enrolment_id, learner, administrator, one):
    address = f"/admin/people/{learner.id}/extra-time"
    page = administrator.post(address, data={"percent": percent})
    assert page.status_code == 422
    assert "Tulis bilangan bulat dari 0 sampai 300." in page.text
    assert one(count(ExtraTime)) == 0


def test_administrator_limits_the_time_of_tests(administrator, course, one):
    address = f"/admin/courses/{course.context_id}/time-limits"
    assert administrator.post(address, data={"pre": "", "post": "40"}).status_code == 303
    assert one(select(func.sum(Assessment.time_limit_minutes))) == 40
    assert 'value="40"' in administrator.get(address).text
    assert one(count(AuditEvent).where(AuditEvent.action.contains("time-limit"))) == 1
    assert administrator.post(address, data={"pre": "", "post": ""}).status_code == 303
    assert one(select(func.sum(Assessment.time_limit_minutes))) is None


@pytest.mark.parametrize("minutes", ["0", "601", "-5", "lama", "1.5"])
def test_what_is_no_time_limit_is_refused(minutes, administrator, course, one):
    address = f"/admin/courses/{course.context_id}/time-limits"
    page = administrator.post(address, data={"pre": "20", "post": minutes})
    assert page.status_code == 422
    assert f'value="{minutes}"' in page.text
    assert one(select(func.sum(Assessment.time_limit_minutes))) is None
