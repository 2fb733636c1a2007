"""Practice without a network: questions of choice for a pack, and answers that arrive later.

Callers commit. Option ids are the values of forms in a pack; no item of a test is in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.answers import get_current_answers
from assessments.attempts.history import AnyRow
from assessments.attempts.models import Attempt, AttemptSlot
from assessments.attempts.pages import ItemForm
from assessments.attempts.save import Answer
from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from assessments.items.pictures import get_stem_picture, with_choice_pictures
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import Feedback
from assessments.items.types.values import get_text
from assessments.items.vignettes import get_case
from assessments.practice import service
from assessments.practice.queries import select_protected_items

NOBODY: Final = UUID(int=0)
CHOICES: Final = ("single-choice", "multiple-choice")
MIN_SENTENCE_LENGTH: Final = 25  # characters; shorter texts are common phrases
MAX_ORDER: Final = 500  # questions that a phone orders


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A practice question for a pack; `right` are the options of a right answer."""

    id: UUID
    objective: str
    item: ItemForm
    right: tuple[str, ...]
    feedback: Feedback


def list_kept_questions(
    session: Session, context_id: UUID, *, language: str
) -> tuple[KeptQuestion, ...]:
    """Questions of choice of the practice form, in order.

    Those that are in a test of the course too are left out, as are those that share a sentence
    with an item of a test.
    """
    texts = get_test_sentences(session, context_id)
    rows = session.execute(
        select(
            ItemVersion.id,
            ItemVersion.type_code,
            ItemVersion.objective_code,
            ItemVersion.content,
            ItemVersion.answer_key,
        )
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.code == "practice",
            ItemVersion.type_code.in_(CHOICES),
            ItemVersion.item_id.not_in(select_protected_items(context_id, NOBODY)),
        )
        .order_by(FormSlot.position)
    )
    return tuple(
        _question(row, language)
        for row in rows
        if texts.isdisjoint(sentences([row.content, row.answer_key]))
    )


def list_practice_order(
    session: Session, *, learner_id: UUID, context_id: UUID, now: datetime
) -> list[UUID]:
    """Item versions that are planned for a learner, the most urgent first."""
    return service.due_versions(session, context_id, learner_id, count=MAX_ORDER, now=now)


def answer_kept_question(
    session: Session,
    *,
    learner_id: UUID,
    context_id: UUID,
    item_version_id: UUID,
    response_id: UUID,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Store an answer of a phone: in the open round if it asks the question, else in its own.

    Raises AttemptNotFound for another question, ResponseRefused or PracticeAnswerMissing.
    """
    assessment = service.lock_practice(session, context_id, learner_id)
    known = {question.id for question in list_kept_questions(session, context_id, language="id")}
    if item_version_id not in known:
        raise errors.AttemptNotFound(attempt_id=item_version_id)
    slot = _open_slot(session, assessment.id, learner_id, item_version_id)
    if slot is None:
        attempt_id = service.begin_round(
            session, assessment, learner_id=learner_id, versions=[item_version_id], now=now
        )
        own = select(AttemptSlot).where(AttemptSlot.attempt_id == attempt_id)
        slot = session.scalars(own).one()
    shown = {option_id: value for value, option_id in slot.options}
    service.answer_practice(
        session,
        attempt_id=slot.attempt_id,
        learner_id=learner_id,
        position=slot.position,
        response_id=response_id,
        response=Answer(
            {name: [shown.get(value, value) for value in given] for name, given in fields.items()}
        ),
        now=now,
    )


def get_test_sentences(session: Session, context_id: UUID) -> set[str]:
    """The sentences of all items in tests of a course version, in all languages."""
    rows = session.execute(
        select(ItemVersion.content, ItemVersion.answer_key)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.code != "practice")
    )
    return {text for row in rows for text in sentences(list(row))}


def sentences(value: object) -> Iterator[str]:
    """The texts of content that are long enough to be told apart from common phrases."""
    if isinstance(value, str) and len(value) >= MIN_SENTENCE_LENGTH:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from sentences(part)


def _open_slot(
    session: Session, assessment_id: UUID, learner_id: UUID, item_version_id: UUID
) -> AttemptSlot | None:
    """The place of a question in the open round, unless it is answered there."""
    slot = session.scalar(
        select(AttemptSlot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(
            Attempt.assessment_id == assessment_id,
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            AttemptSlot.item_version_id == item_version_id,
        )
    )
    if slot is None:
        return None
    answer = get_current_answers(session, slot.attempt_id).get(slot.position)
    return None if answer is not None and answer.is_answered else slot


def _question(row: AnyRow, language: str) -> KeptQuestion:
    kind, content = ITEM_TYPES[row.type_code], row.content
    options = [[option_id, option_id] for option_id in kind.option_ids(content)]
    controls = kind.controls(content, options, None, language)
    item = ItemForm(
        position=1,
        stem=get_text(content, "stem", language),
        controls=with_choice_pictures(controls, content, options, language),
        is_flagged=False,
        sequence=0,
        saved_at=None,
        case=get_case(content, language),
        picture=get_stem_picture(content, language),
    )
    feedback = kind.feedback(content, row.answer_key, None, language)
    return KeptQuestion(
        row.id, row.objective_code, item, tuple(row.answer_key["correct"]), feedback
    )
