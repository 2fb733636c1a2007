"""Read models of grades: published and draft rules, grades of learners and their history."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Enrolment
from courses.grading.computed_grade import ComputedGrade, compute_grade
from courses.grading.models import CourseGrade, GradingDraft, PublishedRules
from courses.grading.rules import GradingRules, read_rules
from courses.grading.work import load_work


class RulesInForce(NamedTuple):
    """One published set of rules; `number` counts from 1 in a course version."""

    id: UUID
    number: int
    published_at: datetime
    rules: GradingRules


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft rules of a version; `version` is 0 if none were saved yet."""

    rules: GradingRules
    version: int
    changed_at: datetime | None


class GradeChange(NamedTuple):
    """A course grade in per cent, valid from `at`.

    `unit_id` is the block that changed it, or None. `rules_number` is that of the rules used.
    """

    at: datetime
    percent: int | None
    unit_id: UUID | None
    rules_number: int


@dataclass(frozen=True, slots=True)
class LearnerGrade:
    """The grade by the newest rules, and whether the certificate's grade requirements are met."""

    rules: RulesInForce
    computed: ComputedGrade
    is_met: bool
    began_before: bool  # before the newest rules; the rules at the start suffice too


def published_rules(session: Session, version_id: UUID) -> tuple[RulesInForce, ...]:
    """All published rules of a course version, newest first."""
    rows = session.scalars(
        select(PublishedRules)
        .where(PublishedRules.course_version_id == version_id)
        .order_by(PublishedRules.number.desc())
    )
    return tuple(
        RulesInForce(row.id, row.number, row.published_at, read_rules(row.rules)) for row in rows
    )


def grading_draft(session: Session, version_id: UUID) -> Draft:
    """The saved draft; else the published rules; else those of an older version of the course."""
    row = session.scalar(draft_of(version_id))
    if row is not None:
        return Draft(read_rules(row.rules), row.version, row.changed_at)
    published = published_rules(session, version_id)
    if published:
        return Draft(published[0].rules, 0, None)
    return Draft(_rules_of_older_version(session, version_id), 0, None)


def draft_of(version_id: UUID) -> Select[GradingDraft]:
    """The statement that selects the draft of a version."""
    return select(GradingDraft).where(GradingDraft.course_version_id == version_id)


def _rules_of_older_version(session: Session, version_id: UUID) -> GradingRules:
    course = select(CourseVersion.course_id).where(CourseVersion.id == version_id)
    document = session.scalar(
        select(PublishedRules.rules)
        .join(CourseVersion, CourseVersion.id == PublishedRules.course_version_id)
        .where(CourseVersion.course_id == course.scalar_subquery())
        .order_by(CourseVersion.number.desc(), PublishedRules.number.desc())
        .limit(1)
    )
    return GradingRules() if document is None else read_rules(document)


def is_graded(session: Session, version_id: UUID) -> bool:
    """Whether the version has published grading rules."""
    query = select(PublishedRules.id).where(PublishedRules.course_version_id == version_id)
    return session.scalar(query.limit(1)) is not None


def learner_grades(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, LearnerGrade]:
    """Grades by enrolment id; enrolments in versions without rules are left out."""
    rows = session.execute(
        select(Enrolment.id, Enrolment.course_version_id, Enrolment.started_at).where(
            Enrolment.id.in_(enrolment_ids)
        )
    ).all()
    rules = {row[1]: published_rules(session, row[1]) for row in rows}
    graded = [row for row in rows if rules[row[1]]]
    work = load_work(session, [row[0] for row in graded])
    grades = {}
    for enrolment_id, version_id, started_at in graded:
        newest = rules[version_id][0]
        computed = compute_grade(newest.rules, work[enrolment_id])
        began = rules_at(rules[version_id], started_at)
        is_met = began is None or computed.is_met
        if began is not None and not is_met and began.id != newest.id:
            is_met = compute_grade(began.rules, work[enrolment_id]).is_met
        grades[enrolment_id] = LearnerGrade(
            newest, computed, is_met, began is None or began.id != newest.id
        )
    return grades


def rules_at(published: Iterable[RulesInForce], moment: datetime) -> RulesInForce | None:
    """The rules in force at `moment`; None before the first. `published` is newest first."""
    return next((rules for rules in published if rules.published_at <= moment), None)


def required_grade(session: Session, enrolment_id: UUID) -> int:
    """The minimum course grade for the certificate, in per cent; 0 if none is required.

    The lower of the rules at the learner's start and of the newest rules, since either suffices.
    """
    row = session.execute(
        select(Enrolment.course_version_id, Enrolment.started_at).where(
            Enrolment.id == enrolment_id
        )
    ).one()
    published = published_rules(session, row.course_version_id)
    began = rules_at(published, row.started_at)
    return 0 if began is None else min(began.rules.at_least, published[0].rules.at_least)


def has_met_rules(session: Session, enrolment_id: UUID) -> bool:
    """Whether the grade requirements of the certificate are met.

    Either the rules at the learner's start or the newest ones suffice, so a change of the rules
    never makes the course harder for learners who have begun.
    """
    grade = learner_grades(session, [enrolment_id]).get(enrolment_id)
    return grade is None or grade.is_met


def grade_history(session: Session, enrolment_id: UUID, *, limit: int) -> tuple[GradeChange, ...]:
    """At most `limit` grades of an enrolment, newest first."""
    rows = session.execute(
        select(
            CourseGrade.computed_at, CourseGrade.percent, CourseGrade.unit_id, PublishedRules.number
        )
        .join(PublishedRules, PublishedRules.id == CourseGrade.rules_id)
        .where(CourseGrade.enrolment_id == enrolment_id)
        .order_by(CourseGrade.number.desc())
        .limit(limit)
    )
    return tuple(GradeChange(*row) for row in rows)
