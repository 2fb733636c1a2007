"""Scores attempts again from their log and reports the scores that differ. Read-only.

Uses a fixed number of queries per batch of learners.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from assessments.attempts.free_text import ERASED, SEALED, decrypt_response
from assessments.attempts.history import AnyRow, is_current_score
from assessments.attempts.models import (
    Attempt,
    AttemptSlot,
    LateResponse,
    ResponseLogEntry,
    Score,
)
from assessments.items.models import Assessment, FormSlot, ItemVersion
from assessments.items.types.values import JsonObject, Response
from assessments.kinds import task_of
from assessments.rescoring.rulings import Rulings, VersionKey
from assessments.scoring.policies import resolve_rules
from assessments.scoring.score import AnsweredSlot, AttemptScore, score_attempt


class _IdCache(dict[object, UUID]):
    """UUIDs by the raw value of the database: parses each value once, not once per row."""

    def __missing__(self, raw: object) -> UUID:
        self[raw] = value = UUID(str(raw))
        return value


def _untyped(column: InstrumentedAttribute[UUID]) -> ColumnElement[object]:
    return type_coerce(column, NullType())


Responses = dict[tuple[UUID, int], Response]  # by attempt and position


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """A result, for comparison of the old with the new score."""

    points: float
    max_points: int
    percent: int
    has_passed: bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """A submitted attempt whose score differs; `number` counts the learner's attempts."""

    attempt_id: UUID
    learner_id: UUID
    assessment_id: UUID
    number: int
    before: ScoreSummary
    after: ScoreSummary
    slot_points: dict[str, float]
    score_number: int  # of the current score


def find_score_changes(
    session: Session, learner_ids: Collection[UUID], affected: ColumnElement[bool], rulings: Rulings
) -> list[Change]:
    """Score the affected attempts of these learners and return those whose score differs.

    `affected` selects the attempts. Locks them until the end of the transaction.
    """
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.learner_id,
            Attempt.assessment_id,
            Attempt.number,
            Assessment.pass_percent,
            Assessment.kind,
            Assessment.purpose,
            Assessment.policy,
            Score.number.label("score_number"),
            Score.points,
            Score.max_points,
            Score.percent,
            Score.has_passed,
            Score.slot_points,
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(Score, Score.attempt_id == Attempt.id)
        .where(Attempt.learner_id.in_(learner_ids), affected, is_current_score())
        .order_by(Attempt.learner_id, Attempt.number)
        .with_for_update(of=Attempt)  # PostgreSQL; SQLite has one writer
    ).all()
    scored = _score_all(session, rows, rulings)
    return [change for row in rows if (change := _change(row, scored[row.id])) is not None]


def _change(row: AnyRow, result: AttemptScore) -> Change | None:
    before = ScoreSummary(row.points, row.max_points, row.percent, row.has_passed)
    after = ScoreSummary(float(result.points), result.max_points, result.percent, result.has_passed)
    slot_points = {str(position): float(share) for position, share in result.slot_points.items()}
    if before == after and row.slot_points == slot_points:
        return None
    return Change(
        row.id,
        row.learner_id,
        row.assessment_id,
        row.number,
        before,
        after,
        slot_points,
        row.score_number,
    )


def _score_all(
    session: Session, rows: Iterable[AnyRow], rulings: Rulings
) -> dict[UUID, AttemptScore]:
    ids = {row.id: row for row in rows}
    slots = _slots(session, ids)
    versions = _versions(
        session, {version for pairs in slots.values() for _position, version in pairs}
    )
    responses = _responses(session, ids)
    for attempt_id, position, response in _late_responses(session, ids, rulings):
        responses[attempt_id, position] = response

    def slot(row: AnyRow, position: int, version: UUID) -> AnsweredSlot:
        response = _decrypt_response(session, row, position, responses.get((row.id, position)))
        scored = rulings.slot(position, versions[version], response)
        if response is None or ERASED not in response:
            return scored
        earned = Fraction(row.slot_points.get(str(position), 0))
        return replace(scored, response=None, earned=earned)

    required = _required_positions(session, ids.values())
    return {
        row.id: score_attempt(
            [slot(row, position, version) for position, version in slots[row.id]],
            pass_percent=row.pass_percent,
            required=required[row.id],
        )
        for row in ids.values()
    }


def _required_positions(session: Session, rows: Iterable[AnyRow]) -> defaultdict[UUID, set[int]]:
    """Return the positions that must be fully right to pass, by attempt."""
    required_slots = {
        row.id: resolve_rules(task_of(row.kind, row.purpose), row.policy).required_slots
        for row in rows
    }
    concerned = [attempt_id for attempt_id, slots in required_slots.items() if slots]
    slot_rows = session.execute(
        select(AttemptSlot.attempt_id, AttemptSlot.position, FormSlot.blueprint_slot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(
            FormSlot,
            (FormSlot.item_version_id == AttemptSlot.item_version_id)
            & (FormSlot.form_id == Attempt.form_id),
        )
        .where(AttemptSlot.attempt_id.in_(concerned))
    )
    required = defaultdict(set)
    for attempt_id, position, slot in slot_rows:
        if slot in required_slots[attempt_id]:
            required[attempt_id].add(position)
    return required


def _decrypt_response(
    session: Session, row: AnyRow, position: int, stored: Response | None
) -> Response | None:
    """Decrypt typed text. After erasure it is unreadable, and the answer keeps its points."""
    if not stored or SEALED not in stored:
        return stored
    return decrypt_response(
        session, stored, learner_id=row.learner_id, attempt_id=row.id, position=position
    )


def _slots(
    session: Session, attempt_ids: Collection[UUID]
) -> defaultdict[UUID, list[tuple[int, UUID]]]:
    slot, ids = AttemptSlot, _IdCache()
    slots = defaultdict(list)
    query = select(_untyped(slot.attempt_id), slot.position, _untyped(slot.item_version_id))
    for attempt_id, position, version_id in session.execute(
        query.where(slot.attempt_id.in_(attempt_ids))
    ):
        slots[ids[attempt_id]].append((position, ids[version_id]))
    return slots


def _versions(session: Session, version_ids: Collection[UUID]) -> dict[UUID, VersionKey]:
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.type_code, ItemVersion.answer_key).where(
            ItemVersion.id.in_(version_ids)
        )
    )
    return {row[0]: VersionKey(*row) for row in rows}


def _responses(session: Session, attempt_ids: Collection[UUID]) -> Responses:
    """Return the last answer to each slot; parses equal JSON texts once, as most repeat."""
    entry = ResponseLogEntry
    rows = session.execute(
        select(_untyped(entry.attempt_id), entry.position, cast(entry.response, Text))
        .where(entry.attempt_id.in_(attempt_ids), entry.response.is_not(None))
        .order_by(entry.sequence)
    )
    ids = _IdCache()
    parsed: dict[str, JsonObject] = {}
    responses: Responses = {}
    for attempt_id, position, text in rows:
        if text not in parsed:
            parsed[text] = json.loads(text)
        responses[ids[attempt_id], position] = parsed[text]
    return responses


def _late_responses(
    session: Session, attempts: dict[UUID, AnyRow], rulings: Rulings
) -> Iterator[tuple[UUID, int, Response]]:
    """Yield late answers that count by a decision, in order of arrival."""
    until: dict[UUID, datetime] = {}
    for attempt_id, row in attempts.items():
        end = rulings.late_until(row.assessment_id, attempt_id)
        if end is not None:
            until[attempt_id] = end
    if not until:
        return
    late = LateResponse
    rows = session.execute(
        select(late.attempt_id, late.position, late.response, late.received_at)
        .where(late.attempt_id.in_(until), late.response.is_not(None))
        .order_by(late.received_at, late.id)
    )
    for attempt_id, position, response, received_at in rows:
        if received_at <= until[attempt_id]:
            yield attempt_id, position, response or {}
