"""Adds many submitted attempts at once, of invented learners. Callers commit.

Rows are the same as those of learners who answer on pages: slots in the order of the attempt, a log
of answers, an event, and a score by the same function.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, cycle
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, undefer

from assessments.attempts.arms import lock_current_block
from assessments.attempts.layout import ORDER_KEY
from assessments.attempts.models import (
    ArmAssignment,
    Attempt,
    AttemptEvent,
    AttemptSlot,
    ResponseLogEntry,
    Score,
)
from assessments.forms.assembly import Shuffle
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.items.types.likert import MEASURES
from assessments.items.types.model_answers import right_response, wrong_responses
from assessments.items.types.values import Response
from assessments.items.vignettes import get_case_code
from assessments.kinds import TASKS, Arm, Kind, Task
from assessments.scoring.policies import resolve_rules
from assessments.scoring.score import SCORING_VERSION, AnsweredSlot, AttemptScore, score_attempt
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports

BLOCK: Final[tuple[Arm, ...]] = ("AB", "BA", "BA", "AB")  # balanced after every second learner


@dataclass(frozen=True, slots=True)
class AnswerableItem:
    """An item with model answers; for a scale, `right` is None and `points` its ratings.

    `measures` says what a question of a follow-up asks about.
    """

    version_id: UUID
    code: str
    slot: str
    right: Response | None
    wrong: tuple[Response, ...]
    points: tuple[Response, ...] = ()
    measures: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredAttempt:
    """An attempt to add: one answer for each item of the form; None leaves an item blank.

    Of a pool, the items are those with an answer, one of each slot.
    """

    learner_id: UUID
    task: Task
    form: str
    answers: Mapping[UUID, Response | None]  # by item version
    started_at: datetime
    submitted_at: datetime
    number: int = 1  # of the attempts at this task


@dataclass(frozen=True, slots=True)
class _Version:
    id: UUID
    code: str
    slot: str
    row: ItemVersion


def get_answerable_forms(
    session: Session, context_id: UUID
) -> dict[tuple[Kind, str], tuple[AnswerableItem, ...]]:
    """Return the items of the forms and pools of a course version, by kind and code."""
    forms = _get_versions(session, context_id)
    return {
        form: tuple(_answerable(version) for version in versions)
        for form, versions in forms.items()
    }


def assign_arms(
    session: Session,
    learners_by_cohort: Mapping[UUID, Sequence[UUID]],
    *,
    context_id: UUID,
    now: datetime,
) -> dict[UUID, Arm]:
    """Assign arms to new learners of cohorts, by the fixed block of four in their order.

    A block that is not full yet is filled first. Learners who start in these cohorts wait.
    """
    arms: dict[UUID, Arm] = {}
    rows = []
    for cohort_id, learners in sorted(learners_by_cohort.items()):
        count, block = lock_current_block(session, cohort_id)
        upcoming = chain(_remaining(block), cycle(BLOCK))
        for sequence, learner_id in enumerate(learners, start=count + 1):
            arms[learner_id] = next(upcoming)
            rows.append(
                {
                    "id": new_id(),
                    "context_id": context_id,
                    "cohort_id": cohort_id,
                    "learner_id": learner_id,
                    "sequence": sequence,
                    "arm": arms[learner_id],
                    "assigned_at": now,
                }
            )
    if rows:
        session.execute(insert(ArmAssignment), rows)
    return arms


def _remaining(block: Collection[Arm]) -> list[Arm]:
    """Return the arms that fill a block that has begun; none for a block that has not."""
    remaining = list(BLOCK)
    for arm in block:
        remaining.remove(arm)
    return remaining if block else []


def add_submitted_attempts(
    session: Session, attempts: Collection[AnsweredAttempt], *, context_id: UUID
) -> None:
    """Add attempts of learners at the assessments of a course version, scored."""
    writer = _Writer(session, context_id)
    for number in sorted({attempt.number for attempt in attempts}):  # one is open at a time
        for attempt in attempts:
            if attempt.number == number:
                writer.add(attempt)
        writer.insert()


class _Writer:
    """Collects the rows of all attempts, and inserts them in the order of their references."""

    def __init__(self, session: Session, context_id: UUID) -> None:
        self._session = session
        self._key = get_ports(session).server_key.derive(ORDER_KEY)
        self._versions = _get_versions(session, context_id)
        in_context = AssessmentForm.context_id == context_id
        forms = session.execute(
            select(AssessmentForm.kind, AssessmentForm.code, AssessmentForm.id).where(in_context)
        )
        self._form_ids = {(form.kind, form.code): form.id for form in forms}
        offered = select(Assessment).where(Assessment.context_id == context_id)
        self._assessments = {(row.kind, row.purpose): row for row in session.scalars(offered)}
        self._attempts: list[dict[str, object]] = []
        self._slots: list[dict[str, object]] = []
        self._answers: list[dict[str, object]] = []
        self._events: list[dict[str, object]] = []
        self._scores: list[dict[str, object]] = []

    def add(self, attempt: AnsweredAttempt) -> None:
        kind, purpose = TASKS[attempt.task]
        assessment = self._assessments[kind, purpose]
        attempt_id = new_id()
        self._attempts.append(
            {
                "id": attempt_id,
                "assessment_id": assessment.id,
                "learner_id": attempt.learner_id,
                "form_id": self._form_ids[kind, attempt.form],
                "number": attempt.number,
                "started_at": attempt.started_at,
                "submitted_at": attempt.submitted_at,
            }
        )
        versions = self._in_order(attempt_id, kind, attempt)
        scored = self._add_slots(attempt_id, attempt, versions)
        for event, happened_at in (
            ("started", attempt.started_at),
            ("submitted", attempt.submitted_at),
        ):
            details = {"form": attempt.form} if event == "started" else {}
            row = {"id": new_id(), "attempt_id": attempt_id, "event": event}
            self._events.append({**row, "happened_at": happened_at, "details": details})
        if kind == "knowledge":
            rules = resolve_rules(attempt.task, assessment.policy)
            required = [
                position
                for position, version in enumerate(versions, start=1)
                if version.slot in rules.required_slots
            ]
            result = score_attempt(scored, pass_percent=assessment.pass_percent, required=required)
            self._add_score(attempt_id, result, attempt.submitted_at)

    def insert(self) -> None:
        """Insert all rows. Answers go in while the attempts are open, as the database demands."""
        opened = [{**row, "submitted_at": None} for row in self._attempts]
        for table, rows in (
            (Attempt, opened),
            (AttemptSlot, self._slots),
            (ResponseLogEntry, self._answers),
            (AttemptEvent, self._events),
            (Score, self._scores),
        ):
            if rows:
                self._session.execute(insert(table), rows)
        if self._attempts:
            closed = [{"id": r["id"], "submitted_at": r["submitted_at"]} for r in self._attempts]
            self._session.execute(update(Attempt), closed)
        for rows in (self._attempts, self._slots, self._answers, self._events, self._scores):
            rows.clear()

    def _in_order(self, attempt_id: UUID, kind: Kind, attempt: AnsweredAttempt) -> list[_Version]:
        versions = {
            version.slot: version
            for version in self._versions[kind, attempt.form]
            if version.id in attempt.answers
        }
        if kind == "self-efficacy":
            return list(versions.values())
        shuffle = Shuffle(self._key, attempt_id.bytes)
        cases = {slot: get_case_code(version.row.content) for slot, version in versions.items()}
        return [versions[slot] for slot in shuffle.order_slots(versions, cases)]

    def _add_slots(
        self, attempt_id: UUID, attempt: AnsweredAttempt, versions: Sequence[_Version]
    ) -> list[AnsweredSlot]:
        shuffle = Shuffle(self._key, attempt_id.bytes)
        scored = []
        for position, version in enumerate(versions, start=1):
            kind = ITEM_TYPES[version.row.type_code]
            response = attempt.answers.get(version.id)
            self._slots.append(
                {
                    "attempt_id": attempt_id,
                    "position": position,
                    "item_version_id": version.id,
                    "options": shuffle.options(version.slot, kind, version.row.content),
                }
            )
            if response is not None:
                self._answers.append(
                    {
                        "id": new_id(),
                        "attempt_id": attempt_id,
                        "position": position,
                        "sequence": position,
                        "response": response,
                        "is_flagged": False,
                        "received_at": attempt.submitted_at,
                    }
                )
            key = version.row.answer_key
            scored.append(AnsweredSlot(position, version.row.type_code, key, response))
        return scored

    def _add_score(self, attempt_id: UUID, result: AttemptScore, scored_at: datetime) -> None:
        self._scores.append(
            {
                "id": new_id(),
                "attempt_id": attempt_id,
                "number": 1,
                "scoring_version": SCORING_VERSION,
                "points": float(result.points),
                "max_points": result.max_points,
                "percent": result.percent,
                "has_passed": result.has_passed,
                "slot_points": {str(slot): float(n) for slot, n in result.slot_points.items()},
                "scored_at": scored_at,
            }
        )


def _get_versions(session: Session, context_id: UUID) -> dict[tuple[Kind, str], list[_Version]]:
    rows = session.execute(
        select(
            AssessmentForm.kind,
            AssessmentForm.code,
            FormSlot.blueprint_slot,
            Item.code.label("item_code"),
            ItemVersion,
        )
        .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AssessmentForm.context_id == context_id)
        .order_by(AssessmentForm.id, FormSlot.position)
        .options(undefer(ItemVersion.answer_key))
    )
    versions: dict[tuple[Kind, str], list[_Version]] = {}
    for kind, code, slot, item_code, row in rows:
        versions.setdefault((kind, code), []).append(_Version(row.id, item_code, slot, row))
    return versions


def _answerable(version: _Version) -> AnswerableItem:
    kind, row = ITEM_TYPES[version.row.type_code], version.row
    if not kind.is_scored:
        points = tuple({"rating": int(option)} for option in kind.option_ids(row.content))
        measures = str(row.answer_key.get(MEASURES, ""))
        return AnswerableItem(version.id, version.code, version.slot, None, (), points, measures)
    return AnswerableItem(
        version.id,
        version.code,
        version.slot,
        right_response(row.type_code, row.answer_key),
        tuple(wrong_responses(kind, row.content, row.answer_key)),
    )
