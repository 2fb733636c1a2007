"""Moves the certificates of an account that is merged into another, the target.

If both accounts have a certificate of a course, that of the target replaces the other. If the name
differs, the certificate is issued again: at once if only case, spaces or punctuation differ, else
after another person approves the name, as for any correction. So a stolen password is not enough
to get a certificate in one's own name.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.errors import CorrectionPending
from certificates.records.queries import (
    certificate_status,
    held_certificates,
    issued_record_by_number,
)
from certificates.records.service import supersede, supersede_by_existing
from certificates.records.views import HeldCertificate
from courses.enrolment.merge_preview import MergedCourse
from lms.accounts.errors import NameNotPrintable
from lms.accounts.queries import PersonProfile
from lms.workflows.certificates.after_issue import request_files
from lms.workflows.certificates.correct_name import request_correction

REASONS: Final = {
    "id": "Dua akun saya dijadikan satu; nama ini tercantum pada akun yang dipertahankan.",
    "en": "Two accounts of mine became one; this name stands in the one that I kept.",
}
MergeOutcome = Literal["stays", "superseded", "issued-again", "name-asked"]


@dataclass(frozen=True, slots=True)
class CertificateMerge:
    """What a merge does to a certificate. `by_number` is its replacement, if any."""

    number: str
    course: str
    name: str
    fate: MergeOutcome
    by_number: str = ""


def preview_merge(
    session: Session, target: PersonProfile, courses: Sequence[MergedCourse], *, now: datetime
) -> tuple[CertificateMerge, ...]:
    """List what the merge does to each certificate of the closed account."""
    enrolments = [course.enrolment_id for course in courses]
    enrolments += [
        course.remaining_enrolment_id for course in courses if course.remaining_enrolment_id
    ]
    held = held_certificates(session, enrolments, now=now)
    merged = []
    for course in courses:
        if closed := held.get(course.enrolment_id):
            existing = (
                held.get(course.remaining_enrolment_id) if course.remaining_enrolment_id else None
            )
            merged.append(_merge_outcome(session, closed, existing, course.title, target.name, now))
    return tuple(merged)


def move_certificates(
    session: Session, merged: Sequence[CertificateMerge], target: PersonProfile, *, now: datetime
) -> None:
    """Carry out a merge. Raises CertificateNotActive or SignerUnavailable."""
    for certificate in merged:
        if certificate.fate == "superseded":
            supersede_by_existing(
                session,
                certificate.number,
                by_number=certificate.by_number,
                superseded_by=target.id,
                now=now,
            )
        elif certificate.fate == "issued-again":
            _issue_again(session, certificate.number, target, now)
        elif certificate.fate == "name-asked":
            _request_name(session, certificate.number, target, now)


def _merge_outcome(
    session: Session,
    held: HeldCertificate,
    existing: HeldCertificate | None,
    course: str,
    name: str,
    now: datetime,
) -> CertificateMerge:
    issued_to = certificate_status(session, held.number, now=now).name
    merge = CertificateMerge(held.number, course, issued_to, "stays")
    if held.state != "valid":
        return merge
    if existing and existing.state == "valid" and (held.is_specimen or not existing.is_specimen):
        return replace(merge, fate="superseded", by_number=existing.number)
    if issued_to == name:
        return merge
    is_alike = _letters(issued_to) == _letters(name)
    return replace(merge, fate="issued-again" if is_alike else "name-asked")


def _issue_again(session: Session, number: str, target: PersonProfile, now: datetime) -> None:
    earlier = issued_record_by_number(session, number)
    later_id: UUID = supersede(
        session,
        earlier.id,
        person_id=target.id,
        holder=replace(earlier.holder, name=target.name),
        person_key_id=target.data_key_id,
        superseded_by=target.id,
        now=now,
    )
    request_files(session, later_id, now=now)


def _request_name(session: Session, number: str, target: PersonProfile, now: datetime) -> None:
    """Request a correction, unless one is open or the name is not printable."""
    try:
        request_correction(
            session,
            number,
            person_id=target.id,
            name=target.name,
            reason=REASONS[target.language],
            now=now,
        )
    except (CorrectionPending, NameNotPrintable):
        return


def _letters(name: str) -> str:
    """Return a name without case, spaces and punctuation.

    Marks stay, since they are the vowels of many scripts.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")
