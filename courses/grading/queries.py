"""What other packages may read of grades: rules, blocks that may count, standings of learners."""

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
    """One published set; `number` counts from 1 in a course version."""

    id: UUID
    number: int
    published_at: datetime
    rules: GradingRules


@dataclass(frozen=True, slots=True)
class Draft:
    """`version` is 0 where nothing has been saved yet."""

    rules: GradingRules
    version: int
    changed_at: datetime | None


class GradeChange(NamedTuple):
    """A grade that a learner had, from then on. `unit_id` is the block that moved it, if one did.

    `rules_number` tells by which rules it was computed.
    """

    at: datetime
    percent: int | None
    unit_id: UUID | None
    rules_number: int


@dataclass(frozen=True, slots=True)
class LearnerGrade:
    """The standing by the newest rules, and whether what is asked for the certificate is met."""

    rules: RulesInForce
    computed: ComputedGrade
    is_met: bool
    began_before: bool  # the newest rules: those from when the learner began are enough too


def published_rules(session: Session, version_id: UUID) -> tuple[RulesInForce, ...]:
    """All that were ever published for a course version, the newest first."""
    rows = session.scalars(
        select(PublishedRules)
        .where(PublishedRules.course_version_id == version_id)
        .order_by(PublishedRules.number.desc())
    )
    return tuple(
        RulesInForce(row.id, row.number, row.published_at, read_rules(row.rules)) for row in rows
    )


def grading_draft(session: Session, version_id: UUID) -> Draft:
    """What authors have saved last; else what is in force; else what an older version had."""
    row = session.scalar(draft_of(version_id))
    if row is not None:
        return Draft(read_rules(row.rules), row.version, row.changed_at)
    published = published_rules(session, version_id)
    if published:
        return Draft(published[0].rules, 0, None)
    return Draft(_rules_of_older_version(session, version_id), 0, None)


def draft_of(version_id: UUID) -> Select[GradingDraft]:
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
    query = select(PublishedRules.id).where(PublishedRules.course_version_id == version_id)
    return session.scalar(query.limit(1)) is not None


def learner_grades(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, LearnerGrade]:
    """By enrolment; those whose course version has no rules are left out."""
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
    """Those in force at a moment; None before the first. `published` comes newest first."""
    return next((rules for rules in published if rules.published_at <= moment), None)


def required_grade(session: Session, enrolment_id: UUID) -> int:
    """The course grade in per cent that the certificate asks of a learner at least; 0 for none.

    The lower one of the rules of their first day and of the newest, since either is enough.
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
    """Whether grades stand in the way of the certificate no more.

    The rules of the day on which the learner began are enough, and so are the newest: what authors
    change makes nothing harder for whoever is on the way.
    """
    grade = learner_grades(session, [enrolment_id]).get(enrolment_id)
    return grade is None or grade.is_met


def grade_history(session: Session, enrolment_id: UUID, *, limit: int) -> tuple[GradeChange, ...]:
    """The newest first."""
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
