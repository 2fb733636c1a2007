"""Practice: what comes back when, reasons after the answer, nothing before it, put away at will."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from assessments import errors
from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry
from assessments.attempts.save import Answer
from assessments.items.entries import iter_items
from assessments.items.models import Item, ItemVersion
from assessments.practice import queries, service
from assessments.practice.models import PracticeCard
from courses.catalogue.content_models import Lesson
from courses.enrolment.join_course import join_course
from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from lms.workflows.completion.finish_lesson import finish_lesson
from tests import factories

from .conftest import START, right_values

DAY = timedelta(days=1)
LATER = START + 2 * DAY
OFFER = "/courses/POESA-EL/practice"


@pytest.fixture
def taught(new_session):
    """Every objective, as if all lessons had been done at the start."""
    with new_session() as session:
        codes = session.scalars(select(ItemVersion.objective_code).distinct())
        return dict.fromkeys(codes, START)


@pytest.fixture
def planned(learner, course, write, taught):
    write(service.plan_practice, **learner.context, taught=taught)
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner


@pytest.fixture
def begin(planned, write):
    return lambda now=LATER: write(service.start_round, **planned.context, now=now)


@pytest.fixture
def offer(planned, read):
    return lambda now=LATER: read(queries.get_practice_offer, **planned.context, now=now)


@pytest.fixture
def answer(planned, write):
    def answer(attempt_id, position, value, now=LATER):
        return write(
            service.answer_practice,
            attempt_id=attempt_id,
            learner_id=planned.id,
            position=position,
            response_id=uuid4(),
            response=Answer({"answer": [value] if value else []}),
            now=now,
        )

    return answer


def test_nothing_is_due_on_the_day_of_the_lesson_and_all_a_day_later(offer):
    assert (offer(START).due, offer(START).next_due_at) == (0, START + DAY)
    assert offer(START + DAY).due == offer(START).planned > 40


def test_round_holds_five_questions_of_practice_only(begin, document, read):
    attempt_id = begin()
    uses = read(uses_of, attempt_id)
    entries = {str(entry["id"]): entry["use"] for _, entry in iter_items(document)}
    assert [entries[code] for code in uses] == ["practice"] * 5


def uses_of(session, attempt_id):

    return session.scalars(
        select(Item.code)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id)
    ).all()


def test_second_start_goes_on_with_the_open_round(begin):
    assert begin() == begin()


def test_right_answer_brings_the_question_back_after_six_days_and_a_slip_after_one(
    begin, answer, planned, read
):
    attempt_id = begin()
    answer(attempt_id, 1, read(right_values, attempt_id)[0])
    answer(attempt_id, 2, planned.other(attempt_id, 2))
    stored = read(
        lambda s: s.scalars(select(PracticeCard).where(PracticeCard.answered_at == LATER)).all()
    )
    assert {(card.step, card.due_at) for card in stored} == {
        (1, LATER + 6 * DAY),
        (0, LATER + DAY),
    }


def test_answer_after_the_reasons_changes_nothing(begin, answer, planned, read):
    attempt_id = begin()
    answer(attempt_id, 1, planned.other(attempt_id, 1))
    answer(attempt_id, 1, read(right_values, attempt_id)[0])
    assert len(read(lambda s: s.scalars(select(ResponseLogEntry)).all())) == 1


def test_last_answer_ends_the_round_and_the_next_one_brings_other_questions(begin, answer, read):
    first = begin()
    for position, value in enumerate(read(right_values, first), start=1):
        answer(first, position, value)
    assert read(lambda s: s.get(Attempt, first)).submitted_at == LATER
    second = begin()
    assert second != first
    assert not set(read(uses_of, first)) & set(read(uses_of, second))


def test_without_an_answer_there_are_no_reasons(begin, answer):
    with pytest.raises(errors.PracticeAnswerMissing):
        answer(begin(), 1, None)


def test_before_the_first_lesson_there_is_nothing(learner, course, write):
    with pytest.raises(errors.NothingToPractise):
        write(service.start_round, **learner.context, now=START)


def test_test_is_no_practice(planned, answer):
    with pytest.raises(errors.AttemptNotFound):
        answer(planned.start("post"), 1, None)


def test_put_away_and_brought_back(offer, planned, write):
    write(service.dismiss_practice, **planned.context, now=START)
    write(service.dismiss_practice, **planned.context, now=LATER)
    assert offer().is_put_away
    write(service.restore_practice, **planned.context)
    assert not offer().is_put_away


def send(browser, page, value=None):
    fields = {"response_id": str(uuid4()), "seen": "0"} | ({"answer": value} if value else {})
    return browser.post(page, data=fields)


def test_page_holds_reasons_only_after_the_answer(begin, planned, sign_in, read):
    attempt_id, browser = begin(), sign_in(planned.id)
    page = f"/practice/{attempt_id}/items/1"
    reasons = read(reasons_of, attempt_id)
    before = unescape(browser.get(page).text)
    assert [text for text in reasons if text in before] == []
    sent = send(browser, page, read(right_values, attempt_id)[0])
    assert (sent.status_code, sent.location) == (303, page)
    after = unescape(browser.get(page).text)
    assert [text for text in reasons if text not in after] == []


def reasons_of(session, attempt_id):

    key = session.scalar(
        select(ItemVersion.answer_key)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == 1)
    )
    return [reason["text_id"] for reason in key["rationales"].values()]


def test_empty_answer_is_told_and_keeps_the_question(begin, planned, sign_in):
    browser = sign_in(planned.id)
    refused = send(browser, f"/practice/{begin()}/items/1")
    assert refused.status_code == 422
    assert "Tebakan" in refused.text


def test_another_persons_round_is_not_found(begin, make_person, sign_in):
    attempt_id, stranger = begin(), sign_in(make_person())
    for path in ("", "/items/1", "/end"):
        assert stranger.get(f"/practice/{attempt_id}{path}").status_code == 404
    assert send(stranger, f"/practice/{attempt_id}/items/1", "x").status_code == 404


def test_pages_of_tests_lead_practice_to_its_own(begin, planned, sign_in):
    attempt_id, browser = begin(), sign_in(planned.id)
    for path in (f"/attempts/{attempt_id}", f"/attempts/{attempt_id}/submit"):
        answer = browser.get(path, follow_redirects=True)
        assert answer.request.path == f"/practice/{attempt_id}/items/1"
    assert browser.get("/courses/POESA-EL/assessments/practice").location == OFFER
    assert browser.get(f"/attempts/{attempt_id}/result").status_code == 404


@pytest.fixture
def in_course(make_person, write, new_session):
    """Somebody in the real course who finished its second lesson the day before yesterday."""
    person_id, then = make_person(), utc_now() - 2 * DAY
    version_id = write(factories.make_course, now=then)
    enrolment_id = write(join_course, person_id=person_id, course_code="POESA-EL", now=then)
    with new_session() as session:
        lesson = session.scalar(
            select(Lesson.id).where(Lesson.course_version_id == version_id, Lesson.code == "M01-L2")
        )
    way = {"person_id": person_id, "enrolment_id": enrolment_id}
    write(finish_lesson, lesson_id=lesson, state="done", now=then, **way)
    return person_id


def test_home_offers_what_a_lesson_taught_until_it_is_put_away(in_course, sign_in):
    browser = sign_in(in_course)
    assert f'href="{OFFER}"' in browser.get("/home").text
    assert browser.post(f"{OFFER}/away").location == "/home"
    assert f'href="{OFFER}"' not in browser.get("/home").text
    assert f'href="{OFFER}"' in browser.get("/courses/POESA-EL").text
    assert browser.post(f"{OFFER}/back").location == OFFER
    assert f'href="{OFFER}"' in browser.get("/home").text


def test_without_a_lesson_done_practice_leads_to_the_lessons(learner, course, write, sign_in):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    text = sign_in(learner.id).get(OFFER).text
    assert "Berlatih sekarang" not in text
    assert "Soal datang bersama pelajaran" in text


def test_round_without_script_goes_from_the_offer_to_its_end(in_course, sign_in, read):
    browser = sign_in(in_course)
    place = browser.get(browser.post(OFFER).location).location
    while place.rsplit("/", 1)[1] != "end":
        page = browser.get(place).text
        value = re.search(r'name="answer" value="(\w+)"', page)[1]
        answered = browser.get(send(browser, place, value).location).text
        place = re.search(r'class="btn main wide" href="(/practice[^"]+)"', answered)[1]
    assert "Putaran selesai" in browser.get(place).text
