"""Data of the pages of an open attempt: an item, the map, a whole scale. Never a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import Executable, and_, bindparam, select
from sqlalchemy.orm import Session

from assessments.attempts.answers import CurrentAnswer, get_answers_by_slot
from assessments.attempts.history import AnyRow
from assessments.attempts.models import POSITIONS, Attempt, AttemptSlot
from assessments.attempts.time_limits import is_over
from assessments.errors import AttemptNotFound
from assessments.items.models import Assessment, ItemVersion
from assessments.items.pictures import find_picture, get_stem_picture, with_choice_pictures
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import Control, InvalidResponse, ItemType, Picture
from assessments.items.types.values import Fields, Options, Response, get_text
from assessments.items.vignettes import Case, get_case
from assessments.kinds import Task, task_of
from assessments.scoring.policies import resolve_rules

ITEM_COLUMNS: Final = (
    AttemptSlot.position,
    AttemptSlot.options,
    ItemVersion.type_code,
    ItemVersion.content,
)


@dataclass(frozen=True, slots=True)
class ItemMark:
    """A position on the map of an attempt."""

    position: int
    is_answered: bool
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class AttemptMap:
    """An attempt with the state of each of its questions."""

    attempt_id: UUID
    context_id: UUID
    task: Task
    number: int  # of the attempt: 2 and more are retakes
    submitted_at: datetime | None
    deadline_at: datetime | None
    marks: tuple[ItemMark, ...]
    is_on_one_page: bool  # all questions together, by the course's policy

    def is_over(self, now: datetime) -> bool:
        """Return whether its time has run out, even if it is not submitted yet."""
        return self.submitted_at is None and is_over(self.deadline_at, now)

    def remaining_seconds(self, now: datetime) -> int | None:
        """Return the remaining time, rounded down; None without a time limit."""
        if self.deadline_at is None:
            return None
        return max(0, int((self.deadline_at - now).total_seconds()))

    @property
    def answered(self) -> int:
        """Number of answered questions."""
        return sum(mark.is_answered for mark in self.marks)

    @property
    def flagged(self) -> int:
        """Number of flagged questions."""
        return sum(mark.is_flagged for mark in self.marks)

    @property
    def blanks(self) -> tuple[int, ...]:
        """Positions without an answer."""
        return tuple(mark.position for mark in self.marks if not mark.is_answered)

    @property
    def resume_at(self) -> int:
        """The first position without an answer; the last one if all have an answer."""
        return self.blanks[0] if self.blanks else len(self.marks)


@dataclass(frozen=True, slots=True)
class ItemForm:
    """An item with its current answer and the sequence of its last log entry."""

    position: int
    stem: str
    controls: tuple[Control, ...]
    is_flagged: bool
    sequence: int
    saved_at: datetime | None
    case: Case | None = None  # shown above the question
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class AttemptItem:
    """An item of an attempt, for one page."""

    item: ItemForm
    map: AttemptMap


@dataclass(frozen=True, slots=True)
class AttemptScale:
    """All statements of a scale, for one page."""

    items: tuple[ItemForm, ...]
    map: AttemptMap


def get_attempt_map(session: Session, attempt_id: UUID, *, learner_id: UUID) -> AttemptMap:
    """Return the map of an attempt. Raises AttemptNotFound, also for another learner's."""
    attempt = _get_attempt(session, attempt_id, None, learner_id)
    return _build_map(attempt, get_answers_by_slot(session, attempt_id))


def get_attempt_item(
    session: Session,
    attempt_id: UUID,
    position: int,
    *,
    learner_id: UUID,
    language: str,
    typed: Fields | None = None,
) -> AttemptItem:
    """Return an item; valid `typed` fields replace the stored answer.

    Raises AttemptNotFound, also for an unknown position.
    """
    attempt = _get_attempt_with_item(session, attempt_id, position, learner_id)
    answers = get_answers_by_slot(session, attempt_id)
    return AttemptItem(
        _build_item_form(attempt, answers, language, typed), _build_map(attempt, answers)
    )


def get_attempt_picture(
    session: Session, attempt_id: UUID, position: int, target: str, *, learner_id: UUID
) -> tuple[str, bytes]:
    """Return media type and bytes. Raises AttemptNotFound, also if there is no picture."""
    row = _get_attempt_with_item(session, attempt_id, position, learner_id)
    picture = find_picture(row.content, row.options, target)
    if picture is None:
        raise AttemptNotFound(attempt_id=attempt_id)
    return picture


def get_attempt_scale(
    session: Session,
    attempt_id: UUID,
    *,
    learner_id: UUID,
    language: str,
    typed: Mapping[int, Fields] | None = None,
) -> AttemptScale:
    """Return all statements of a scale; `typed` is by position. Raises AttemptNotFound."""
    attempt = _get_attempt(session, attempt_id, None, learner_id)
    answers = get_answers_by_slot(session, attempt_id)
    rows = session.execute(_items_statement(), {"attempt_id": attempt_id})
    typed_fields = typed or {}
    items = tuple(
        _build_item_form(row, answers, language, typed_fields.get(row.position)) for row in rows
    )
    return AttemptScale(items, _build_map(attempt, answers))


def _get_attempt(
    session: Session, attempt_id: UUID, position: int | None, learner_id: UUID
) -> AnyRow:
    """Return the attempt with the item at a position, if there is one. Raises AttemptNotFound."""
    of_learner = {"attempt_id": attempt_id, "learner_id": learner_id, "position": position}
    row = session.execute(_attempt_statement(), of_learner).one_or_none()
    if row is None:
        raise AttemptNotFound(attempt_id=attempt_id)
    return row


def _get_attempt_with_item(
    session: Session, attempt_id: UUID, position: int, learner_id: UUID
) -> AnyRow:
    """Return the attempt with an item. Raises AttemptNotFound, also for an unknown position."""
    row = _get_attempt(session, attempt_id, position if position in POSITIONS else None, learner_id)
    if row.position is None:
        raise AttemptNotFound(attempt_id=attempt_id)
    return row


@cache
def _attempt_statement() -> Executable:
    """Cached, since building a statement takes longer than running it."""
    at_position = and_(
        AttemptSlot.attempt_id == Attempt.id, AttemptSlot.position == bindparam("position")
    )
    return (
        select(
            Attempt.id,
            Attempt.number,
            Attempt.submitted_at,
            Attempt.deadline_at,
            Assessment.context_id,
            Assessment.kind,
            Assessment.purpose,
            Assessment.policy,
            *ITEM_COLUMNS,
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .outerjoin(AttemptSlot, at_position)
        .outerjoin(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(
            Attempt.id == bindparam("attempt_id"),
            Attempt.learner_id == bindparam("learner_id"),
        )
    )


@cache
def _items_statement() -> Executable:
    return (
        select(*ITEM_COLUMNS)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == bindparam("attempt_id"))
        .order_by(AttemptSlot.position)
    )


def _build_map(row: AnyRow, answers: Mapping[int, CurrentAnswer]) -> AttemptMap:
    """`answers` must have each slot."""
    task = task_of(row.kind, row.purpose)
    return AttemptMap(
        row.id,
        row.context_id,
        task,
        row.number,
        row.submitted_at,
        row.deadline_at,
        tuple(
            ItemMark(position, answer.is_answered, answer.is_flagged)
            for position, answer in answers.items()
        ),
        resolve_rules(task, row.policy).layout == "all-on-one-page",
    )


def _build_item_form(
    row: AnyRow, answers: Mapping[int, CurrentAnswer], language: str, typed: Fields | None
) -> ItemForm:
    answer = answers[row.position]
    kind = ITEM_TYPES[row.type_code]
    response = _parse_typed(kind, typed, row.options) or answer.response
    return ItemForm(
        position=row.position,
        stem=get_text(row.content, "stem", language),
        controls=with_choice_pictures(
            kind.controls(row.content, row.options, response, language),
            row.content,
            row.options,
            language,
        ),
        is_flagged=answer.is_flagged,
        sequence=answer.sequence,
        saved_at=answer.saved_at,
        case=get_case(row.content, language),
        picture=get_stem_picture(row.content, language),
    )


def _parse_typed(kind: ItemType, typed: Fields | None, options: Options) -> Response | None:
    try:
        return kind.response(typed, options) if typed else None
    except InvalidResponse:
        return None
