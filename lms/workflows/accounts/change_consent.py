"""Give or withdraw consent to one purpose. Figures follow some minutes later."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.consents.service import give_consents, withdraw_consent
from lms.workflows.evaluation.groups import CONSENT
from lms.workflows.evaluation.schedule import schedule_evaluations_of


def change_consent(
    session: Session,
    person_id: UUID,
    *,
    purpose: str,
    action: Literal["give", "withdraw"],
    now: datetime,
) -> None:
    """Raises ConsentUnknown, or ConsentNeeded for a purpose that only erasure can end."""
    if action == "give":
        give_consents(session, person_id, purposes=[purpose], now=now)
    else:
        withdraw_consent(session, person_id, purpose=purpose, now=now)
    if purpose == CONSENT:
        schedule_evaluations_of(session, [person_id], now=now)
