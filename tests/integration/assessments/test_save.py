"""Answers are appended and never lost: retries, late ones, many at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from assessments import errors, service
from assessments.attempts import save
from assessments.attempts.models import Attempt, LateResponse, ResponseLogEntry

from .conftest import HOUR, START

COPY_ENTRY = (
    "INSERT INTO response_log SELECT '00000000000000000000000000000001', attempt_id, position, 99,"
    " response, is_flagged, received_at FROM response_log"
)


@pytest.fixture
def attempt_id(learner):
    return learner.start("pre")


@pytest.fixture
def values(learner, attempt_id):
    """Values of the options of the first item."""
    return [choice.value for choice in learner.choices(attempt_id, 1)]


@pytest.fixture
def count(new_session):
    def count(model):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(model))

    return count


def chosen(learner, attempt_id, position=1):
    return [c.value for c in learner.choices(attempt_id, position) if c.is_chosen]


def test_saved_answer_is_shown_again(learner, attempt_id, values):
    learner.save(attempt_id, 1, values[2], is_flagged=True)
    item = learner.item(attempt_id, 1)
    assert chosen(learner, attempt_id) == [values[2]]
    assert item.item.is_flagged
    assert (item.map.answered, item.map.flagged, item.map.resume_at) == (1, 1, 2)


def test_last_answer_counts_and_none_is_lost(learner, attempt_id, values, count):
    for value in values:
        learner.save(attempt_id, 1, value)
    assert chosen(learner, attempt_id) == [values[3]]
    assert count(ResponseLogEntry) == 4


def test_same_id_with_the_same_body_gives_the_first_receipt(learner, attempt_id, values, count):
    response_id = uuid4()
    first = learner.save(attempt_id, 1, values[0], response_id=response_id)
    retry = learner.save(attempt_id, 1, values[0], response_id=response_id, now=START + HOUR)
    assert retry == first
    assert count(ResponseLogEntry) == 1


@pytest.mark.parametrize("change", ["value", "flag", "position", "learner"])
def test_same_id_with_another_body_is_a_conflict(
    change, learner, make_learner, attempt_id, values, count
):
    response_id = uuid4()
    learner.save(attempt_id, 1, values[0], response_id=response_id)
    other = make_learner()
    theirs = other.start("pre")
    attempts = {
        "value": lambda: learner.save(attempt_id, 1, values[1], response_id=response_id),
        "flag": lambda: learner.save(
            attempt_id, 1, values[0], response_id=response_id, is_flagged=True
        ),
        "position": lambda: learner.save(
            attempt_id, 2, learner.choices(attempt_id, 2)[0].value, response_id=response_id
        ),
        "learner": lambda: other.save(
            theirs, 1, other.choices(theirs, 1)[0].value, response_id=response_id
        ),
    }
    with pytest.raises(errors.ResponseIdTaken):
        attempts[change]()
    assert count(ResponseLogEntry) == 1
    assert chosen(learner, attempt_id) == [values[0]]


def test_many_retries_at_once_make_one_entry(learner, attempt_id, values, count):
    response_id = uuid4()
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(learner.save, attempt_id, 1, values[0], response_id=response_id)
            for _ in range(16)
        ]
    assert len({job.result() for job in jobs}) == 1
    assert count(ResponseLogEntry) == 1


def test_answer_after_the_end_is_kept_as_late_and_not_scored(learner, attempt_id, values, count):
    learner.save(attempt_id, 1, values[0])
    learner.submit(attempt_id)
    response_id = uuid4()
    late = learner.save(attempt_id, 1, values[1], response_id=response_id)
    assert late.is_late
    assert learner.save(attempt_id, 1, values[1], response_id=response_id, now=START + HOUR) == late
    assert (count(LateResponse), count(ResponseLogEntry)) == (1, 1)
    assert chosen(learner, attempt_id) == [values[0]]
    with pytest.raises(errors.ResponseIdTaken):
        learner.save(attempt_id, 1, values[2], response_id=response_id)


def test_retry_of_a_received_answer_after_the_end_is_not_late(learner, attempt_id, values, count):
    response_id = uuid4()
    first = learner.save(attempt_id, 1, values[0], response_id=response_id)
    learner.submit(attempt_id)
    assert learner.save(attempt_id, 1, values[0], response_id=response_id) == first
    assert count(LateResponse) == 0


@pytest.mark.parametrize(
    "answer", [["x"], ["0123456789"], [""], ["a" * 100_000], ["A"], ["\x00"]], ids=repr
)
def test_garbage_is_refused(answer, learner, attempt_id, values, count):
    with pytest.raises(errors.ResponseRefused):
        learner.save(attempt_id, 1, *answer)
    with pytest.raises(errors.ResponseRefused):
        learner.save(attempt_id, 1, *values[:2])
    assert count(ResponseLogEntry) == 0
    learner.save(attempt_id, 1, values[0])
    assert count(ResponseLogEntry) == 1


def test_value_of_another_place_is_refused(learner, attempt_id):
    elsewhere = learner.choices(attempt_id, 2)[0].value
    with pytest.raises(errors.ResponseRefused):
        learner.save(attempt_id, 1, elsewhere)


@pytest.mark.parametrize("position", [0, 21, 10**6])
def test_place_that_is_not_there_is_not_found(position, learner, attempt_id, values):
    with pytest.raises(errors.AttemptNotFound):
        learner.save(attempt_id, position, values[0])


def test_attempt_of_another_learner_is_not_found(learner, make_learner, attempt_id, values):
    stranger = make_learner()
    for forbidden in (
        lambda who: who.save(attempt_id, 1, values[0]),
        lambda who: who.item(attempt_id, 1),
        lambda who: who.submit(attempt_id),
        lambda who: who.result(attempt_id),
    ):
        with pytest.raises(errors.AttemptNotFound):
            forbidden(stranger)
        forbidden(learner)


def test_flood_of_answers_ends(learner, attempt_id, values, monkeypatch, count):
    monkeypatch.setattr(save, "MAX_RESPONSES", 3)
    for _ in range(3):
        learner.save(attempt_id, 1, values[0])
    with pytest.raises(errors.TooManyResponses):
        learner.save(attempt_id, 1, values[0])
    learner.submit(attempt_id)
    for _ in range(3):
        learner.save(attempt_id, 1, values[0])
    with pytest.raises(errors.TooManyResponses):
        learner.save(attempt_id, 1, values[0])
    assert (count(ResponseLogEntry), count(LateResponse)) == (3, 3)


def test_form_sent_again_by_the_back_button_says_what_was_meant_last(
    learner, attempt_id, values, count
):
    page = UUID(int=1)
    first, second = values[:2]
    for value in (first, first, second, second, first, first):
        learner.save(attempt_id, 1, value, response_id=page, save=service.save_form_answer)
        assert chosen(learner, attempt_id) == [value]
    assert count(ResponseLogEntry) == 3


def test_blank_form_takes_no_choice_back(learner, attempt_id, values):
    learner.save(attempt_id, 1, values[0])
    learner.save(attempt_id, 1, is_flagged=True, save=service.save_form_answer)
    assert chosen(learner, attempt_id) == [values[0]]
    assert learner.item(attempt_id, 1).item.is_flagged


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE response_log SET position = 2",
        "DELETE FROM response_log",
        COPY_ENTRY,
        "UPDATE attempt SET submitted_at = NULL",
        "UPDATE attempt SET started_at = submitted_at, number = 2",
        "DELETE FROM attempt",
        "UPDATE score SET points = 20",
        "UPDATE attempt_slot SET options = '[]'",
        "UPDATE item_version SET answer_key = '{}'",
        "UPDATE arm_assignment SET arm = 'AB'",
    ],
)
def test_database_itself_keeps_a_closed_attempt(
    statement, learner, attempt_id, values, new_session
):
    learner.save(attempt_id, 1, values[0])
    learner.submit(attempt_id)
    with new_session() as session, pytest.raises(DBAPIError, match=r"append-only|kept|closed|once"):
        session.execute(text(statement))


def test_open_attempt_takes_an_entry_and_closes_once(learner, attempt_id, values, new_session):
    """The positive control of the guards above."""
    learner.save(attempt_id, 1, values[0])
    with new_session() as session:
        session.execute(text(COPY_ENTRY))
        session.execute(update(Attempt).values(submitted_at=START))
