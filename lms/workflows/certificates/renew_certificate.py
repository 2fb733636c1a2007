"""Renews a certificate after a refresher.

Holders can change the name of their account, but not that of a certificate. So a renewal by the
holder keeps the issued name; a renewal by others takes the name of the account.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import courses.catalogue.queries
import courses.enrolment.queries
from certificates.issue_data import Holder
from certificates.records import queries, service
from certificates.records import record_queries as records
from lms.accounts import queries as accounts
from lms.kernel.merged_accounts import current_account
from lms.kernel.ports import get_ports
from lms.workflows.certificates.after_issue import notify_holder, request_files

YEARS_OF_UNLIMITED = 3  # years, if the course has no limit any more


def renew_certificate(
    session: Session, number: str, *, renewed_by: UUID | None, now: datetime
) -> UUID:
    """Renew and notify the holder; a retry returns the renewal without a message.

    Raises RenewalTooEarly, CertificateNotActive, or PersonNotFound for an erased holder.
    """
    is_retry = service.is_renewed(session, number)
    record = records.certificate_record(session, number, now=now)
    holder_id = current_account(session, record.person_id)
    person = accounts.active_profile(session, holder_id)
    is_own = renewed_by is not None and current_account(session, renewed_by) == holder_id
    name = queries.issued_record(session, record.id).holder.name if is_own else person.name
    enrolment = courses.enrolment.queries.enrolment(session, record.enrolment_id)
    rules = courses.catalogue.queries.completion_rules(session, enrolment.course_version_id)
    later_id = service.renew(
        session,
        number,
        holder=Holder(name, person.audience, person.province_code),
        person_key_id=person.data_key_id,
        valid_years=rules.valid_years or YEARS_OF_UNLIMITED,
        completed_on=now.astimezone(ZoneInfo(get_ports(session).time_zone)).date(),
        renewed_by=renewed_by,
        now=now,
    )
    if not is_retry:
        request_files(session, later_id, now=now)
        notify_holder(session, person, now=now)
    return later_id
