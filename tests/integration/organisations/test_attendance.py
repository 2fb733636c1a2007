"""Attendance: checked in by the shown code, ticked by hand, undone; lessons that it does."""

import csv
import io
import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from python_calamine import load_workbook
from sqlalchemy import func, select

from courses.cohorts.live_sessions.models import Attendance
from courses.cohorts.live_sessions.queries import live_session
from courses.cohorts.live_sessions.service import LiveSessionDetails
from courses.cohorts.queries import cohort as cohort_view
from courses.cohorts.service import CohortDetails, change_cohort, open_cohort
from courses.enrolment.queries import enrolment_of
from courses.progress.course_progress import course_progress
from courses.progress.models import LessonProgress
from courses.progress.service import open_lesson
from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.deliveries.models import EventDelivery
from lms.kernel.deliveries.record_stores import RecordStoreDetails, add_record_store
from lms.organisations.members.service import join_organisation, leave_organisation
from lms.tasks import sweep
from lms.workflows.cohorts.attendance import mark_by_hand
from lms.workflows.cohorts.live_sessions import change_live_session, make_live_session
from lms.workflows.organisations.join_organisation import enrol_member

CODE = re.compile(r'"giant">([0-9A-Z]{4})<span class="dash">-</span><wbr>([0-9A-Z]{4})<')
TAUGHT = ("M01", "M02")


@pytest.fixture
def meet(act, cohort, make_person):
    """A session that began half an hour ago; gives its id."""

    def meet(*, hours=1.0, lets_join=False, modules=TAUGHT, begun=0.5, title="Hari 1"):
        begins_at = utc_now() - timedelta(hours=begun)
        ends_at = begins_at + timedelta(hours=hours)
        facts = LiveSessionDetails(title, "Aula", "53", begins_at, ends_at, modules, lets_join)
        return act(make_live_session, cohort_id=cohort, facts=facts, made_by=make_person())

    return meet


@pytest.fixture
def counts(act, cohort):
    """The class counts attendance."""
    act_facts = CohortDetails("Kelas A", is_attendance_counted=True)
    act(lambda session, now: change_cohort(session, cohort, facts=act_facts))


@pytest.fixture
def code_of(coordinator, board):
    def code_of(live):
        page = coordinator.get(f"{board}/sessions/{live}/check-in").text
        return "-".join(CODE.search(page).groups())

    return code_of


@pytest.fixture
def end(app, act, cohort, make_person):
    """Moves a session so that it has just ended, and lets the worker do what is due."""

    def end(live):
        act(move_to_the_past, live, cohort, make_person())
        sweep(app)

    return end


def move_to_the_past(session, live_session_id, cohort_id, person_id, *, now):
    found = live_session(session, live_session_id, cohort_id=cohort_id)
    begins_at, ends_at = now - timedelta(hours=2), now - timedelta(seconds=1)
    facts = LiveSessionDetails(found.title, "Aula", "53", begins_at, ends_at, found.modules)
    moved = {"cohort_id": cohort_id, "facts": facts, "changed_by": person_id}
    change_live_session(session, live_session_id, now=now, **moved)


def rows(new_session):
    with new_session() as session:
        return session.scalars(select(Attendance)).all()


def done(new_session, person_id):
    """Codes of the modules whose lessons are all done."""
    with new_session() as session:
        mine = enrolment_of(session, person_id, "POESA-EL").id
        progress = course_progress(session, mine, language="id")
        return [module.code for module in progress.modules if module.is_finished]


def enrolment(new_session, person_id):
    with new_session() as session:
        return enrolment_of(session, person_id, "POESA-EL").id


def mark(client, board, live, enrolment_id, note):
    address = f"{board}/sessions/{live}/people/{enrolment_id}"
    return client.post(address, data={"note": note})


def test_learner_scans_presses_and_is_there_once(
    meet, learner, sign_in, code_of, new_session, coordinator, board
):
    live, ani = meet(), learner("Ani")
    client, path = sign_in(ani), f"/check-in/{code_of(live)}"
    assert "Hari 1" in client.get(path).text
    assert rows(new_session) == []
    for _twice in range(2):
        assert client.post(path).status_code == 303
    (row,) = rows(new_session)
    assert (row.way, row.marked_by, row.is_late) == ("code", ani, False)
    assert "1 of 1 came" in coordinator.get(f"{board}/sessions/{live}").text
    assert "tercatat hadir" in client.get("/courses/POESA-EL/class").text


def test_code_is_typed_on_the_page_for_all_codes(meet, learner, sign_in, code_of, new_session):
    client, live = sign_in(learner("Ani")), meet()
    typed = code_of(live).lower().replace("-", " ")
    led = client.post("/join", data={"code": typed})
    assert led.status_code == 303
    assert client.post(led.location).status_code == 303
    assert len(rows(new_session)) == 1
    assert client.post("/join", data={"code": "AAAA-0000"}).status_code == 422


def test_two_at_once_make_one_row(app, meet, learner, sign_in, code_of, new_session):
    live, ani = meet(), learner("Ani")
    path, barrier, answers = f"/check-in/{code_of(live)}", Barrier(2), []

    def press(client):
        barrier.wait()
        answers.append(client.post(path).status_code)

    threads = [Thread(target=press, args=[sign_in(ani)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    assert len(rows(new_session)) == 1


def test_whoever_had_the_code_in_time_may_sign_in_first(
    app, meet, learner, sign_in, code_of, new_session, monkeypatch
):
    path = f"/check-in/{code_of(meet())}"
    browser = sign_in(learner("Ani"))
    assert browser.get(path).status_code == 200
    later(monkeypatch, minutes=11)
    assert browser.post(path).status_code == 303
    assert len(rows(new_session)) == 1
    assert sign_in(learner("Budi")).post(path).status_code == 404  # who had it not
    assert app.test_client().get(path).status_code == 404


@pytest.fixture
def mark_as(coordinator, board):
    """The coordinator ticks somebody."""
    return lambda *which: mark(coordinator, board, *which)


def later(monkeypatch, **by):
    now = utc_now() + timedelta(**by)
    monkeypatch.setattr("lms.web.joining.check_in.utc_now", lambda: now)
    monkeypatch.setattr("lms.web.joining.check_in_note.utc_now", lambda: now)


def test_code_of_a_cancelled_or_finished_session_counts_no_more(
    meet, learner, sign_in, code_of, coordinator, board, end
):
    client = sign_in(learner("Ani"))
    cancelled, ended = meet(), meet()
    for live in (cancelled, ended):
        assert client.get(f"/check-in/{code_of(live)}").status_code == 200
    codes = {live: code_of(live) for live in (cancelled, ended)}
    coordinator.post(f"{board}/sessions/{cancelled}/cancel")
    end(ended)
    for live in (cancelled, ended):
        assert client.post(f"/check-in/{codes[live]}").status_code in (404, 409, 410)
        assert CODE.search(coordinator.get(f"{board}/sessions/{live}/check-in").text) is None


def test_guessing_pauses(client):
    codes = [f"/check-in/{number:08}" for number in range(130)]
    answers = [client.get(code).status_code for code in codes]
    assert answers[0] == 404
    assert answers[-1] == 503  # as where signing in pauses


def test_stranger_joins_only_where_the_session_lets_them(
    meet, make_person, sign_in, code_of, new_session, board, coordinator
):
    closed, opened = f"/check-in/{code_of(meet())}", f"/check-in/{code_of(meet(lets_join=True))}"
    client = sign_in(make_person(name="Orang Baru"))
    assert client.post(closed).status_code == 409
    assert client.post(opened).status_code == 303
    assert len(rows(new_session)) == 1
    assert "Orang Baru" in coordinator.get(board).text
    assert client.post(closed).status_code == 303  # in the class now


def test_who_learns_in_another_class_stays_there(
    meet, act, sign_in, code_of, found, version_id, make_person, new_session
):
    elsewhere = found("SMP Lain")
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas C")}
    other = act(open_cohort, organisation_id=elsewhere, **facts)
    person = make_person()
    act(join, person_id=person, organisation_id=elsewhere, cohort_id=other)
    answer = sign_in(person).post(f"/check-in/{code_of(meet(lets_join=True))}")
    assert answer.status_code == 409
    assert rows(new_session) == []


def join(session, *, person_id, organisation_id, cohort_id, now):
    join_organisation(session, person_id=person_id, organisation_id=organisation_id, now=now)
    enrol_member(session, person_id=person_id, cohort_id=cohort_id, now=now)


def test_nobody_signed_in_is_shown_what_it_is_and_led_to_sign_in(app, meet, code_of):
    path = f"/check-in/{code_of(meet(lets_join=True))}"
    page = app.test_client().get(path)
    assert "SDN Harapan 01" in page.text
    assert f"next={path}" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert app.test_client().post(path).status_code == 401


def test_list_is_ticked_noted_and_undone_by_hand(meet, learner, coordinator, board, new_session):
    live, mine = meet(), enrolment(new_session, learner("Ani", has_joined=False))
    for note, late, left in (
        ("present", False, False),
        ("late", True, False),
        ("left-early", False, True),
        ("present", False, False),
    ):
        assert mark(coordinator, board, live, mine, note).status_code == 303
        (row,) = rows(new_session)
        assert (row.way, row.is_late, row.has_left_early) == ("hand", late, left)
    for _twice in range(2):
        assert mark(coordinator, board, live, mine, "undo").status_code == 303
        assert rows(new_session) == []
    assert mark(coordinator, board, live, mine, "odd").status_code == 422
    assert rows(new_session) == []
    with new_session() as session:
        about = AuditEvent.subject_id == mine, AuditEvent.action.startswith("attendance.")
        count = session.scalar(select(func.count()).select_from(AuditEvent).where(*about))
    assert count == 5


def test_only_people_of_the_class_are_ticked(
    meet, learner, mark_as, board, new_session, act, school, sign_in
):
    live, gone = meet(), learner("Sudah Pindah")
    mine = enrolment(new_session, gone)
    act(leave_organisation, person_id=gone, organisation_id=school, ended_by=gone)
    assert mark_as(live, mine, "present").status_code == 409
    assert mark_as(live, UUID(int=1), "present").status_code == 409
    assert sign_in(gone).post(f"{board}/sessions/{live}/people/{mine}").status_code == 404
    assert rows(new_session) == []


def test_nobody_is_ticked_before_the_day(meet, learner, coordinator, board, new_session):
    live = meet(begun=-2)
    mine = enrolment(new_session, learner("Ani"))
    assert mark(coordinator, board, live, mine, "present").status_code == 409
    assert "Is here" not in coordinator.get(f"{board}/sessions/{live}").text
    assert CODE.search(coordinator.get(f"{board}/sessions/{live}/check-in").text) is None


def test_lessons_are_done_once_the_session_is_over_and_the_pre_test_waits_till_then(
    counts, meet, learner, sign_in, code_of, new_session, end
):
    live, ani = meet(), learner("Ani")
    client = sign_in(ani)
    client.post(f"/check-in/{code_of(live)}")
    assert done(new_session, ani) == []
    assert client.get("/courses/POESA-EL/assessments/pre").status_code == 200
    for _twice in range(2):
        end(live)
    assert done(new_session, ani) == list(TAUGHT)
    with new_session() as session:
        trail = select(AuditEvent).where(AuditEvent.action == "lessons.done-by-attendance")
        (event,) = session.scalars(trail).all()
    assert event.subject_id == enrolment(new_session, ani)
    assert event.details["lessons"]


def test_session_that_stays_as_it_was_made_is_counted_once_it_is_over(
    app, counts, cohort, learner, make_person, new_session
):
    ani, coordinator = learner("Ani"), make_person()
    begins_at = utc_now() - timedelta(hours=3)
    ends_at = begins_at + timedelta(hours=1)
    facts = LiveSessionDetails("Hari 1", "Aula", "53", begins_at, ends_at, TAUGHT)
    with new_session() as session, session.begin():
        live_id = make_live_session(
            session, cohort_id=cohort, facts=facts, made_by=coordinator, now=begins_at
        )
        mark_by_hand(
            session,
            live_session(session, live_id, cohort_id=cohort),
            cohort_view(session, cohort, language="id"),
            enrolment_of(session, ani, "POESA-EL").id,
            note="present",
            marked_by=coordinator,
            now=begins_at + timedelta(minutes=30),
        )
    assert done(new_session, ani) == []
    sweep(app)
    assert done(new_session, ani) == list(TAUGHT)


def test_attendance_that_does_not_count_does_nothing(
    app, meet, learner, new_session, end, coordinator, board
):
    live, ani = meet(), learner("Ani")
    mark(coordinator, board, live, enrolment(new_session, ani), "present")
    end(live)
    assert done(new_session, ani) == []
    facts = {"name": "A", "pace": "free", "plan_rule": "submitted", "is_attendance_counted": "y"}
    assert coordinator.post(f"{board}/edit", data=facts).status_code == 303
    sweep(app)
    assert done(new_session, ani) == list(TAUGHT)


def test_module_of_two_sessions_needs_both(
    counts, meet, learner, new_session, end, coordinator, board
):
    first, second = meet(), meet(modules=("M02", "M03"), title="Hari 2")
    ani = learner("Ani")
    mine = enrolment(new_session, ani)
    mark(coordinator, board, first, mine, "present")
    end(first)
    assert done(new_session, ani) == ["M01"]
    end(second)
    assert done(new_session, ani) == ["M01"]
    mark(coordinator, board, second, mine, "late")  # from the sheet, afterwards
    assert done(new_session, ani) == ["M01", "M02", "M03"]


@pytest.mark.parametrize("note", ["left-early", "undo"])
def test_tick_that_was_a_mistake_takes_its_lessons_back(
    counts, meet, learner, new_session, end, mark_as, act, note
):
    live, ani = meet(), learner("Ani")
    mine = enrolment(new_session, ani)
    mark_as(live, mine, "present")
    assert done(new_session, ani) == []  # it is not over yet
    end(live)
    with new_session() as session:
        progress = course_progress(session, mine, language="id")
        code = progress.modules[0].lessons[0].code
    read = lesson_id(new_session, code)
    act(open_lesson, enrolment_id=mine, lesson_id=read)
    mark_as(live, mine, note)
    assert done(new_session, ani) == []
    with new_session() as session:
        lessons = course_progress(session, mine, language="id").modules[0].lessons
    assert [lesson.state for lesson in lessons][:2] == ["open", ""]
    mark_as(live, mine, "present")
    assert done(new_session, ani) == list(TAUGHT)


def lesson_id(new_session, code):
    from courses.catalogue.content_models import Lesson

    with new_session() as session:
        return session.scalars(select(Lesson.id).where(Lesson.code == code)).one()


def test_files_hold_a_column_a_session_and_no_formula(
    meet, learner, coordinator, board, new_session, holder, cohort
):
    live = meet(title="=1+1")
    meet(title="Hari 2")
    mine = enrolment(new_session, learner("=Ani", has_joined=False))
    learner("Budi")
    mark(coordinator, board, live, mine, "late")
    text = coordinator.get(f"{board}/attendance.csv").data.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head[0] == "Name"
    assert head[1].startswith("'=1+1, ")
    assert lines == [["'=Ani", "came late", ""], ["Budi", "", ""]]
    book = load_workbook(io.BytesIO(coordinator.get(f"{board}/attendance.xlsx").data))
    cells = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert [row[0] for row in cells] == ["Name", "=Ani", "Budi"]
    facilitator = holder("facilitator", "cohort", cohort)
    assert facilitator.get(f"{board}/attendance.csv").status_code == 403


def test_sheet_has_all_names(meet, learner, coordinator, board):
    live = meet()
    names = ("Ani", "<b>Budi")
    for name in names:
        learner(name)
    page = coordinator.get(f"{board}/sessions/{live}/sheet").text
    assert "Ani" in page
    assert "&lt;b&gt;Budi" in page


def test_coordinator_who_lost_the_role_is_out_at_once(
    meet, learner, holder, school, board, new_session, act, make_person
):
    person = make_person()
    client = holder("coordinator", "organisation", school, person)
    live, mine = meet(), enrolment(new_session, learner("Ani"))
    assert mark(client, board, live, mine, "present").status_code == 303
    with new_session() as session:
        (grant,) = open_grants(session, person)
    act(end_role, grant.id, ended_by=person)
    for method, path in (
        ("POST", f"/people/{mine}"),
        ("GET", ""),
        ("GET", "/check-in"),
        ("GET", "/sheet"),
        ("POST", "/cancel"),
        ("POST", "/edit"),
    ):
        answer = client.open(f"{board}/sessions/{live}{path}", method=method)
        assert answer.status_code == 404, path
    assert len(rows(new_session)) == 1


def statements(new_session, event):
    with new_session() as session:
        rows = session.scalars(select(EventDelivery).where(EventDelivery.event == event)).all()
    return [entry for row in rows for entry in row.content["statements"]]


def test_record_store_gets_lessons_done_by_attendance_and_their_withdrawal(
    counts, act, meet, learner, new_session, end, coordinator, board
):
    details = RecordStoreDetails("https://records.example/xapi", "payung", "rahasia")
    act(add_record_store, details=details, added_by=None)
    live, mine = meet(), enrolment(new_session, learner("Ani"))
    mark(coordinator, board, live, mine, "present")
    for _twice in range(2):
        end(live)
    sent = statements(new_session, "lesson-attended")
    with new_session() as session:
        attended = session.scalar(
            select(func.count()).select_from(LessonProgress).where(LessonProgress.state == "done")
        )
    assert len(sent) == len({entry["id"] for entry in sent}) == attended > 0
    for entry in sent:
        assert entry["verb"]["id"].endswith("/completed")
        (meeting,) = entry["context"]["contextActivities"]["other"]
        assert meeting["id"].endswith("/courses/POESA-EL/live-sessions")
        assert meeting["definition"]["type"] == "http://adlnet.gov/expapi/activities/meeting"
    mark(coordinator, board, live, mine, "undo")
    voided = statements(new_session, "attendance-withdrawn")
    assert {entry["verb"]["id"] for entry in voided} == {"http://adlnet.gov/expapi/verbs/voided"}
    assert {entry["object"]["objectType"] for entry in voided} == {"StatementRef"}
    assert {entry["object"]["id"] for entry in voided} == {entry["id"] for entry in sent}
    mark(coordinator, board, live, mine, "present")
    assert len(statements(new_session, "lesson-attended")) == 2 * len(sent)
