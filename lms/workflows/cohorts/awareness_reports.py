"""Awareness sessions: reported by who held them, and what they come to for organisations.

A session counts for the organisation with which its holder learns at that moment, and for those
above it. Who learns in the open class counts for the organisation they joined first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from courses.awareness import queries
from courses.awareness.queries import SessionTotals
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
    """Who held a session, and the course they learnt it in."""

    person_id: UUID
    person_key_id: UUID
    enrolment_id: UUID
    course_version_id: UUID


@dataclass(frozen=True, slots=True)
class Tally:
    sessions: int = 0
    children: int = 0
    adults: int = 0

    @property
    def people(self) -> int:
        return self.children + self.adults

    def with_figure(self, figure: SessionTotals) -> "Tally":
        return Tally(
            self.sessions + figure.sessions,
            self.children + figure.children,
            self.adults + figure.adults,
        )


@dataclass(frozen=True, slots=True)
class AwarenessSummary:
    """Sums by province code, by group, and by kit code (empty: none of the kits)."""

    total: Tally
    by_province: Mapping[str, Tally]
    by_group: Mapping[str, Tally]
    by_kit: Mapping[str, Tally]
    kit_titles: Mapping[str, str]
    years: tuple[int, ...]


def report_awareness(
    session: Session, session_id: UUID, holder: Holder, report: AwarenessReport, *, now: datetime
) -> None:
    """Raises KitNotFound, ProvinceUnknown and what `validate_report` and `report_session` raise."""
    report_session(
        session,
        session_id,
        enrolment_id=holder.enrolment_id,
        person_id=holder.person_id,
        person_key_id=holder.person_key_id,
        organisation_id=_counts_for(session, holder),
        report=_checked(session, holder, report, now),
        now=now,
    )


def change_awareness(
    session: Session, session_id: UUID, holder: Holder, report: AwarenessReport, *, now: datetime
) -> None:
    """Raises KitNotFound, ProvinceUnknown and what `validate_report` and `change_session` raise."""
    change_session(
        session,
        session_id,
        person_id=holder.person_id,
        person_key_id=holder.person_key_id,
        report=_checked(session, holder, report, now),
        now=now,
    )


def awareness_summary(
    session: Session, organisation_id: UUID | None, *, language: str, year: int | None = None
) -> AwarenessSummary:
    """Of one organisation and all below it, or of everybody; of one year or of all."""
    among = None if organisation_id is None else ids_below([organisation_id])
    found = queries.session_totals(session, among, year=year)
    by_kit = _tallies([(one.kit_code or "", one) for one in found])
    return AwarenessSummary(
        total=_tallies([("", one) for one in found]).get("", Tally()),
        by_province=_tallies([(one.province_code, one) for one in found]),
        by_group=_in_order(_tallies([(one.audience, one) for one in found]), GROUPS),
        by_kit=_in_order(by_kit, sorted(by_kit, key=lambda code: (not code, code))),
        kit_titles=queries.kit_titles(session, list(by_kit), language=language),
        years=queries.session_years(session, among),
    )


def _tallies(figures: Sequence[tuple[str, SessionTotals]]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for name, figure in figures:
        found[name] = found.get(name, Tally()).with_figure(figure)
    return found


def _in_order(tallies: Mapping[str, Tally], order: Sequence[str]) -> dict[str, Tally]:
    return {name: tallies[name] for name in order if name in tallies}


def _counts_for(session: Session, holder: Holder) -> UUID | None:
    place = cohort_of_enrolment(
        session, person_id=holder.person_id, course_version_id=holder.course_version_id
    )
    if place and place[1]:
        return place[1]
    joined = [one for one in memberships_of(session, holder.person_id) if one.joined_at]
    first = min(joined, key=lambda one: str(one.joined_at), default=None)
    return first.organisation_id if first else None


def _checked(
    session: Session, holder: Holder, report: AwarenessReport, now: datetime
) -> AwarenessReport:
    """A sound report: its day has come in the province it names, and its kit is of the course."""
    if report.kit_code:
        known = kits(session, holder.course_version_id, language="id")
        if report.kit_code not in {kit.code for kit in known}:
            raise KitNotFound(kit=report.kit_code)
    zone = ZoneInfo(province(report.province_code).time_zone)
    return validate_report(report, today=now.astimezone(zone).date())
