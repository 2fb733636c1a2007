"""The page of one learner in a class: progress and dates, what waits, what was sent; no answers."""

import pytest
from sqlalchemy import select

from courses.action_plans.service import save_draft
from courses.catalogue.content_models import Lesson
from courses.cohorts.queries import cohort as cohort_view
from courses.enrolment.queries import enrolment_of
from courses.progress.service import finish_lesson, open_lesson
from lms.accounts.contacts import parse_contact
from lms.accounts.queries import person_profile
from lms.organisations.invitations.service import revoke_invitation
from lms.organisations.members.service import add_member, leave_organisation
from lms.workflows.completion.submit_plan import submit_plan
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from lms.workflows.reminders.send import start_round

SECRET = "Dua pertemuan orang tua"


@pytest.fixture
def enrolment(new_session):
    def enrolment(person_id):
        with new_session() as session:
            return enrolment_of(session, person_id, "POESA-EL")

    return enrolment


@pytest.fixture
def page_of(board, enrolment):
    """The address of somebody's page in the class."""
    return lambda person_id: f"{board}/learners/{enrolment(person_id).id}"


def finish(act, new_session, enrolment, **states):
    """Leaves the lessons of these codes in the states named."""
    with new_session() as session:
        mine = Lesson.course_version_id == enrolment.course_version_id
        codes = [code.replace("_", "-") for code in states]
        named = select(Lesson.code, Lesson.id).where(mine, Lesson.code.in_(codes))
        lessons = {code.replace("-", "_"): lesson_id for code, lesson_id in session.execute(named)}
    for code, state in states.items():
        lesson_id = lessons[code]
        act(open_lesson, enrolment_id=enrolment.id, lesson_id=lesson_id)
        act(finish_lesson, enrolment_id=enrolment.id, lesson_id=lesson_id, state=state)


def test_name_on_the_board_leads_to_the_learner(
    coordinator, board, learner, page_of, act, new_session, enrolment
):
    person_id = learner("Ani")
    finish(act, new_session, enrolment(person_id), M01_L1="done", M08_L3="skipped")
    assert f'href="{page_of(person_id)}"' in coordinator.get(board).text
    page = coordinator.get(page_of(person_id)).text
    assert "2 of 41" in page
    assert "Under way" in page
    assert "lessons, a scenario to practise, the action plan, passing the post-test" in page
    assert "skipped" not in page.replace("a lesson that was skipped counts as done", "")


def test_page_names_the_plan_and_never_its_words(
    coordinator, learner, page_of, enrolment, act, new_session
):
    person_id = learner("Ani")
    place = {"person_id": person_id, "enrolment_id": enrolment(person_id).id}
    with new_session() as session:
        key_id = person_profile(session, person_id).data_key_id
    act(save_draft, person_key_id=key_id, content={"goal": SECRET}, **place)
    page = coordinator.get(page_of(person_id)).text
    assert "/plans/" not in page
    act(submit_plan, **place)
    page = coordinator.get(page_of(person_id)).text
    assert f"/plans/{place['enrolment_id']}" in page
    assert SECRET not in page


def test_invitation_and_reminder_stand_with_what_became_of_them(
    coordinator, make_person, page_of, act, school, cohort, new_session
):
    contact = "belum.datang@contoh.id"
    person_id = make_person(name="Belum Datang", contact=contact)
    place = {"person_id": person_id, "organisation_id": school}
    act(add_member, added_by=None, **place)
    act(enrol_member, person_id=person_id, cohort_id=cohort)
    page = coordinator.get(page_of(person_id)).text
    assert "None so far." in page
    assert f"/organisations/{school}/invit" not in page
    asked = {"name": "Belum Datang", "contact": parse_contact(contact), "is_sent": False}
    into = {"organisation_id": school, "cohort_id": cohort, "made_by": None}
    invitation_id = act(invite_person, **asked, **into)
    remind(act, new_session, cohort, person_id)
    page = coordinator.get(page_of(person_id)).text
    assert f"/invitations/{invitation_id}" in page
    assert ": open until " in page
    assert ": about to be sent" in page
    act(revoke_invitation, revoked_by=person_id, **place)
    page = coordinator.get(page_of(person_id)).text
    assert ": taken back on " in page
    assert f"/invitations/{invitation_id}" not in page


def remind(act, new_session, cohort, person_id):
    with new_session() as session:
        about = cohort_view(session, cohort, language="id")
    asked = {"states": ["not-joined"], "only": [person_id], "stuck_after": 7}
    sending = {"can_send": lambda _channel: True, "asked_by": person_id}
    act(start_round, about, **asked, **sending)


def test_remind_from_the_page_shows_that_person_alone(coordinator, learner, page_of):
    person_id = learner("Ani")
    learner("Budi")
    page = coordinator.get(page_of(person_id)).text
    path = page.split("/reminders?")[1].split('"')[0].replace("&amp;", "&")
    base = page_of(person_id).partition("/learners/")[0]
    found = coordinator.get(f"{base}/reminders?{path}").text
    assert ("Ani" in found, "Budi" in found) == (True, False)


def test_only_whoever_leads_the_class_sees_the_page(
    coordinator, holder, learner, page_of, sign_in, cohort, found
):
    person_id = learner("Ani")
    path = page_of(person_id)
    assert coordinator.get(path).status_code == 200  # the control
    assert holder("facilitator", "cohort", cohort).get(path).status_code == 200
    assert sign_in(person_id).get(path).status_code == 404
    assert sign_in(learner("Budi")).get(path).status_code == 404
    other = found("SMP Lain")
    assert holder("coordinator", "organisation", other).get(path).status_code == 404


def test_facilitator_of_the_class_alone_is_led_to_nothing_that_is_closed_to_them(
    holder, learner, page_of, cohort, school
):
    page = holder("facilitator", "cohort", cohort).get(page_of(learner("Ani"))).text
    assert f"/organisations/{school}/" not in page
    assert "/extra-time" not in page
    assert "/reminders?" in page


def test_learner_of_another_class_and_one_who_left_are_not_found(
    coordinator, learner, page_of, other_board, act, school, enrolment
):
    person_id = learner("Ani")
    assert coordinator.get(page_of(person_id)).status_code == 200  # the control
    elsewhere = f"{other_board}/learners/{enrolment(person_id).id}"
    assert coordinator.get(elsewhere).status_code == 404
    act(leave_organisation, person_id=person_id, organisation_id=school, ended_by=person_id)
    assert coordinator.get(page_of(person_id)).status_code == 404


def test_empty_class_says_what_to_do_next_to_whoever_may_do_it(
    coordinator, holder, board, cohort, school
):
    page = coordinator.get(board).text
    for path in ("roster", "codes", "invite"):
        assert f'href="/organisations/{school}/{path}?class={cohort}"' in page
        assert coordinator.get(f"/organisations/{school}/{path}?class={cohort}").status_code == 200
    codes = coordinator.get(f"/organisations/{school}/codes?class={cohort}").text
    assert f'<option value="{cohort}" selected' in codes or f'selected value="{cohort}"' in codes
    assert f'href="/organisations/{school}"' in page
    page = holder("facilitator", "cohort", cohort).get(board).text
    assert f'href="/organisations/{school}' not in page
    assert "The coordinator of SDN Harapan 01 can invite people" in page
