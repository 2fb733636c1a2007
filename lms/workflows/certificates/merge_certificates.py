"""Certificates of an account that its owner closes by merging: which of them go on as they are.

Where both accounts have one of the same course, that of the kept account counts and the other one
names it. Where the name differs, the certificate is issued again: at once where only capitals,
spaces or signs differ, otherwise once somebody else has agreed to the name, as for any correction.
So nobody gets another's certificate in their own name by knowing a password.
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
    """`by_number` is the one of the kept account that counts instead, where there is one."""

    number: str
    course: str
    name: str
    fate: MergeOutcome
    by_number: str = ""


def preview_merge(
    session: Session, target: PersonProfile, courses: Sequence[MergedCourse], *, now: datetime
) -> tuple[CertificateMerge, ...]:
    """What becomes of the certificates of the closed account, one a course."""
    enrolments = [course.enrolment_id for course in courses]
    enrolments += [course.kept_enrolment_id for course in courses if course.kept_enrolment_id]
    held = held_certificates(session, enrolments, now=now)
    merged = []
    for course in courses:
        if one := held.get(course.enrolment_id):
            own = held.get(course.kept_enrolment_id) if course.kept_enrolment_id else None
            merged.append(_merge_outcome(session, one, own, course.title, target.name, now))
    return tuple(merged)


def move_certificates(
    session: Session, merged: Sequence[CertificateMerge], target: PersonProfile, *, now: datetime
) -> None:
    """Raises CertificateNotActive where one was revoked at this moment, and SignerUnavailable."""
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
    own: HeldCertificate | None,
    course: str,
    name: str,
    now: datetime,
) -> CertificateMerge:
    issued_to = certificate_status(session, held.number, now=now).name
    merge = CertificateMerge(held.number, course, issued_to, "stays")
    if held.state != "valid":
        return merge
    if own and own.state == "valid" and (held.is_specimen or not own.is_specimen):
        return replace(merge, fate="superseded", by_number=own.number)
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
    """Unless they have asked for another one already, or certificates cannot print this one."""
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
    """What is left of a name without capitals, spaces and signs.

    Marks stay: in many scripts they are the vowels, without which two names look like one.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")
