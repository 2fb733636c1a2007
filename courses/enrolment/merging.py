"""Moves enrolments from a closed account to the account into which it is merged. Callers commit.

Most rows refer to the enrolment. Rows that also refer to the person are updated. Sealed content
stays sealed with the key of the closed account, to which the remaining account has access.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from courses.action_plans.models import ActionPlan
from courses.awareness.models import AwarenessSession
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.page_state import sealing_context
from courses.catalogue.content_models import Unit
from courses.cohorts.service import enrol_in_cohort
from courses.enrolment.merge_preview import MergedCourse
from courses.enrolment.models import Enrolment, is_active
from courses.questions.models import LearnerQuestion
from lms.kernel.sealing.personal_keys import open_person_key

TABLES_WITH_PERSON: Final = (ActionPlan, AwarenessSession, LearnerQuestion)


def lock_enrolments_of(session: Session, person_id: UUID) -> None:
    """Lock a person's enrolments, so that a concurrent completion finishes first."""
    mine = select(Enrolment.id).where(Enrolment.person_id == person_id)
    session.execute(mine.order_by(Enrolment.id).with_for_update())


def join_cohorts(
    session: Session, person_id: UUID, *, cohort_ids: Collection[UUID], now: datetime
) -> None:
    """Move the person into the cohorts of the closed account; version and progress are kept."""
    for cohort_id in cohort_ids:
        enrol_in_cohort(session, person_id=person_id, cohort_id=cohort_id, now=now)


def move_courses(
    session: Session,
    from_id: UUID,
    to_id: UUID,
    *,
    courses: Collection[MergedCourse],
    now: datetime,
) -> None:
    """Move these enrolments with their progress to the account `to_id`.

    In a course that both accounts take in different versions, one enrolment stays active.
    """
    enrolment_ids = [course.enrolment_id for course in courses]
    moving = [course.course_version_id for course in courses]
    superseded = [course.enrolment_id for course in courses if not course.becomes_active]
    superseded += [course.superseded_id for course in courses if course.superseded_id]
    is_superseded = Enrolment.id.in_(superseded), is_active()
    session.execute(update(Enrolment).where(*is_superseded).values(superseded_at=now))
    for table in TABLES_WITH_PERSON:
        session.execute(
            update(table).where(table.enrolment_id.in_(enrolment_ids)).values(person_id=to_id)
        )
    enrolments = update(Enrolment).where(Enrolment.id.in_(enrolment_ids))
    session.execute(enrolments.values(person_id=to_id))
    _move_block_states(session, from_id, to_id, versions=moving)


def _move_block_states(
    session: Session, from_id: UUID, to_id: UUID, *, versions: Collection[UUID]
) -> None:
    """Reseal block states, since their seal is bound to the person."""
    old, new = open_person_key(session, from_id), open_person_key(session, to_id)
    for state in _block_states(session, from_id, to_id, versions):
        state_key = (state.unit_id, state.block_type)
        values = old.unseal_json(state.sealed, context=sealing_context(from_id, state_key))
        state.sealed = new.seal_json(values, context=sealing_context(to_id, state_key))
        state.person_id = to_id


def _block_states(
    session: Session, from_id: UUID, to_id: UUID, versions: Collection[UUID]
) -> Iterator[LearnerBlockState]:
    """States of units in these versions, and states of a whole block type.

    States that the remaining account has itself are left out.
    """
    units = select(Unit.id).where(Unit.course_version_id.in_(versions))
    own = aliased(LearnerBlockState)
    has_own = exists().where(
        own.person_id == to_id,
        own.unit_id.is_not_distinct_from(LearnerBlockState.unit_id),
        own.block_type == LearnerBlockState.block_type,
    )
    mine = LearnerBlockState.person_id == from_id, ~has_own
    is_moving = LearnerBlockState.unit_id.is_(None) | LearnerBlockState.unit_id.in_(units)
    held = select(LearnerBlockState).where(*mine, is_moving).order_by(LearnerBlockState.id)
    # Wait for a block that is being saved, then reseal its newest state.
    yield from session.scalars(held.with_for_update(of=LearnerBlockState)).all()
