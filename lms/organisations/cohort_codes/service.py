"""Make, use and revoke cohort codes. Callers commit."""

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports
from lms.organisations.audit_trail import record_about
from lms.organisations.cohort_codes.codes import derive_code
from lms.organisations.cohort_codes.errors import (
    CohortCodeBounds,
    CohortCodeUnknown,
    CohortCodeUsedUp,
)
from lms.organisations.cohort_codes.models import CohortCode

MAX_USES: Final = 5000
MAX_DAYS: Final = 180


def make_code(
    session: Session,
    *,
    organisation_id: UUID,
    cohort_id: UUID | None,
    max_uses: int,
    days: int,
    made_by: UUID,
    now: datetime,
) -> UUID:
    """Make a code and return its id. Other codes stay valid. Raises ClassCodeBounds."""
    if not (1 <= max_uses <= MAX_USES and 1 <= days <= MAX_DAYS):
        raise CohortCodeBounds(uses=MAX_USES, days=MAX_DAYS)
    class_code_id = new_id()
    class_code = CohortCode(
        id=class_code_id,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        code_hash=hash_code(session, code_of(session, class_code_id)),
        max_uses=max_uses,
        uses=0,
        made_by=made_by,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(class_code)
    _audit(session, "class-code.made", class_code, made_by, now)
    return class_code_id


def use_code(session: Session, class_code_id: UUID, *, now: datetime) -> None:
    """Count a use of the code.

    Raises CohortCodeUsedUp, also for one of two concurrent last uses.
    """
    counted = session.execute(
        update(CohortCode)
        .where(
            CohortCode.id == class_code_id,
            CohortCode.revoked_at.is_(None),
            CohortCode.expires_at > now,
            CohortCode.uses < CohortCode.max_uses,
        )
        .values(uses=CohortCode.uses + 1)
        .returning(CohortCode.id)
    ).first()
    if counted is None:
        raise CohortCodeUsedUp()


def revoke_code(
    session: Session,
    class_code_id: UUID,
    *,
    organisation_id: UUID,
    revoked_by: UUID,
    now: datetime,
) -> None:
    """Revoke a code; a second call changes nothing. Raises CohortCodeUnknown."""
    mine = CohortCode.id == class_code_id, CohortCode.organisation_id == organisation_id
    class_code = session.scalar(select(CohortCode).where(*mine).with_for_update())
    if class_code is None:
        raise CohortCodeUnknown()
    if class_code.revoked_at is None:
        class_code.revoked_at = now
        _audit(session, "class-code.revoked", class_code, revoked_by, now)


def code_of(session: Session, class_code_id: UUID) -> str:
    """The code. It is derived with the server's key, so that it can be shown again."""
    return derive_code(get_ports(session).server_key.derive(b"class codes"), class_code_id)


def hash_code(session: Session, code: str) -> str:
    """The stored hash. It is keyed, since 45 bits could be found by brute force."""
    key = get_ports(session).server_key.derive(b"class code look-up")
    return hmac.digest(key, code.encode(), "sha256").hex()


def _audit(
    session: Session, action: str, class_code: CohortCode, actor_id: UUID, now: datetime
) -> None:
    record_about(
        session,
        action,
        class_code.organisation_id,
        actor_id=actor_id,
        now=now,
        details={"class_code_id": str(class_code.id)},
    )
