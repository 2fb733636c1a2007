"""Classes: opened, described, accompanied; their board shows progress and nothing else."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from python_calamine import load_workbook
from sqlalchemy import select

from courses.action_plans.service import save_draft
from courses.catalogue.content_models import Lesson
from courses.cohorts.service import CohortDetails, change_cohort, open_cohort
from courses.enrolment.join_course import join_course
from courses.enrolment.models import Cohort
from courses.enrolment.queries import enrolment, enrolment_of
from courses.progress.service import finish_lesson, open_lesson
from lms.accounts.models import Person
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation, leave_organisation
from lms.workflows.completion.submit_plan import submit_plan
from lms.workflows.organisations.join_organisation import enrol_member
from tests.factories import course_files, make_course
from tests.visible_text import visible_text

NEW = {
    "name": "Guru kelas 1",
    "pace": "two-days",
    "plan_rule": "approved",
    "starts_on": "2027-01-04",
}


def test_class_is_opened_changed_and_shows_its_pace(coordinator, school, version_id):
    made = coordinator.post(f"/organisations/{school}/classes/new", data=NEW)
    assert made.status_code == 303
    about = coordinator.get(f"{made.location}/about").text
    assert "4 January 2027" in about
    assert "5 January 2027" in about
    assert "facilitator approves" in about
    changed = NEW | {"ends_on": "2027-01-01"}
    assert coordinator.post(f"{made.location}/edit", data=changed).status_code == 422
    assert coordinator.post(f"{made.location}/edit", data=NEW | {"name": "B"}).status_code == 303
    assert "B" in coordinator.get(f"/organisations/{school}").text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"pace": "x"}, {"plan_rule": "x"}])
def test_class_that_cannot_be_is_told_beside_the_field(coordinator, school, version_id, wrong):
    answer = coordinator.post(f"/organisations/{school}/classes/new", data=NEW | wrong)
    assert answer.status_code == 422
    assert 'class="err"' in answer.text


def test_without_an_open_course_no_class_can_be_opened(coordinator, school):
    path = f"/organisations/{school}/classes/new"
    assert '<form method="post"' not in coordinator.get(path).text
    assert coordinator.post(path, data=NEW).status_code == 422


def test_board_shows_who_is_where_and_filters(coordinator, board, learner, act, new_session):
    learner("Belum Datang", has_joined=False)
    learner("Belum Mulai")
    busy = learner("Sedang Belajar")
    read_a_lesson(new_session, act, busy)
    page = coordinator.get(board).text
    assert [name in page for name in ("Belum Datang", "Belum Mulai", "Sedang Belajar")] == [
        True
    ] * 3
    assert "1 of 41" in page
    started = coordinator.get(f"{board}?state=started").text
    assert ("Sedang Belajar" in started, "Belum Mulai" in started) == (True, False)
    assert "Nobody fits" in coordinator.get(f"{board}?q=xyz").text
    odd = "?state=x&sort=x&days=-1&page=999999"
    assert coordinator.get(board + odd).status_code == 200


def read_a_lesson(new_session, act, person_id):
    with new_session() as session:
        enrolment = enrolment_of(session, person_id, "POESA-EL")
        version = Lesson.course_version_id == enrolment.course_version_id
        lesson_id = session.scalars(select(Lesson.id).where(version)).first()
    facts = {"enrolment_id": enrolment.id, "lesson_id": lesson_id}
    act(open_lesson, **facts)
    act(finish_lesson, state="done", **facts)


def test_whoever_has_left_is_not_on_the_board(coordinator, board, learner, act, school):
    person_id = learner("Sudah Pindah")
    assert "Sudah Pindah" in coordinator.get(board).text
    act(leave_organisation, person_id=person_id, organisation_id=school, ended_by=person_id)
    assert "Sudah Pindah" not in coordinator.get(board).text


def test_files_hold_the_chosen_lines_and_no_formula(coordinator, board, learner):
    learner("=Ani", has_joined=False)
    learner("Budi")
    rows = list(
        csv.reader(io.StringIO(coordinator.get(f"{board}/board.csv").data.decode("utf-8-sig")))
    )
    assert [row[0] for row in rows] == ["Name", "'=Ani", "Budi"]
    sheet = coordinator.get(f"{board}/board.xlsx?state=not-joined").data
    (only,) = load_workbook(io.BytesIO(sheet)).sheet_names
    cells = load_workbook(io.BytesIO(sheet)).get_sheet_by_name(only).to_python()
    assert [row[0] for row in cells] == ["Name", "=Ani"]


def test_facilitator_sees_their_class_and_takes_no_file(
    coordinator, board, cohort, learner, sign_in, holder
):
    helper = learner("Pendamping")
    assert sign_in(helper).get(board).status_code == 404
    appoint = f"{board}/facilitators/{helper}"
    assert coordinator.post(appoint).status_code == 303
    client = sign_in(helper)
    assert client.get(board).status_code == 200
    assert "Kelas A" in client.get("/organisations").text
    assert client.get(f"{board}/board.csv").status_code == 403
    assert client.post(appoint).status_code == 403
    assert coordinator.post(f"{appoint}/end").status_code == 303
    assert client.get(board).status_code == 404


def test_facilitator_from_a_platform_needs_a_link_from_an_administrator(
    coordinator, board, learner, new_session
):
    helper = learner("Pendamping")
    with new_session() as session, session.begin():
        session.get_one(Person, helper).from_lti = True
    page = coordinator.post(f"{board}/facilitators/{helper}", follow_redirects=True).text
    assert "You cannot make a new link for somebody with a role" in page
    assert "Make a new link on the person" not in page


def test_whoever_leaves_the_organisation_facilitates_none_of_its_classes(
    coordinator, board, learner, sign_in, school, holder, cohort
):
    helper = learner("Pendamping")
    client = holder("facilitator", "cohort", cohort, helper)
    assert client.get(board).status_code == 200
    assert coordinator.post(f"/organisations/{school}/members/{helper}/end").status_code == 303
    assert client.get(board).status_code == 404


def test_stranger_to_the_organisation_does_not_become_facilitator(
    coordinator, board, make_person, learner
):
    assert coordinator.post(f"{board}/facilitators/{make_person()}").status_code == 404
    waiting = learner("Belum Datang", has_joined=False)
    assert coordinator.post(f"{board}/facilitators/{waiting}").status_code == 409


def test_announcement_stands_on_the_home_of_the_class_until_it_is_taken_down(
    coordinator, board, learner, sign_in
):
    home = sign_in(learner("Ani"))
    assert coordinator.post(f"{board}/announcements", data={"text": ""}).status_code == 422
    assert (
        coordinator.post(f"{board}/announcements", data={"text": "Sampai besok"}).status_code == 303
    )
    assert "Sampai besok" in home.get("/home").text
    page = coordinator.get(f"{board}/announcements").text
    path = page.split('action="')[1].split('"')[0]
    assert coordinator.post(path).status_code == 303
    assert "Sampai besok" not in home.get("/home").text


def test_open_class_of_those_who_learn_alone_is_nobodys_to_see(
    holder, version_id, make_person, act, new_session
):
    act(join_course, person_id=make_person(), course_code="POESA-EL")
    with new_session() as session:
        cohort_id = session.scalars(select(Cohort.id).where(Cohort.is_open)).one()
    client = holder("administrator", "platform", None)
    assert client.get(f"/organisations/classes/{cohort_id}").status_code == 404


@pytest.fixture
def plan(learner, act, board, new_session, sign_in):
    """A plan that was handed in: its page for reviewers, and a client of the learner."""
    person_id = learner("Ani")
    enrolment_id = hand_in(new_session, act, person_id)
    client = sign_in(person_id)
    client.set_cookie("language", "en")
    return f"{board}/plans/{enrolment_id}", client


def hand_in(new_session, act, person_id):
    with new_session() as session:
        enrolment = enrolment_of(session, person_id, "POESA-EL")
        key_id = person_profile(session, person_id).data_key_id
    way = {"person_id": person_id, "enrolment_id": enrolment.id}
    written = {"goal": "Dua pertemuan orang tua"}
    act(save_draft, person_key_id=key_id, content=written, **way)
    act(submit_plan, **way)
    return enrolment.id


@pytest.fixture
def decide(coordinator, plan):
    """Sends a decision from the page as it is now, or with the version of an older one."""
    path, _client = plan

    def decide(version=None, **data):
        shown = re.search(r'name="version"[^>]*value="([^"]*)"', coordinator.get(path).text)
        version = shown and shown[1] if version is None else version
        return coordinator.post(path, data={"version": version or "", **data})

    return decide


def test_plan_is_read_sent_back_handed_in_again_and_approved(
    coordinator, plan, decide, act, new_session
):
    path, client = plan
    assert "Dua pertemuan orang tua" in coordinator.get(path).text
    assert decide(decision="returned").status_code == 422
    assert decide(decision="returned", comment="Sebutkan tanggalnya.").status_code == 303
    assert "Sebutkan tanggalnya." in client.get("/courses/POESA-EL/plan").text
    assert decide(version="1", decision="approved").status_code == 409
    with new_session() as session:
        enrolment_id = UUID(path.rpartition("/")[2])
        person_id = enrolment(session, enrolment_id).person_id
    act(submit_plan, person_id=person_id, enrolment_id=enrolment_id)
    assert decide(decision="approved").status_code == 303
    assert "Sebutkan tanggalnya." not in client.get("/courses/POESA-EL/plan").text


@pytest.mark.parametrize("version", ["1", "", "9" * 5_000, "satu"])
def test_plan_that_changed_since_it_was_read_is_not_decided_on(
    coordinator, plan, decide, act, new_session, version
):
    path, _client = plan
    with new_session() as session:
        enrolment_id = UUID(path.rpartition("/")[2])
        person_id = enrolment(session, enrolment_id).person_id
        key_id = person_profile(session, person_id).data_key_id
    way = {"person_id": person_id, "enrolment_id": enrolment_id}
    act(save_draft, person_key_id=key_id, content={"goal": "Lain"}, **way)
    refused = decide(version=version, decision="approved")
    assert refused.status_code == 409
    assert "has changed the plan since you opened it" in refused.text
    assert coordinator.get(path).status_code == 404  # a draft again
    act(submit_plan, **way)
    assert decide(version=version, decision="approved").status_code == 409
    assert decide(decision="approved").status_code == 303


def test_plan_is_read_by_the_form_of_the_version_that_its_learner_keeps(
    coordinator, act, new_session, make_person, school, version_id
):
    """They had begun alone, before their class opened on a newer version with another form."""
    person_id = make_person(name="Ani")
    enrolment_id = act(join_course, person_id=person_id, course_code="POESA-EL")
    newer = replace(course_files(), content_hash="2" * 64, plan_template={"fields": []})
    with new_session() as session, session.begin():
        second = make_course(session, files=newer)
    place = {"organisation_id": school, "course_version_id": second}
    class_id = act(open_cohort, facts=CohortDetails("Kelas A"), **place)
    act(join_organisation, person_id=person_id, organisation_id=school)
    act(enrol_member, person_id=person_id, cohort_id=class_id)
    hand_in(new_session, act, person_id)
    page = coordinator.get(f"/organisations/classes/{class_id}/plans/{enrolment_id}")
    assert "Dua pertemuan orang tua" in page.text


def test_plan_is_found_in_its_own_class_and_by_reviewers_only(
    coordinator, plan, act, school, version_id
):
    path, client = plan
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas B")}
    other = act(open_cohort, organisation_id=school, **facts)
    elsewhere = f"/organisations/classes/{other}/plans/{path.rpartition('/')[2]}"
    assert coordinator.get(elsewhere).status_code == 404
    assert coordinator.post(elsewhere, data={"decision": "approved"}).status_code == 404
    assert client.get(path).status_code == 404
    assert coordinator.get(path).status_code == 200  # the control


def test_plan_that_is_not_handed_in_is_nobodys_to_read(coordinator, board, learner, new_session):
    person_id = learner("Budi")
    with new_session() as session:
        enrolment_id = enrolment_of(session, person_id, "POESA-EL").id
    assert coordinator.get(f"{board}/plans/{enrolment_id}").status_code == 404


def test_facilitator_does_not_decide_on_their_own_plan(plan, holder, cohort, new_session):
    path, _client = plan
    with new_session() as session:
        person_id = enrolment(session, UUID(path.rpartition("/")[2])).person_id
    own = holder("facilitator", "cohort", cohort, person_id)
    assert 'name="decision"' not in own.get(path).text
    assert own.post(path, data={"decision": "approved"}).status_code == 403


def test_board_says_who_is_behind_the_plan_of_the_class(
    coordinator, board, cohort, learner, act, new_session
):
    learner("Ani")
    two_weeks_ago = utc_now().date() - timedelta(days=14)
    for pace, starts_on, is_behind in (
        ("four-weeks", two_weeks_ago, True),
        ("four-weeks", utc_now().date(), False),
        ("two-days", two_weeks_ago, True),
        ("free", two_weeks_ago, False),
    ):
        facts = CohortDetails("Kelas A", pace=pace, starts_on=starts_on)
        act(lambda session, now, facts=facts: change_cohort(session, cohort, facts=facts))
        assert ("behind the plan" in coordinator.get(board).text) is is_behind
    facts = CohortDetails("Kelas A", pace="two-days", starts_on=two_weeks_ago)
    act(lambda session, now: change_cohort(session, cohort, facts=facts))
    head, line = csv.reader(
        io.StringIO(coordinator.get(f"{board}/board.csv").data.decode("utf-8-sig"))
    )
    assert dict(zip(head, line, strict=True))["Behind the plan"] == "yes"
    assert "Ani" in coordinator.get(f"{board}?state=behind").text
    facts = CohortDetails("Kelas A", pace="free", starts_on=two_weeks_ago)
    act(lambda session, now: change_cohort(session, cohort, facts=facts))
    assert "Ani" not in visible_text(coordinator.get(f"{board}?state=behind").text)


def test_learner_reads_which_modules_are_meant_for_which_days_and_no_blame(
    coordinator, board, cohort, learner, act, sign_in
):
    client = sign_in(learner("Ani"))
    client.set_cookie("language", "en")
    starts_on = utc_now().date() - timedelta(days=10)
    facts = CohortDetails("Kelas A", pace="four-weeks", starts_on=starts_on)
    act(lambda session, now: change_cohort(session, cohort, facts=facts))
    page = client.get("/courses/POESA-EL/class").text
    assert page.count("Still open for you") == 1
    assert "Now" in page
    for path in ("/home", "/courses/POESA-EL"):
        assert "Meant for this week" in client.get(path).text
    assert "late" not in visible_text(page.partition("<main")[2]).lower().replace("related", "")
