"""A pilot ends: nobody new joins, whoever has begun goes on, and it may open again."""

from datetime import date

import pytest
from sqlalchemy import select

from courses.catalogue import service
from courses.catalogue.errors import CourseClosed, PilotNotOpen, VersionReviewed
from courses.catalogue.models import PilotTurn
from courses.catalogue.queries import opening
from courses.enrolment.join_course import join_course
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from tests.factories import make_course
from tests.small_course import small_course

CODE = "POESA-EL"
END = {"name": "Ani, Dinas", "reason": "Uji coba selesai.", "sure": "y"}
NOTE = "takes nobody new any more"


@pytest.fixture
def version_id(new_session, administrator_id):
    """A draft in pilot, without a local trial beside it."""
    with new_session() as session, session.begin():
        version_id = make_course(session, is_open=False)
        open_again(session, version_id, administrator_id)
    return version_id


def open_again(session, version_id, person_id):
    facts = {"opened_by": person_id, "name": "Ani", "reason": "uji", "kind": "pilot"}
    service.open_pilot(session, version_id, now=utc_now(), **facts)


@pytest.fixture
def join(new_session):
    def join(person_id):
        with new_session() as session, session.begin():
            return join_course(session, person_id=person_id, course_code=CODE, now=utc_now())

    return join


@pytest.fixture
def end(administrator, version_id):
    return lambda **changes: administrator.post(
        f"/admin/courses/{version_id}/pilot/end", data=END | changes
    )


def test_newcomers_stay_outside_and_learners_under_way_go_on(
    end, join, make_person, sign_in, administrator
):
    before, after = make_person(), make_person()
    join(before)
    assert NOTE not in sign_in(before).get("/home").text
    assert end().status_code == 303
    with pytest.raises(CourseClosed):
        join(after)
    learner, newcomer = sign_in(before), sign_in(after)
    for client in (learner, newcomer):
        client.set_cookie("language", "en")
    assert NOTE in learner.get("/home").text
    assert NOTE in learner.get(f"/courses/{CODE}").text
    assert learner.get(f"/courses/{CODE}/lessons/M01-L1").status_code == 200
    assert newcomer.post(f"/courses/{CODE}/join").status_code == 403
    closed = newcomer.get(f"/courses/{CODE}")
    assert closed.status_code == 403
    assert "The pilot of this course has ended." in closed.text


def test_ending_is_stored_with_name_and_reason_and_audited(end, new_session, administrator_id):
    end()
    with new_session() as session:
        turn = session.scalars(select(PilotTurn)).one()
        actions = session.scalars(select(AuditEvent.action)).all()
    assert (turn.kind, turn.number, turn.decided_by) == ("ended", 1, administrator_id)
    assert (turn.name, turn.reason) == (END["name"], END["reason"])
    assert "course.pilot-ended" in actions


@pytest.mark.parametrize("missing", ["name", "reason", "sure"])
def test_half_an_ending_ends_nothing(end, join, make_person, missing):
    assert end(**{missing: ""}).status_code == 422
    assert join(make_person())


def test_it_can_be_opened_and_ended_again(
    end, join, make_person, new_session, version_id, administrator_id, administrator
):
    end()
    assert "Open in pilot again" in administrator.get("/admin/courses").text
    with new_session() as session, session.begin():
        open_again(session, version_id, administrator_id)
        open_again(session, version_id, administrator_id)  # a double click
    assert "End the pilot" in administrator.get("/admin/courses").text
    assert join(make_person())
    assert end().status_code == 303
    with pytest.raises(CourseClosed):
        join(make_person())
    with new_session() as session:
        kinds = session.scalars(select(PilotTurn.kind).order_by(PilotTurn.number)).all()
        standing = opening(session, version_id, is_loopback=False)
    assert kinds == ["ended", "reopened", "ended"]
    assert (standing.is_open, standing.is_pilot) == (True, True)  # for those inside


def test_where_a_local_trial_stays_open_page_and_answer_say_so(
    end, join, make_person, new_session, version_id, administrator
):
    """On a public address it does not count; there the page says that nobody new can join."""
    path = f"/admin/courses/{version_id}/pilot/end"
    assert "Nobody new can join." in administrator.get(path).text
    trial = {"name": "", "reason": "uji", "kind": "local_trial", "opened_by": None}
    with new_session() as session, session.begin():
        service.open_pilot(session, version_id, now=utc_now(), **trial)
    page = administrator.get(path).text
    assert "On this computer the course stays open as a local trial" in page
    assert "Nobody new can join." not in page
    after = administrator.get(end().location).text
    assert "On this computer the course stays open, as a local trial." in after
    assert join(make_person())


def test_what_is_not_open_cannot_be_ended(end, new_session, administrator_id, administrator):
    assert end().status_code == 303
    assert end().status_code == 409
    other = {"ended_by": administrator_id, "name": "Ani", "reason": "x", "now": utc_now()}
    with new_session() as session, session.begin():
        closed_id = service.create_course_version(session, small_course(), now=utc_now())
        with pytest.raises(PilotNotOpen):
            service.end_pilot(session, closed_id, **other)


def test_what_experts_have_signed_off_has_no_pilot(
    end, new_session, version_id, administrator_id, administrator
):
    """A tab may stand open since before the last sign-off."""
    word = {"reviewer": "Sari", "role": "Psikolog", "signed_on": date(2026, 11, 1)}
    with new_session() as session, session.begin():
        facts = word | {"recorded_by": administrator_id, "completes_review": True}
        service.sign_off(session, version_id, now=utc_now(), **facts)
    path = f"/admin/courses/{version_id}/pilot"
    opened = administrator.post(path, data=END)
    assert (opened.status_code, end().status_code) == (409, 409)
    assert "Experts have signed this version off." in opened.text
    assert administrator.get(path).status_code == 409
    with new_session() as session:
        assert session.scalars(select(PilotTurn)).all() == []
        actions = session.scalars(select(AuditEvent.action)).all()
        assert not [action for action in actions if action.startswith("course.pilot")]
        with pytest.raises(VersionReviewed):
            open_again(session, version_id, administrator_id)
        with pytest.raises(VersionReviewed):
            service.end_pilot(
                session,
                version_id,
                ended_by=administrator_id,
                name="Ani",
                reason="x",
                now=utc_now(),
            )


def test_who_may_not_open_a_pilot_may_not_end_one(sign_in, make_person, version_id):
    author = sign_in(make_person(roles=["author", "coordinator"]))
    path = f"/admin/courses/{version_id}/pilot/end"
    assert author.get(path).status_code == author.post(path, data=END).status_code == 403
