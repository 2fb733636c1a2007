"""Practice questions of a pack: answers of a phone are stored and scheduled once."""

from itertools import combinations
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import Attempt, ResponseLogEntry
from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.practice import service
from assessments.practice.models import PracticeCard
from assessments.practice.offline import list_kept_questions
from tests.integration.assessments.test_practice import LATER, OFFER, planned, taught
from tests.outbox_entries import entry, send

__all__ = ["planned", "taught"]


@pytest.fixture
def questions(planned, course, read):
    return read(list_kept_questions, course.context_id, language="id")


@pytest.fixture
def browser(planned, sign_in):
    return sign_in(planned.id)


def answer(question, given):
    return entry("answer", f"{OFFER}/{question.id}", {"answer": list(given)})


def test_an_answer_that_comes_twice_is_stored_and_scheduled_once(questions, browser, new_session):
    given = answer(questions[0], questions[0].right)
    assert send(browser, given) == send(browser, given) == ["done"]
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(ResponseLogEntry)) == 1
        answered = PracticeCard.answered_at.is_not(None)
        assert session.scalars(select(PracticeCard.step).where(answered)).all() == [1]
        assert session.scalar(select(Attempt.submitted_at)) is not None


def test_a_question_of_the_open_round_is_answered_there(
    questions, planned, browser, new_session, write
):
    write(service.start_round, **planned.context, now=LATER)
    entries = [answer(question, question.right) for question in questions]
    assert send(browser, *entries[:50]) == ["done"] * len(entries[:50])
    assert send(browser, *entries[50:]) == ["done"] * len(entries[50:])
    with new_session() as session:
        attempts = session.scalar(select(func.count()).select_from(Attempt))
        assert session.scalar(select(func.count()).where(Attempt.submitted_at.is_(None))) <= 1
        assert session.scalar(select(func.count()).select_from(ResponseLogEntry)) == len(questions)
    assert attempts <= len(questions) + 1 - 3


def test_no_question_of_a_test_is_kept_or_answered(questions, browser, course, new_session):
    with new_session() as session:
        graded = session.scalars(
            select(ItemVersion.id)
            .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
            .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
            .where(AssessmentForm.code != "practice")
        ).all()
    assert set(graded).isdisjoint(question.id for question in questions)
    for item_version_id in (graded[0], uuid4()):
        sent = entry("answer", f"{OFFER}/{item_version_id}", {"answer": ["A"]})
        assert send(browser, sent) == ["refused"]


@pytest.mark.parametrize("given", [["no such option"], []])
def test_an_answer_that_fits_no_option_is_refused(questions, browser, given):
    assert send(browser, answer(questions[0], given)) == ["refused"]


def test_somebody_who_has_not_joined_is_refused(questions, sign_in, make_person):
    stranger = sign_in(make_person())
    assert send(stranger, answer(questions[0], questions[0].right)) == ["refused"]


def test_only_the_options_named_right_earn_full_credit(questions, new_session):
    with new_session() as session:
        for question in questions:
            code, key = session.execute(
                select(ItemVersion.type_code, ItemVersion.answer_key).where(
                    ItemVersion.id == question.id
                )
            ).one()
            kind, (control,) = ITEM_TYPES[code], question.item.controls
            ids = [choice.value for choice in control.choices]
            width = 1 if control.kind == "one" else len(ids)
            for size in range(1, width + 1):
                for given in combinations(ids, size):
                    response = kind.response({"answer": list(given)}, [[i, i] for i in ids])
                    is_right = set(given) == set(question.right)
                    assert (kind.score(key, response) == 1) == is_right
