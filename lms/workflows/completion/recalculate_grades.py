"""Grading: blocks that may count, drafts and publication of rules, recalculation of grades."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.runtime.registry import BlockRegistry
from courses.enrolment.queries import enrolment
from courses.grading import queries, service
from courses.grading.blocks import BlocksOfLesson, CourseBlock, course_blocks
from courses.grading.rules import SCENARIOS, GradingRules, LessonRules, fit_rules
from lms.kernel import audit
from lms.kernel.jobs import add_job
from lms.workflows.blocks.block_services import BLOCKS
from lms.workflows.completion import step_progress
from lms.workflows.completion.complete_course import award_if_complete

JOB = "regrade-course"
BATCH_SIZE = 100  # learners in one transaction
Transaction = Callable[[], AbstractContextManager[Session]]
OWN_BLOCKS = BlockRegistry(BLOCKS)


def gradable_blocks(
    session: Session, version_id: UUID, *, language: str
) -> tuple[BlocksOfLesson, ...]:
    """All lessons with their blocks that may publish a grade.

    Includes all third-party blocks, since only running them shows whether they do.
    """
    lessons = course_blocks(session, version_id, language=language)
    return tuple(
        replace(lesson, blocks=tuple(block for block in lesson.blocks if has_grade(block)))
        for lesson in lessons
        if lesson.blocks or lesson.code != SCENARIOS
    )


def has_grade(block: CourseBlock) -> bool:
    """Whether the block may publish a grade; true for third-party blocks."""
    if not OWN_BLOCKS.is_own(block.block_type):
        return True
    return bool(getattr(OWN_BLOCKS.block_class(block.block_type), "has_score", False))


def reports_completion(block: CourseBlock) -> bool:
    """Whether the block reports its completion.

    False for third-party blocks, since many never do; a lesson waits for them only if their grade
    counts.
    """
    return step_progress.reports_completion(block.block_type)


def draft_rules(session: Session, version_id: UUID) -> queries.Draft:
    """The draft rules, adapted to the blocks of this version."""
    draft = queries.grading_draft(session, version_id)
    return replace(draft, rules=fit_to_version(session, version_id, draft.rules))


def fit_to_version(session: Session, version_id: UUID, rules: GradingRules) -> GradingRules:
    """Adapt rules to the blocks of a version; see `fit_rules`."""
    blocks = {
        lesson.code: {block.key: reports_completion(block) for block in lesson.blocks}
        for lesson in course_blocks(session, version_id, language="id")
    }
    return fit_rules(rules, blocks)


def count_all_blocks(session: Session, version_id: UUID, rules: GradingRules) -> GradingRules:
    """The rules with every gradable block counted; existing weights are kept."""
    lessons = dict(rules.lessons)
    for lesson in gradable_blocks(session, version_id, language="id"):
        known = lessons.get(lesson.code, LessonRules())
        counts = {block.key: known.counts.get(block.key, 1) for block in lesson.blocks}
        lessons[lesson.code] = replace(known, counts=counts)
    return replace(rules, lessons=lessons)


def save_rules(
    session: Session,
    version_id: UUID,
    rules: GradingRules,
    *,
    seen_version: int,
    changed_by: UUID,
    now: datetime,
) -> None:
    """Raises GradingRulesUnfit or GradingDraftChanged."""
    service.save_draft(
        session,
        version_id,
        fit_to_version(session, version_id, rules),
        seen_version=seen_version,
        changed_by=changed_by,
        now=now,
    )


def publish_rules(
    session: Session, version_id: UUID, *, seen_version: int, published_by: UUID, now: datetime
) -> None:
    """Publish the draft and enqueue the recalculation of existing grades.

    Raises NothingToPublish, or GradingDraftChanged if another draft was saved meanwhile.
    """
    rules_id = service.publish_rules(
        session, version_id, seen_version=seen_version, published_by=published_by, now=now
    )
    audit.record(
        session,
        action="grading.published",
        actor_id=published_by,
        subject_type="course_version",
        subject_id=version_id,
        now=now,
        details={"rules": str(rules_id)},
    )
    add_job(
        session,
        kind=JOB,
        key=f"{JOB}:{rules_id}",
        arguments={"rules_id": str(rules_id)},
        now=now,
    )


def update_grade(
    session: Session, enrolment_id: UUID, *, unit_id: UUID | None, now: datetime
) -> None:
    """Recalculate the grade after new work, and award the certificate if that completes."""
    if service.recalculate_grade(session, enrolment_id, unit_id=unit_id, now=now):
        award_if_complete(session, enrolment_id=enrolment_id, now=now)


def run_recalculation(
    transaction: Transaction, rules_id: UUID, report: Callable[[int, int], None], *, now: datetime
) -> None:
    """Recalculate all grades in a version, in batches of one transaction each. Idempotent.

    `report` receives the numbers of done and of all enrolments.
    """
    with transaction() as session:
        waiting = service.enrolments_with_work(session, rules_id)
    for first in range(0, len(waiting), BATCH_SIZE):
        batch = waiting[first : first + BATCH_SIZE]
        with transaction() as session:
            service.recalculate_grades(session, batch, rules_id, now=now)
            _award(session, batch, now)
        report(first + len(batch), len(waiting))


def _award(session: Session, enrolment_ids: tuple[UUID, ...], now: datetime) -> None:
    """Award learners whose requirements are met by the new rules."""
    session.flush()
    grades: Mapping[UUID, queries.LearnerGrade] = queries.learner_grades(session, enrolment_ids)
    for enrolment_id, grade in grades.items():
        if grade.is_met and enrolment(session, enrolment_id).completed_at is None:
            award_if_complete(session, enrolment_id=enrolment_id, now=now)
