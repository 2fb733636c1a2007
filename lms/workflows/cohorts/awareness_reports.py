"""Use cases of awareness sessions: report, change, and summarise for organisations.

A session counts for the organisation of its holder's cohort at the time of the report, and for the
organisations above it. For independent learners it counts for the organisation they joined first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from courses.awareness import queries
from courses.awareness.queries import SessionTotals
from courses.awareness.releases import Reach
from courses.awareness.rules import GROUPS, AwarenessReport, validate_report
from courses.awareness.service import change_session, report_session
from courses.catalogue.errors import KitNotFound
from courses.catalogue.reference import kits
from courses.cohorts.queries import cohort_of_enrolment
from lms.accounts.provinces import province
from lms.organisations.members.queries import memberships_of
from lms.organisations.queries import ids_below


@dataclass(frozen=True, slots=True)
class Holder:
    """The person who held a session, and the course for which it is reported."""

    person_id: UUID
    person_key_id: UUID
    enrolment_id: UUID
    course_version_id: UUID


@dataclass(frozen=True, slots=True)
class AwarenessSummary:
    """Totals by province code, audience and kit code ("" for sessions without a kit)."""

    total: Reach
    by_province: Mapping[str, Reach]
    by_group: Mapping[str, Reach]
    by_kit: Mapping[str, Reach]
    kit_titles: Mapping[str, str]
    years: tuple[int, ...]


def report_awareness(
    session: Session, session_id: UUID, holder: Holder, report: AwarenessReport, *, now: datetime
) -> None:
    """Store a report on a session.

    Raises KitNotFound, ProvinceUnknown and the errors of `validate_report` and `report_session`.
    """
    report_session(
        session,
        session_id,
        enrolment_id=holder.enrolment_id,
        person_id=holder.person_id,
        person_key_id=holder.person_key_id,
        organisation_id=_organisation_of_holder(session, holder),
        report=_validated(session, holder, report, now),
        now=now,
    )


def change_awareness(
    session: Session, session_id: UUID, holder: Holder, report: AwarenessReport, *, now: datetime
) -> None:
    """Change a report on a session.

    Raises KitNotFound, ProvinceUnknown and the errors of `validate_report` and `change_session`.
    """
    change_session(
        session,
        session_id,
        person_id=holder.person_id,
        person_key_id=holder.person_key_id,
        report=_validated(session, holder, report, now),
        now=now,
    )


def awareness_summary(
    session: Session, organisation_id: UUID | None, *, language: str, year: int | None = None
) -> AwarenessSummary:
    """Summarise the sessions of an organisation and all below it, or of the whole platform.

    Covers one year, or all years where `year` is None.
    """
    organisations = None if organisation_id is None else ids_below([organisation_id])
    rows = queries.session_totals(session, organisations, year=year)
    by_kit = _reach_by_name([(row.kit_code or "", row) for row in rows])
    return AwarenessSummary(
        total=_reach_by_name([("", row) for row in rows]).get("", Reach()),
        by_province=_reach_by_name([(row.province_code, row) for row in rows]),
        by_group=_in_order(_reach_by_name([(row.audience, row) for row in rows]), GROUPS),
        by_kit=_in_order(by_kit, sorted(by_kit, key=lambda code: (not code, code))),
        kit_titles=queries.kit_titles(session, list(by_kit), language=language),
        years=queries.session_years(session, organisations),
    )


def _reach_by_name(rows: Sequence[tuple[str, SessionTotals]]) -> dict[str, Reach]:
    by_name: dict[str, Reach] = {}
    for name, totals in rows:
        added = Reach(totals.sessions, totals.children, totals.adults)
        by_name[name] = by_name.get(name, Reach()) + added
    return by_name


def _in_order(reach: Mapping[str, Reach], order: Sequence[str]) -> dict[str, Reach]:
    return {name: reach[name] for name in order if name in reach}


def _organisation_of_holder(session: Session, holder: Holder) -> UUID | None:
    cohort = cohort_of_enrolment(
        session, person_id=holder.person_id, course_version_id=holder.course_version_id
    )
    if cohort and cohort[1]:
        return cohort[1]
    memberships = memberships_of(session, holder.person_id)
    joined = [membership for membership in memberships if membership.joined_at]
    first = min(joined, key=lambda membership: str(membership.joined_at), default=None)
    return first.organisation_id if first else None


def _validated(
    session: Session, holder: Holder, report: AwarenessReport, now: datetime
) -> AwarenessReport:
    """Validate a report: its day in the time zone of its province, and its kit in the course."""
    if report.kit_code:
        known = kits(session, holder.course_version_id, language="id")
        if report.kit_code not in {kit.code for kit in known}:
            raise KitNotFound(kit=report.kit_code)
    zone = ZoneInfo(province(report.province_code).time_zone)
    return validate_report(report, today=now.astimezone(zone).date())
