"""Erases a person: certificates as they chose, then key, name and contact, then every trace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.evaluation.service import erase_member
from certificates.records import queries as certificates
from certificates.records import service as certificate_service
from courses.offline_pack.service import delete_receipts_of
from courses.questions.service import erase_questions_of
from lms.accounts import service as accounts
from lms.accounts.merging.queries import former_accounts
from lms.accounts.merging.service import lock_account
from lms.kernel.deliveries.outbox import delete_deliveries_of
from lms.kernel.jobs import add_job
from lms.organisations import erasure as organisations
from lms.workflows.evaluation.schedule import schedule_evaluations_of
from lms.workflows.rosters.erasure import erase_rows_about

CertificateChoice = Literal["keep", "withdraw"]
SCRUB: Final = "scrub-erased"


def erase_person(
    session: Session,
    person_id: UUID,
    *,
    certificate_choices: Mapping[UUID, CertificateChoice],
    now: datetime,
    is_own_request: bool = True,
    may_be_last_administrator: bool = False,
) -> None:
    """Erase a person for good. Certificates stay public by choice, and are erased otherwise.

    A job then removes what is stored outside the rows: files, freed pages and copies made by
    migrations. `is_own_request` is False for accounts that were never completed: nobody has proved
    that the contact is theirs, so roster rows with it stay. A restored backup may have an erased
    person as its only administrator. Raises PersonNotFound or LastAdministrator.
    """
    if is_own_request:
        # Rosters are locked before people, in the same order as by imports.
        erase_rows_about(session, (*former_accounts(session, person_id), person_id))
    certificate_service.lock_certificates(session)
    lock_account(session, person_id)  # so that no concurrent merge adds or closes accounts
    for certificate in certificates.certificates_of_person(session, person_id):
        if certificate.withdrawn_at is not None:
            continue
        if certificate_choices.get(certificate.id) == "keep":
            certificate_service.retain_certificate(session, certificate.id, now=now)
        else:
            certificate_service.erase_holder(session, certificate.id, now=now)
    # The certificates above include those of merged accounts.
    for account_id in (*former_accounts(session, person_id), person_id):
        _erase_traces(session, account_id, now=now)
        accounts.erase_person(
            session,
            account_id,
            now=now,
            is_own_request=is_own_request,
            may_be_last_administrator=may_be_last_administrator,
        )
        _request_scrub(session, account_id, now=now)


def _erase_traces(session: Session, account_id: UUID, *, now: datetime) -> None:
    erase_questions_of(session, account_id)
    delete_receipts_of(session, account_id)
    erase_member(session, account_id)
    delete_deliveries_of(session, [account_id])
    schedule_evaluations_of(session, [account_id], now=now)
    organisations.erase_traces(session, account_id, now=now)


def _request_scrub(session: Session, account_id: UUID, *, now: datetime) -> None:
    add_job(
        session,
        kind=SCRUB,
        key=f"{SCRUB}:{account_id}",
        arguments={"person_id": str(account_id)},
        now=now,
    )
