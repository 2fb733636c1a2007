"""Certificates of an organisation and of those below it: who of their classes has one.

Only of people who belong there now: whoever has left, or has not joined, is not on it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.records.queries import held_certificates
from courses.cohorts.queries import cohort_enrolments
from lms.accounts.queries import plain_names
from lms.organisations.members.queries import joined_pairs
from lms.organisations.queries import organisations_below

STATES: Final = (
    "valid",
    "none",
    "not-completed",
    "specimen",
    "expired",
    "suspended",
    "revoked",
    "superseded",
)
SORTS: Final = ("name", "class", "newest")


class OverviewRow(NamedTuple):
    """One person in one class. `none`: the course is completed, and no certificate stands."""

    enrolment_id: UUID
    name: str
    organisation: str
    cohort: str
    state: str
    number: str
    completed_at: datetime | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificateOverview:
    """All lines by name, and how many are in each state."""

    lines: tuple[OverviewRow, ...]
    counts: Mapping[str, int]
    has_others: bool  # organisations below


def certificate_overview(
    session: Session, organisation_id: UUID, *, now: datetime
) -> CertificateOverview:
    places = {one.id: one.name for one in organisations_below(session, [organisation_id])}
    members = joined_pairs(session, list(places))
    found = [
        one
        for one in cohort_enrolments(session, list(places))
        if (one.person_id, one.organisation_id) in members
    ]
    held = held_certificates(session, [one.enrolment_id for one in found], now=now)
    names = plain_names(session, {one.person_id for one in found})
    lines = []
    for one in found:
        mine = held.get(one.enrolment_id)
        state = "none" if one.completed_at else "not-completed"
        if mine is not None:
            is_trial = mine.is_specimen and mine.state == "valid"
            state = "specimen" if is_trial else mine.state
        lines.append(
            OverviewRow(
                one.enrolment_id,
                names[one.person_id],
                places[one.organisation_id],
                one.cohort_name,
                state,
                mine.number if mine else "",
                one.completed_at,
                mine.issued_at if mine else None,
            )
        )
    lines.sort(key=lambda line: (line.name.casefold(), line.enrolment_id))
    return CertificateOverview(
        tuple(lines), Counter(line.state for line in lines), has_others=len(places) > 1
    )


def filter_certificates(
    overview: CertificateOverview, *, state: str = "", text: str = "", sort: str = "name"
) -> Sequence[OverviewRow]:
    """Those in one state where name, class or organisation holds the text; sorted."""
    wanted = text.strip().casefold()
    lines = [
        line
        for line in overview.lines
        if (line.state == state or state not in STATES)
        and wanted in f"{line.name}\n{line.cohort}\n{line.organisation}".casefold()
    ]
    if sort == "class":
        lines.sort(key=lambda line: (line.organisation.casefold(), line.cohort.casefold()))
    elif sort == "newest":
        lines.sort(key=lambda line: line.issued_at.timestamp() if line.issued_at else 0)
        lines.reverse()
    return lines
