"""Who takes a course version, for evaluation; read in batches."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from courses.enrolment.models import Cohort, Enrolment, counts_in_cohort
from lms.kernel.database.recurring_ids import RecurringId


class Registration(NamedTuple):
    """An account in a course version; `organisation_id` is that of the cohort.

    People who left the version half-way for another one are not registered in it.
    """

    person_id: UUID
    enrolment_id: UUID
    cohort_id: UUID
    organisation_id: UUID | None
    joined_at: datetime


def list_registrations(
    session: Session, version_id: UUID, *, after: UUID, limit: int
) -> list[Registration]:
    """Return the next accounts after an id, in the order of their ids, also closed ones."""
    rows = session.connection().execute(
        _registrations(version_id)
        .where(Enrolment.person_id > after)
        .order_by(Enrolment.person_id)
        .limit(limit)
    )
    return [Registration(*row) for row in rows.all()]


def registrations_of(
    session: Session, version_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, Registration]:
    """Return the registrations of these accounts."""
    rows = session.execute(_registrations(version_id).where(Enrolment.person_id.in_(person_ids)))
    return {row[0]: Registration(*row) for row in rows}


def registration_of(session: Session, version_id: UUID, person_id: UUID) -> Registration | None:
    """Return the registration of an account."""
    values = {"version_id": version_id, "person_id": person_id}
    row = session.connection().execute(_registration(), values).first()
    return Registration(*row) if row else None


def versions_with_learners(session: Session) -> list[UUID]:
    """Return the ids of all course versions that somebody takes."""
    return list(session.scalars(select(Enrolment.course_version_id).distinct()))


def versions_of_people(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Return the ids of the course versions that these accounts take."""
    versions = select(Enrolment.course_version_id).where(Enrolment.person_id.in_(person_ids))
    return set(session.scalars(versions))


@cache
def _registration() -> Select[*tuple[Any, ...]]:
    of_version = _registrations(bindparam("version_id"))
    return of_version.where(Enrolment.person_id == bindparam("person_id"))


def _registrations(version_id: UUID | BindParameter[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            type_coerce(Enrolment.person_id, RecurringId),
            type_coerce(Enrolment.id, RecurringId),
            type_coerce(Enrolment.cohort_id, RecurringId),
            type_coerce(Cohort.organisation_id, RecurringId),
            Enrolment.started_at,
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.course_version_id == version_id, counts_in_cohort())
    )
