"""Scores attempts anew from their log and says which scores differ. Reads only.

Many attempts at a time: a fixed number of queries for a batch of learners.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, cast, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from assessments.attempts.free_text import ERASED, SEALED, decrypt_response
from assessments.attempts.history import is_current_score
from assessments.attempts.models import (
    Attempt,
    AttemptSlot,
    LateResponse,
    ResponseLogEntry,
    Score,
)
from assessments.items.models import Assessment, FormSlot, ItemVersion
from assessments.kinds import task_of
from assessments.rescoring.rulings import Rulings, VersionKey
from assessments.scoring.policies import resolve_rules
from assessments.scoring.score import AnsweredSlot, AttemptScore, score_attempt


class _IdCache(dict[Any, UUID]):
    """Ids by what the database gives for them: each is made once, not once a row."""

    def __missing__(self, raw: Any) -> UUID:
        self[raw] = found = UUID(str(raw))
        return found


def _untyped(column: Any) -> Any:
    return type_coerce(column, NullType())


Responses = dict[tuple[UUID, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """A result as it is compared: old against new."""

    points: float
    max_points: int
    percent: int
    has_passed: bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """A finished attempt whose score differs; `number` counts the learner's attempts."""

    attempt_id: UUID
    learner_id: UUID
    assessment_id: UUID
    number: int
    before: ScoreSummary
    after: ScoreSummary
    slot_points: dict[str, float]
    score_number: int  # of the score so far


def find_score_changes(
    session: Session, learner_ids: Collection[UUID], reached: ColumnElement[bool], rulings: Rulings
) -> list[Change]:
    """Of these learners' attempts that a regrade reaches; those that score as before are left."""
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
        .where(Attempt.learner_id.in_(learner_ids), reached, is_current_score())
        .order_by(Attempt.learner_id, Attempt.number)
        .with_for_update(of=Attempt)  # PostgreSQL; SQLite has one writer
    ).all()
    scored = _score_all(session, rows, rulings)
    return [change for row in rows if (change := _change(row, scored[row.id])) is not None]


def _change(row: Row[*tuple[Any, ...]], result: AttemptScore) -> Change | None:
    before = ScoreSummary(row.points, row.max_points, row.percent, row.has_passed)
    after = ScoreSummary(float(result.points), result.max_points, result.percent, result.has_passed)
    slot_points = {str(place): float(share) for place, share in result.slot_points.items()}
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
    session: Session, rows: Iterable[Row[*tuple[Any, ...]]], rulings: Rulings
) -> dict[UUID, AttemptScore]:
    ids = {row.id: row for row in rows}
    slots = _slots(session, ids)
    versions = _versions(session, {version for places in slots.values() for _p, version in places})
    responses = _responses(session, ids)
    for attempt_id, position, response in _late_responses(session, ids, rulings):
        responses[attempt_id, position] = response

    def slot(row: Row[*tuple[Any, ...]], position: int, version: UUID) -> AnsweredSlot:
        response = _decrypt_response(session, row, position, responses.get((row.id, position)))
        made = rulings.slot(position, versions[version], response)
        if response is None or ERASED not in response:
            return made
        earned = Fraction(row.slot_points.get(str(position), 0))
        return replace(made, response=None, earned=earned)

    required = _required_positions(session, ids.values())
    return {
        row.id: score_attempt(
            [slot(row, position, version) for position, version in slots[row.id]],
            pass_percent=row.pass_percent,
            required=required[row.id],
        )
        for row in ids.values()
    }


def _required_positions(
    session: Session, rows: Iterable[Row[*tuple[Any, ...]]]
) -> defaultdict[UUID, set[int]]:
    """The places of each attempt that a course wants right in full, found by their slot."""
    wanted = {
        row.id: resolve_rules(task_of(row.kind, row.purpose), row.policy).required_slots
        for row in rows
    }
    places = session.execute(
        select(AttemptSlot.attempt_id, AttemptSlot.position, FormSlot.blueprint_slot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(
            FormSlot,
            (FormSlot.item_version_id == AttemptSlot.item_version_id)
            & (FormSlot.form_id == Attempt.form_id),
        )
        .where(AttemptSlot.attempt_id.in_([one for one, slots in wanted.items() if slots]))
    )
    found = defaultdict(set)
    for attempt_id, position, slot in places:
        if slot in wanted[attempt_id]:
            found[attempt_id].add(position)
    return found


def _decrypt_response(
    session: Session, row: Row[*tuple[Any, ...]], position: int, stored: dict[str, Any] | None
) -> dict[str, Any] | None:
    """What was typed is sealed; of an erased person nobody can read it, and it keeps its points."""
    if not stored or SEALED not in stored:
        return stored
    return decrypt_response(
        session, stored, learner_id=row.learner_id, attempt_id=row.id, position=position
    )


def _slots(
    session: Session, attempt_ids: Collection[UUID]
) -> defaultdict[UUID, list[tuple[int, UUID]]]:
    slot, ids = AttemptSlot, _IdCache()
    found = defaultdict(list)
    query = select(_untyped(slot.attempt_id), slot.position, _untyped(slot.item_version_id))
    for attempt_id, position, version_id in session.execute(
        query.where(slot.attempt_id.in_(attempt_ids))
    ):
        found[ids[attempt_id]].append((position, ids[version_id]))
    return found


def _versions(session: Session, version_ids: Collection[UUID]) -> dict[UUID, VersionKey]:
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.type_code, ItemVersion.answer_key).where(
            ItemVersion.id.in_(version_ids)
        )
    )
    return {row[0]: VersionKey(*row) for row in rows}


def _responses(session: Session, attempt_ids: Collection[UUID]) -> Responses:
    """The last word on each slot. Equal answers are parsed once, since most are one of four."""
    entry = ResponseLogEntry
    rows = session.execute(
        select(_untyped(entry.attempt_id), entry.position, cast(entry.response, Text))
        .where(entry.attempt_id.in_(attempt_ids), entry.response.is_not(None))
        .order_by(entry.sequence)
    )
    ids = _IdCache()
    parsed: dict[str, dict[str, Any]] = {}
    found: Responses = {}
    for attempt_id, position, text in rows:
        if text not in parsed:
            parsed[text] = json.loads(text)
        found[ids[attempt_id], position] = parsed[text]
    return found


def _late_responses(
    session: Session, attempts: dict[UUID, Row[*tuple[Any, ...]]], rulings: Rulings
) -> Iterator[tuple[UUID, int, dict[str, Any]]]:
    """Answers that came after the end and count by a regrade, in the order in which they came."""
    until: dict[UUID, datetime] = {}
    for attempt_id, row in attempts.items():
        moment = rulings.late_until(row.assessment_id, attempt_id)
        if moment is not None:
            until[attempt_id] = moment
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
