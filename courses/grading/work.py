"""Loads the completed work of learners, with three queries for all of them."""

from collections.abc import Collection
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, exists, or_, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson, Unit
from courses.enrolment.models import Enrolment
from courses.grading.computed_grade import BlockRef, CompletedWork
from courses.grading.rules import SCENARIOS
from courses.progress.models import LessonProgress, ScenarioResult, UnitProgress


def load_work(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, CompletedWork]:
    """Completed work by enrolment id; empty work for learners who have done nothing."""
    shares: dict[UUID, dict[BlockRef, Fraction]] = {
        enrolment_id: {} for enrolment_id in enrolment_ids
    }
    complete: dict[UUID, set[BlockRef]] = {enrolment_id: set() for enrolment_id in enrolment_ids}
    finished: dict[UUID, set[str]] = {enrolment_id: set() for enrolment_id in enrolment_ids}
    excused: dict[UUID, set[str]] = {enrolment_id: set() for enrolment_id in enrolment_ids}
    for enrolment_id, code, key, share, grade, max_grade in session.execute(_blocks(enrolment_ids)):
        if share >= 1:
            complete[enrolment_id].add(BlockRef(code, key))
        if max_grade:  # a grade with maximum 0 does not count
            shares[enrolment_id][BlockRef(code, key)] = Fraction(grade) / Fraction(max_grade)
    for enrolment_id, key, score, max_grade in session.execute(_scenarios(enrolment_ids)):
        if max_grade:
            shares[enrolment_id][BlockRef(SCENARIOS, key)] = Fraction(score, max_grade)
    for enrolment_id, code, state, live in session.execute(_lessons(enrolment_ids)):
        finished[enrolment_id].add(code)
        if state == "skipped" or live is not None:
            excused[enrolment_id].add(code)
    return {
        enrolment_id: CompletedWork(
            shares[enrolment_id],
            frozenset(complete[enrolment_id]),
            frozenset(finished[enrolment_id]),
            frozenset(excused[enrolment_id]),
        )
        for enrolment_id in enrolment_ids
    }


def has_work() -> ColumnElement[bool]:
    """SQL condition on Enrolment: it has a grade of a block, or a finished lesson.

    A finished lesson counts, since other rules may require nothing but finishing it.
    """
    has_grade = exists().where(
        UnitProgress.enrolment_id == Enrolment.id, UnitProgress.grade.is_not(None)
    )
    has_lesson = exists().where(
        LessonProgress.enrolment_id == Enrolment.id, LessonProgress.state != "open"
    )
    return or_(has_grade, has_lesson)


def _blocks(enrolment_ids: Collection[UUID]) -> Executable:
    return (
        select(
            UnitProgress.enrolment_id,
            Lesson.code,
            Unit.key,
            UnitProgress.completion,
            UnitProgress.grade,
            UnitProgress.max_grade,
        )
        .join(Unit, Unit.id == UnitProgress.unit_id)
        .join(Lesson, Lesson.id == Unit.lesson_id)
        .where(UnitProgress.enrolment_id.in_(enrolment_ids))
    )


def _scenarios(enrolment_ids: Collection[UUID]) -> Executable:
    """Scores of scenarios: the best of all rounds."""
    return (
        select(
            ScenarioResult.enrolment_id, Unit.key, ScenarioResult.score, ScenarioResult.max_score
        )
        .join(Unit, Unit.scenario_id == ScenarioResult.scenario_id)
        .where(ScenarioResult.enrolment_id.in_(enrolment_ids))
    )


def _lessons(enrolment_ids: Collection[UUID]) -> Executable:
    return (
        select(
            LessonProgress.enrolment_id,
            Lesson.code,
            LessonProgress.state,
            LessonProgress.live_session_id,
        )
        .join(Lesson, Lesson.id == LessonProgress.lesson_id)
        .where(LessonProgress.enrolment_id.in_(enrolment_ids), LessonProgress.state != "open")
    )
