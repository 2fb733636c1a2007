"""No way around the order of practice: no other route, no other person, no item of a test."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments import errors
from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry
from assessments.items.models import Assessment, AssessmentForm, FormSlot, ItemVersion
from assessments.practice import queries, service
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Enrolment
from courses.enrolment.service import enrol_learner
from lms.workflows.attempts.practice import start_practice

from .conftest import START, add_version

LATER = START + timedelta(days=2)


@pytest.fixture
def planned(learner, course, write, new_session):
    with new_session() as session:
        codes = session.scalars(select(ItemVersion.objective_code).distinct())
        taught = dict.fromkeys(codes, START)
    write(service.plan_practice, **learner.context, taught=taught)
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner


@pytest.fixture
def begin(planned, write):
    return lambda: write(service.start_round, **planned.context, now=LATER)


@pytest.fixture
def answers(read):
    """How many answers the log holds."""
    return lambda: read(lambda s: s.scalar(select(func.count()).select_from(ResponseLogEntry)))


def other_ways(attempt_id, value):
    """Requests of the pages of tests, with what each of them sends."""
    tests = f"/attempts/{attempt_id}"
    page = {"response_id": str(uuid4()), "seen": "0"}
    body = {"position": 1, "fields": {"answer": [value]}}
    return {
        "autosave": ("PUT", f"{tests}/responses/{uuid4()}", {"json": body}),
        "several": (
            "POST",
            f"{tests}/responses",
            {"json": {"responses": [{"id": str(uuid4()), **body}]}},
        ),
        "one a page": ("POST", f"{tests}/items/1", {"data": {**page, "answer": value}}),
        "all on one": ("POST", f"{tests}/all", {"data": {**page, "q1.answer": value}}),
        "scale": ("POST", f"{tests}/scale", {"data": {**page, "s1": value}}),
        "hand in": ("POST", f"{tests}/submit", {}),
    }


@pytest.mark.parametrize(
    "way", ["autosave", "several", "one a page", "all on one", "scale", "hand in"]
)
def test_pages_of_tests_take_nothing_of_practice(way, begin, planned, sign_in, answers, read):
    attempt_id, browser = begin(), sign_in(planned.id)
    method, path, sent = other_ways(attempt_id, planned.choices(attempt_id, 1)[0].value)[way]
    assert browser.open(path, method=method, **sent).status_code == 404
    assert answers() == 0
    assert read(lambda s: s.scalar(select(Attempt.submitted_at))) is None


def test_way_of_practice_itself_takes_the_same_answer(begin, planned, sign_in, answers):
    attempt_id, browser = begin(), sign_in(planned.id)
    value = planned.choices(attempt_id, 1)[0].value
    sent = {"response_id": str(uuid4()), "seen": "0", "answer": value}
    assert browser.post(f"/practice/{attempt_id}/items/1", data=sent).status_code == 303
    assert answers() == 1


def test_answer_cannot_be_made_right_after_its_reasons(begin, planned, sign_in, read):
    attempt_id, browser = begin(), sign_in(planned.id)
    right = planned.right_values(attempt_id)[0]
    wrong = {"response_id": str(uuid4()), "answer": planned.other(attempt_id, 1)}
    browser.post(f"/practice/{attempt_id}/items/1", data=wrong)
    for method, path, sent in other_ways(attempt_id, right).values():
        browser.open(path, method=method, **sent)
    found = read(queries.get_practice_round, attempt_id, learner_id=planned.id)
    assert found.right == 0


@pytest.mark.parametrize("path", ["", "/items/1", "/end"])
def test_practice_shows_no_test_that_is_open(path, planned, sign_in):
    attempt_id = planned.start("post")
    assert sign_in(planned.id).get(f"/practice/{attempt_id}{path}").status_code == 404


def test_practice_takes_no_answer_to_a_test(planned, sign_in, answers):
    attempt_id = planned.start("post")
    value = planned.choices(attempt_id, 1)[0].value
    sent = {"response_id": str(uuid4()), "answer": value}
    refused = sign_in(planned.id).post(f"/practice/{attempt_id}/items/1", data=sent)
    assert (refused.status_code, answers()) == (404, 0)


def test_item_that_also_stands_in_a_test_is_not_practised(planned, course, write, begin, read):
    moved = write(put_into_a_form, course.context_id)
    assert moved not in read(versions_of, begin())


def put_into_a_form(session, context_id, code="A"):
    """All but one item of practice now stand in a test too; gives one of those that do."""
    forms = dict(
        session.execute(
            select(AssessmentForm.code, AssessmentForm.id).where(
                AssessmentForm.context_id == context_id
            )
        ).all()
    )
    slots = session.scalars(select(FormSlot).where(FormSlot.form_id == forms["practice"])).all()
    for number, slot in enumerate(slots[1:]):
        row = {"position": 100 + number, "blueprint_slot": f"X{number}"}
        session.add(FormSlot(form_id=forms[code], item_version_id=slot.item_version_id, **row))
    return slots[1].item_version_id


def versions_of(session, attempt_id):
    rows = select(AttemptSlot.item_version_id).where(AttemptSlot.attempt_id == attempt_id)
    return session.scalars(rows).all()


def test_where_all_items_stand_in_tests_there_is_nothing_to_practise(
    planned, course, write, begin, read
):
    write(put_into_a_form, course.context_id)
    assert len(read(versions_of, begin())) == 1, "the one that stands in no test"


def test_item_of_an_older_version_waits_while_its_test_is_open(planned, course, write):
    """The bank of a newer version uses for practice what the older one tests."""
    attempt_id = planned.start("post")
    newer = write(version_that_practises_an_item_of, attempt_id, course)
    learner = {"learner_id": planned.id, "context_id": newer}
    write(service.plan_practice, **learner, taught=dict.fromkeys(write(objectives), START))
    with pytest.raises(errors.NothingToPractise):
        write(service.start_round, **learner, now=LATER)
    planned.submit(attempt_id, now=LATER)
    assert write(service.start_round, **learner, now=LATER)


def version_that_practises_an_item_of(session, attempt_id, course):
    newer = add_version(session, course.id, number=2)
    here = {"context_id": newer.id, "kind": "knowledge", "created_at": START}
    form = AssessmentForm(**here, code="practice", is_pool=True)
    rules = {"max_attempts": 99, "waits_hours": [], "policy": {}}
    practice = Assessment(**here, purpose="practice", **rules)
    session.add_all([form, practice])
    session.flush()
    slot = {"position": 1, "blueprint_slot": "X", "form_id": form.id}
    session.add(FormSlot(item_version_id=versions_of(session, attempt_id)[0], **slot))
    return newer.id


def objectives(session):
    return session.scalars(select(ItemVersion.objective_code).distinct()).all()


def test_nobody_begins_a_round_in_the_enrolment_of_another(planned, make_person, write, read):
    enrolment_id = read(enrolment_of_planned, planned.id)
    with pytest.raises(EnrolmentNotFound):
        write(start_practice, person_id=make_person(), enrolment_id=enrolment_id, now=LATER)


def enrolment_of_planned(session, person_id):
    return session.scalar(select(Enrolment.id).where(Enrolment.person_id == person_id))


def test_lesson_that_is_not_finished_brings_no_question(learner, course, write):
    enrolment_id = write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START
    )
    with pytest.raises(errors.NothingToPractise):
        write(start_practice, person_id=learner.id, enrolment_id=enrolment_id, now=LATER)
