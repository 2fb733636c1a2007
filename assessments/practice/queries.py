"""Read models of practice pages. Reasons are read only for answered questions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session, aliased

from assessments.attempts.answers import get_current_answers
from assessments.attempts.history import CONTEXT, LEARNER, attempts_statement, histories_from_rows
from assessments.attempts.models import Attempt, AttemptSlot
from assessments.attempts.pages import AttemptMap, ItemForm, get_attempt_item, get_attempt_map
from assessments.attempts.results import AssessmentStates, states_from_histories
from assessments.errors import AttemptNotFound
from assessments.items.models import Assessment, AssessmentForm, FormSlot, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import Feedback
from assessments.items.types.values import Fields
from assessments.practice.models import PracticeCard, PracticePutAway

FULL_CREDIT = 1
OpenAttempt, Practice = aliased(Attempt), aliased(Assessment)


@dataclass(frozen=True, slots=True)
class PracticeOffer:
    """Numbers of questions: due, planned in total and learnt; and the open round."""

    due: int
    planned: int
    learnt: int
    next_due_at: datetime | None
    open_attempt_id: UUID | None
    is_put_away: bool


@dataclass(frozen=True, slots=True)
class HomeStates:
    """Tests and practice for the home page."""

    states: AssessmentStates
    practice_due: int
    has_open_round: bool
    is_put_away: bool

    @property
    def offers_practice(self) -> bool:
        """Tell whether the home page shows practice."""
        return not self.is_put_away and (self.has_open_round or self.practice_due > 0)


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """A question; `feedback` is set once it is answered."""

    item: ItemForm
    map: AttemptMap
    feedback: Feedback | None

    @property
    def is_right(self) -> bool:
        """Tell whether the answer earned full credit."""
        return self.feedback is not None and self.feedback.points == FULL_CREDIT


@dataclass(frozen=True, slots=True)
class PracticeRound:
    """A finished round."""

    context_id: UUID
    right: int
    count: int


@dataclass(frozen=True, slots=True)
class RecallCount:
    """Questions last answered right since a moment, of all that practice may ask."""

    right: int
    total: int


def get_practice_offer(
    session: Session, *, learner_id: UUID, context_id: UUID, now: datetime
) -> PracticeOffer:
    """Return what a learner can practise in a course version."""
    of_learner = {"learner_id": learner_id, "context_id": context_id, "now": now}
    row = session.execute(OFFER, of_learner).one()
    return PracticeOffer(
        row.due, row.planned, row.learnt, row.next_due_at, row.open_id, bool(row.away)
    )


def get_practice_item(
    session: Session,
    attempt_id: UUID,
    position: int,
    *,
    learner_id: UUID,
    language: str,
    typed: Fields | None = None,
) -> PracticeItem:
    """Return a question of a round. Raises AttemptNotFound, also if it is not practice."""
    shown = get_attempt_item(
        session, attempt_id, position, learner_id=learner_id, language=language, typed=typed
    )
    if shown.map.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    answer = get_current_answers(session, attempt_id).get(position)
    if answer is None or not answer.is_answered:
        return PracticeItem(shown.item, shown.map, None)
    type_code, content, key = session.execute(
        select(ItemVersion.type_code, ItemVersion.content, ItemVersion.answer_key)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == position)
    ).one()
    feedback = ITEM_TYPES[type_code].feedback(content, key, answer.response, language)
    return PracticeItem(shown.item, shown.map, feedback)


def get_practice_round(session: Session, attempt_id: UUID, *, learner_id: UUID) -> PracticeRound:
    """Return the number of fully right answers. Raises AttemptNotFound."""
    attempt = get_attempt_map(session, attempt_id, learner_id=learner_id)
    if attempt.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    answers = get_current_answers(session, attempt_id)
    rows = session.execute(
        select(AttemptSlot.position, ItemVersion.type_code, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
    )
    right = sum(
        ITEM_TYPES[kind].score(key, answers[position].response) == FULL_CREDIT
        for position, kind, key in rows
        if position in answers
    )
    return PracticeRound(attempt.context_id, right, len(attempt.marks))


def count_recalled(
    session: Session, *, learner_id: UUID, context_id: UUID, since: datetime
) -> RecallCount:
    """Count questions whose last answer since a moment was right."""
    is_right = (PracticeCard.step > 0) & (PracticeCard.answered_at >= since)
    right, total = session.execute(
        select(func.count().filter(is_right), func.count()).where(
            PracticeCard.learner_id == learner_id,
            PracticeCard.context_id == context_id,
            PracticeCard.item_id.not_in(select_protected_items(context_id, learner_id)),
        )
    ).one()
    return RecallCount(right, total)


def select_protected_items(context_id: UUID, learner_id: UUID) -> Select[tuple[UUID]]:
    """Select items whose key practice would reveal: items of tests of the course, or begun."""
    in_forms = (
        select(ItemVersion.item_id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.code != "practice")
    )
    begun = (
        select(ItemVersion.item_id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            Assessment.purpose != "practice",
        )
    )
    return select(union_all(in_forms, begun).subquery().c.item_id)


def get_home_states(
    session: Session, *, learner_id: UUID, context_id: UUID, now: datetime
) -> HomeStates:
    """Return tests and practice in one query, for the most visited page."""
    of_learner = {"learner_id": learner_id, "context_id": context_id, "now": now}
    rows = session.execute(HOME, of_learner).all()
    states = states_from_histories(histories_from_rows(rows))
    if not rows:
        return HomeStates(states, 0, has_open_round=False, is_put_away=False)
    return HomeStates(states, rows[0].due, rows[0].open_id is not None, bool(rows[0].away))


MINE = (
    PracticeCard.learner_id == LEARNER,
    PracticeCard.context_id == CONTEXT,
)
NOW = bindparam("now", type_=PracticeCard.__table__.c.due_at.type)
AWAY = (
    select(func.count())
    .where(
        PracticePutAway.learner_id == LEARNER,
        PracticePutAway.context_id == CONTEXT,
    )
    .scalar_subquery()
    .label("away")
)
OPEN_ROUND = (
    select(OpenAttempt.id)
    .join(Practice, Practice.id == OpenAttempt.assessment_id)
    .where(
        OpenAttempt.learner_id == LEARNER,
        OpenAttempt.submitted_at.is_(None),
        Practice.context_id == CONTEXT,
        Practice.purpose == "practice",
    )
    .scalar_subquery()
    .label("open_id")
)
DUE = select(func.count()).where(*MINE, PracticeCard.due_at <= NOW).scalar_subquery().label("due")
# Statements are built once, since building one takes longer than running it.
OFFER = select(
    func.count().filter(PracticeCard.due_at <= NOW).label("due"),
    func.count().label("planned"),
    func.count().filter(PracticeCard.due_at.is_(None)).label("learnt"),
    func.min(PracticeCard.due_at).filter(PracticeCard.due_at > NOW).label("next_due_at"),
    OPEN_ROUND,
    AWAY,
).where(*MINE)
HOME = attempts_statement().add_columns(DUE, OPEN_ROUND, AWAY)
