"""Certificates in the cohorts of an organisation and of those below it.

Lists current members only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.records.queries import HeldCertificate, held_certificates
from courses.cohorts.queries import CohortEnrolment, cohort_enrolments
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
    """One person in one cohort. State `none`: course completed, no certificate."""

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
    """All rows by name, and the number of rows in each state."""

    lines: tuple[OverviewRow, ...]
    counts: Mapping[str, int]
    has_others: bool  # there are organisations below


def certificate_overview(
    session: Session, organisation_id: UUID, *, now: datetime
) -> CertificateOverview:
    """List the certificates of current members of an organisation and of those below it."""
    organisations = {
        organisation.id: organisation.name
        for organisation in organisations_below(session, [organisation_id])
    }
    members = joined_pairs(session, list(organisations))
    enrolments = [
        enrolment
        for enrolment in cohort_enrolments(session, list(organisations))
        if (enrolment.person_id, enrolment.organisation_id) in members
    ]
    held = held_certificates(session, [item.enrolment_id for item in enrolments], now=now)
    names = plain_names(session, {enrolment.person_id for enrolment in enrolments})
    rows = [
        _row(
            enrolment,
            names[enrolment.person_id],
            organisations[enrolment.organisation_id],
            held.get(enrolment.enrolment_id),
        )
        for enrolment in enrolments
    ]
    rows.sort(key=lambda row: (row.name.casefold(), row.enrolment_id))
    return CertificateOverview(
        tuple(rows), Counter(row.state for row in rows), has_others=len(organisations) > 1
    )


def _row(
    enrolment: CohortEnrolment,
    name: str,
    organisation: str,
    certificate: HeldCertificate | None,
) -> OverviewRow:
    state = "none" if enrolment.completed_at else "not-completed"
    if certificate is not None:
        is_specimen = certificate.is_specimen and certificate.state == "valid"
        state = "specimen" if is_specimen else certificate.state
    return OverviewRow(
        enrolment.enrolment_id,
        name,
        organisation,
        enrolment.cohort_name,
        state,
        certificate.number if certificate else "",
        enrolment.completed_at,
        certificate.issued_at if certificate else None,
    )


def filter_certificates(
    overview: CertificateOverview, *, state: str = "", text: str = "", sort: str = "name"
) -> Sequence[OverviewRow]:
    """Filter rows by state and by a text in name, cohort or organisation; sort them."""
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
