"""Statements of a scale, further questions of a follow-up, and what people answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from assessments.items.entries import STATEMENT
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.types.likert import CONCERNS, MEASURES, REVERSE, get_points
from assessments.items.types.values import Content, Key

VERSION_ID: Final = cast(ItemVersion.id, String).label("version_id")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the scale."""

    code: str
    content: Content
    key: Key

    @property
    def is_reversed(self) -> bool:
        """Whether agreement is less confidence."""
        return bool(self.key.get(REVERSE))

    def points(self, rating: float) -> float:
        """Return the points of a rating: more points are more confidence."""
        return get_points(self.content, self.key, rating)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the follow-up; `concerns` are the options that tell of harm."""

    code: str
    measure: str
    content: Content
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScaleForms:
    """Statements and questions by id of their version as text, in the order of the form."""

    statements: Mapping[str, Statement] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)


def read_scale_forms(session: Session, context_id: UUID) -> ScaleForms:
    """Return what the scale and the follow-up of a course version ask, in one query."""
    rows = session.execute(
        select(
            VERSION_ID,
            AssessmentForm.code,
            Item.code.label("item_code"),
            ItemVersion.content,
            ItemVersion.answer_key,
        )
        .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.kind == "self-efficacy")
        .order_by(FormSlot.position)
    ).all()
    statements = {
        row.version_id: Statement(row.item_code, row.content, row.answer_key)
        for row in rows
        if row.code == STATEMENT
    }
    questions = {
        row.version_id: Question(
            row.item_code,
            str(row.answer_key.get(MEASURES, "")),
            row.content,
            tuple(map(str, row.answer_key.get(CONCERNS, ()))),
        )
        for row in rows
        if row.item_code not in {statement.code for statement in statements.values()}
    }
    return ScaleForms(statements, questions)


def complete_ratings(forms: ScaleForms, ratings: Mapping[str, float]) -> dict[str, float]:
    """Return the points by statement; nothing unless all statements were answered.

    Sums over people who answered one statement and not another would differ by single people.
    `ratings` are by version of the statement or question.
    """
    if not forms.statements.keys() <= ratings.keys():
        return {}
    return {s.code: s.points(ratings[version_id]) for version_id, s in forms.statements.items()}


def chosen_options(
    forms: ScaleForms, asked: Collection[str], ratings: Mapping[str, float]
) -> dict[str, str]:
    """Return the chosen option of each question that was asked, "" for none."""
    return {
        question.code: f"{ratings[version_id]:.0f}" if version_id in ratings else ""
        for version_id, question in forms.questions.items()
        if version_id in asked
    }
