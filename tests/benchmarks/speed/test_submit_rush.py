"""A hall of learners who hand in at about the same time: none loses an answer, none waits long.

300 within 30 s, with ten answers each right before: the pace of 20 answers in a minute.
"""

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry, Score
from assessments.items.models import ItemVersion
from lms.extensions import db
from tests.benchmarks.load import rush
from tests.benchmarks.messages import FORM, message
from tests.benchmarks.reports import add_line

LEARNERS, ANSWERS, SECONDS = 300, 10, 30
MAX_P95 = 500  # ms


@pytest.fixture(scope="session")
def hall(full_app):
    """Sheets of those who sit last, so that other measurements meet few closed attempts."""
    return full_app.extensions["seed"].sheets[-LEARNERS:]


@pytest.fixture(scope="session")
def sent(full_app, served, hall):
    """What each sends, in order, and the ids of all answers in it."""
    values = choices(full_app, [sheet.attempt_id for sheet in hall])
    ids, visitors = [], []
    for sheet in hall:
        slots = list(values[sheet.attempt_id].items())[:ANSWERS]
        names = [uuid4() for _slot in slots]
        saves = [save(sheet, served.port, *one) for one in zip(names, slots, strict=True)]
        token = f"csrf_token={sheet.learner.csrf_token}"
        path, cookie = f"/attempts/{sheet.attempt_id}/submit", sheet.learner.cookie
        end = message("POST", path, served.port, cookie, token, {"Content-Type": FORM})
        visitors.append([*saves, end])
        ids += names
    return visitors, ids


def choices(app, attempt_ids: list[UUID]):
    """By attempt and place: a value that may be chosen there."""
    query = (
        select(AttemptSlot.attempt_id, AttemptSlot.position, AttemptSlot.options)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id.in_(attempt_ids), ItemVersion.type_code == "single-choice")
    )
    found = {}
    with app.app_context():
        for attempt_id, position, options in db.session.execute(query):
            found.setdefault(attempt_id, {})[position] = options[0][0]
        db.session.rollback()
    return found


def save(sheet, port, response_id, slot):
    position, value = slot
    body = {"position": position, "fields": {"answer": [value]}, "flagged": False}
    token = sheet.learner.csrf_token
    return message(
        "PUT",
        f"/attempts/{sheet.attempt_id}/responses/{response_id}",
        port,
        sheet.learner.cookie,
        json.dumps(body),
        {"Content-Type": "application/json", "X-CSRFToken": token},
    )


def test_three_hundred_who_hand_in_together_lose_nothing_and_do_not_wait(
    full_app, served, hall, sent
):
    visitors, ids = sent
    answers = rush(served.port, visitors, seconds=SECONDS)
    times = sorted(time for _status, time in answers)
    p95 = times[int(len(times) * 0.95)]
    add_line(
        f"{LEARNERS} hand in within {SECONDS} s: p50 {times[len(times) // 2]:.0f}  p95 {p95:.0f} ms"
    )
    statuses = [status for status, _time in answers]
    assert (statuses.count(200), statuses.count(303)) == (LEARNERS * ANSWERS, LEARNERS)
    assert stored(full_app, hall, ids) == (LEARNERS * ANSWERS, LEARNERS, LEARNERS)
    assert p95 < MAX_P95


def stored(app, hall, ids):
    """Answers of those that were sent, attempts that are closed, and their scores."""
    attempts = [sheet.attempt_id for sheet in hall]
    with app.app_context():
        known = set(
            db.session.scalars(
                select(ResponseLogEntry.id).where(ResponseLogEntry.attempt_id.in_(attempts))
            )
        )
        closed = select(func.count()).where(
            Attempt.id.in_(attempts), Attempt.submitted_at.is_not(None)
        )
        scores = select(func.count()).where(Score.attempt_id.in_(attempts))
        counts = (len(known & set(ids)), db.session.scalar(closed), db.session.scalar(scores))
        db.session.rollback()
    return counts
