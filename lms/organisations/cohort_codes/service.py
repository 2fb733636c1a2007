"""What other packages may ask of class codes. Callers commit."""

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.ports import ports_of
from lms.organisations.audit_trail import record_about
from lms.organisations.cohort_codes.codes import derived_code
from lms.organisations.cohort_codes.errors import ClassCodeBounds, ClassCodeUnknown, ClassCodeUsedUp
from lms.organisations.cohort_codes.models import ClassCode

MOST_USES: Final = 5000
LONGEST_DAYS: Final = 180


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
    """A new code; others that stand go on. Raises ClassCodeBounds."""
    if not (1 <= max_uses <= MOST_USES and 1 <= days <= LONGEST_DAYS):
        raise ClassCodeBounds(uses=MOST_USES, days=LONGEST_DAYS)
    class_code_id = new_id()
    class_code = ClassCode(
        id=class_code_id,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        code_hash=hash_of_code(session, code_of(session, class_code_id)),
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
    """Count one more person in; of two at the last place one is refused."""
    counted = session.execute(
        update(ClassCode)
        .where(
            ClassCode.id == class_code_id,
            ClassCode.revoked_at.is_(None),
            ClassCode.expires_at > now,
            ClassCode.uses < ClassCode.max_uses,
        )
        .values(uses=ClassCode.uses + 1)
        .returning(ClassCode.id)
    ).first()
    if counted is None:
        raise ClassCodeUsedUp()


def revoke_code(
    session: Session,
    class_code_id: UUID,
    *,
    organisation_id: UUID,
    revoked_by: UUID,
    now: datetime,
) -> None:
    """Nobody joins with it any more; a second time nothing changes."""
    mine = ClassCode.id == class_code_id, ClassCode.organisation_id == organisation_id
    class_code = session.scalar(select(ClassCode).where(*mine).with_for_update())
    if class_code is None:
        raise ClassCodeUnknown()
    if class_code.revoked_at is None:
        class_code.revoked_at = now
        _audit(session, "class-code.revoked", class_code, revoked_by, now)


def code_of(session: Session, class_code_id: UUID) -> str:
    """The code itself. Derived with the server's key, so that sheets can be printed again."""
    return derived_code(ports_of(session).server_key.derive(b"class codes"), class_code_id)


def hash_of_code(session: Session, code: str) -> str:
    """What the database keeps; keyed, since 45 bits could be tried one by one."""
    key = ports_of(session).server_key.derive(b"class code look-up")
    return hmac.digest(key, code.encode(), "sha256").hex()


def _audit(
    session: Session, action: str, class_code: ClassCode, actor_id: UUID, now: datetime
) -> None:
    record_about(
        session,
        action,
        class_code.organisation_id,
        actor_id=actor_id,
        now=now,
        details={"class_code_id": str(class_code.id)},
    )
