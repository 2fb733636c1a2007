"""Name corrections: the holder requests, another person decides, a new certificate is issued."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.errors import NameUnchanged, OwnCorrection
from certificates.records import queries as certificates
from certificates.records import record_queries as records
from certificates.records import service
from lms.accounts import queries as accounts
from lms.accounts import service as account_service
from lms.workflows.accounts.validate_name import printable_name
from lms.workflows.certificates.after_issue import notify_holder, request_files


def request_correction(
    session: Session, number: str, *, person_id: UUID, name: str, reason: str, now: datetime
) -> UUID:
    """Store a request of the holder.

    Raises NameUnchanged, CorrectionPending, CertificateNotActive, and as `printable_name` does.
    """
    new_name = printable_name(name)
    page = certificates.certificate_page(session, number, person_id=person_id, now=now)
    if new_name == page.status.name:
        raise NameUnchanged()
    profile = accounts.active_profile(session, person_id)
    return service.request_correction(
        session,
        number,
        person_id=person_id,
        person_key_id=profile.data_key_id,
        name=new_name,
        reason=" ".join(reason.split()),
        now=now,
    )


def approve_correction(
    session: Session, correction_id: UUID, *, approved_by: UUID, now: datetime
) -> UUID:
    """Issue the certificate again with the new name; return the id of the new one.

    Also corrects the name of the account if it was the wrong one. Raises OwnCorrection,
    CorrectionNotFound, CorrectionDecided or CertificateNotActive.
    """
    correction = records.correction(session, correction_id)
    _require_other_person(correction, approved_by)
    service.require_open_correction(session, correction_id)
    person = accounts.active_profile(session, correction.person_id)
    earlier = certificates.issued_record_by_number(session, correction.number)
    later_id = service.supersede(
        session,
        earlier.id,
        person_id=person.id,
        holder=replace(earlier.holder, name=correction.name),
        person_key_id=person.data_key_id,
        superseded_by=approved_by,
        now=now,
    )
    service.mark_approved(
        session, correction_id, replacement_id=later_id, decided_by=approved_by, now=now
    )
    if person.name == earlier.holder.name:
        account_service.correct_person(
            session,
            person.id,
            name=correction.name,
            audience=person.audience,
            province_code=person.province_code,
            language=person.language,
            now=now,
        )
    request_files(session, later_id, now=now)
    notify_holder(session, accounts.active_profile(session, person.id), now=now)
    return later_id


def decline_correction(
    session: Session, correction_id: UUID, *, answer: str, declined_by: UUID, now: datetime
) -> None:
    """Decline a request. Raises OwnCorrection, CorrectionNotFound or CorrectionDecided."""
    _require_other_person(records.correction(session, correction_id), declined_by)
    service.decline_correction(
        session,
        correction_id,
        answer=" ".join(answer.split()),
        declined_by=declined_by,
        now=now,
    )


def _require_other_person(correction: records.Correction, decided_by: UUID) -> None:
    """Raise OwnCorrection if the requester decides, whatever their role."""
    if correction.person_id == decided_by:
        raise OwnCorrection()
