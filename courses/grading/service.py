"""Saves and publishes grading rules, and recalculates grades of learners. Callers commit."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from courses.catalogue.models import CourseVersion
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Enrolment
from courses.enrolment.service import lock_enrolments
from courses.grading.computed_grade import ComputedGrade, compute_grade, percent
from courses.grading.errors import GradingDraftChanged, GradingRulesUnfit, NothingToPublish
from courses.grading.models import CourseGrade, GradingDraft, PublishedRules
from courses.grading.queries import draft_of, published_rules
from courses.grading.rules import GradingRules, read_rules, rule_problems, rules_document
from courses.grading.work import has_work, load_work
from lms.kernel.clock import new_id


def save_draft(
    session: Session,
    version_id: UUID,
    rules: GradingRules,
    *,
    seen_version: int,
    changed_by: UUID,
    now: datetime,
) -> None:
    """Save the draft. `seen_version` is the version of the draft that the author opened.

    Raises GradingRulesUnfit, or GradingDraftChanged if another author has saved it meanwhile.
    """
    if rule_problems(rules):
        raise GradingRulesUnfit()
    document = rules_document(rules)
    first = {
        "id": new_id(),
        "course_version_id": version_id,
        "version": 1,
        "rules": document,
    }
    is_new = insert_if_absent(
        session, GradingDraft, first | {"changed_by": changed_by, "changed_at": now}
    )
    if is_new and seen_version == 0:
        return
    draft = session.scalars(
        draft_of(version_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if is_new or draft.version != seen_version:
        raise GradingDraftChanged()
    draft.rules, draft.changed_by, draft.changed_at = document, changed_by, now
    draft.version += 1


def publish_rules(
    session: Session, version_id: UUID, *, seen_version: int, published_by: UUID, now: datetime
) -> UUID:
    """Publish the saved draft. `seen_version` is the version that the author has seen.

    Raises NothingToPublish if it equals the published rules, or GradingDraftChanged.
    """
    _lock_version(session, version_id)
    draft = session.scalar(draft_of(version_id))
    published = published_rules(session, version_id)
    if draft is None or (published and read_rules(draft.rules) == published[0].rules):
        raise NothingToPublish()
    if draft.version != seen_version:
        raise GradingDraftChanged()
    row = PublishedRules(
        id=new_id(),
        course_version_id=version_id,
        number=published[0].number + 1 if published else 1,
        rules=dict(draft.rules),
        published_by=published_by,
        published_at=now,
    )
    session.add(row)
    return row.id


def recalculate_grade(
    session: Session, enrolment_id: UUID, *, unit_id: UUID | None = None, now: datetime
) -> bool:
    """Recalculate a learner's grade and store it if it changed.

    `unit_id` is the block that caused it. Returns False if the course has no rules.
    """
    mine = {"enrolment_id": enrolment_id}
    if session.execute(_newest_rules(), mine).first() is None:
        return False
    lock_enrolments(session, [enrolment_id])
    # While waiting for the lock, other rules may have been published and applied to the learner.
    newest = session.execute(_newest_rules(), mine).one()
    rules = read_rules(newest.rules)
    _write_grades(session, [enrolment_id], newest.id, rules, unit_id=unit_id, now=now)
    return True


@cache
def _newest_rules() -> Executable:
    """Cached: each handler call of a block runs it."""
    version = select(Enrolment.course_version_id).where(Enrolment.id == bindparam("enrolment_id"))
    return (
        select(PublishedRules.id, PublishedRules.rules)
        .where(PublishedRules.course_version_id == version.scalar_subquery())
        .order_by(PublishedRules.number.desc())
        .limit(1)
    )


def recalculate_grades(
    session: Session, enrolment_ids: Collection[UUID], rules_id: UUID, *, now: datetime
) -> None:
    """Recalculate grades by these rules, or by newer ones published meanwhile.

    Unchanged grades are not stored again.
    """
    lock_enrolments(session, enrolment_ids)
    version = select(PublishedRules.course_version_id).where(PublishedRules.id == rules_id)
    newest = (
        select(PublishedRules.id, PublishedRules.rules)
        .where(PublishedRules.course_version_id == version.scalar_subquery())
        .order_by(PublishedRules.number.desc())
        .limit(1)
    )
    in_force, document = session.execute(newest).one()
    _write_grades(session, enrolment_ids, in_force, read_rules(document), unit_id=None, now=now)


def enrolments_with_work(session: Session, rules_id: UUID) -> tuple[UUID, ...]:
    """Enrolments in the version of these rules with work that a grade may come from."""
    query = (
        select(Enrolment.id)
        .join(PublishedRules, PublishedRules.course_version_id == Enrolment.course_version_id)
        .where(PublishedRules.id == rules_id, has_work())
        .order_by(Enrolment.id)
    )
    return tuple(session.scalars(query))


def _write_grades(
    session: Session,
    enrolment_ids: Collection[UUID],
    rules_id: UUID,
    rules: GradingRules,
    *,
    unit_id: UUID | None,
    now: datetime,
) -> None:
    """Store changed grades. Callers hold the locks, so concurrent results see each other."""
    session.flush()  # so that load_work reads pending rows
    work = load_work(session, enrolment_ids)
    last = _last_grades(session, enrolment_ids)
    for enrolment_id in enrolment_ids:
        computed = compute_grade(rules, work[enrolment_id])
        before = last.get(enrolment_id)
        if before is not None and _is_unchanged(before, rules_id, computed):
            continue
        session.add(
            CourseGrade(
                id=new_id(),
                enrolment_id=enrolment_id,
                number=before.number + 1 if before else 1,
                rules_id=rules_id,
                unit_id=unit_id,
                percent=computed.percent,
                lessons=_percents(computed),
                computed_at=now,
            )
        )


def _last_grades(session: Session, enrolment_ids: Collection[UUID]) -> Mapping[UUID, CourseGrade]:
    """The last grade of each enrolment. Selects one row each, since the history may be long."""
    other = aliased(CourseGrade)
    newest = (
        select(func.max(other.number))
        .where(other.enrolment_id == CourseGrade.enrolment_id)
        .correlate(CourseGrade)
        .scalar_subquery()
    )
    rows = session.scalars(
        select(CourseGrade).where(
            CourseGrade.enrolment_id.in_(enrolment_ids), CourseGrade.number == newest
        )
    )
    return {row.enrolment_id: row for row in rows}


def _is_unchanged(before: CourseGrade, rules_id: UUID, computed: ComputedGrade) -> bool:
    was = (before.rules_id, before.percent, dict(before.lessons))
    return was == (rules_id, computed.percent, _percents(computed))


def _percents(computed: ComputedGrade) -> dict[str, int]:
    percents = {code: percent(lesson.share) for code, lesson in computed.lessons.items()}
    return {code: share for code, share in percents.items() if share is not None}


def _lock_version(session: Session, version_id: UUID) -> None:
    """Serialise concurrent publications, so that they get different numbers."""
    session.execute(
        select(CourseVersion.id)
        .where(CourseVersion.id == version_id)
        .with_for_update(key_share=True)
    ).one()
