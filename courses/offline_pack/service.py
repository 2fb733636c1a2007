"""Receipts of entries. Callers commit."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.conflict_free import insert_if_absent
from courses.offline_pack.models import SyncReceipt
from lms.kernel.clock import new_id

DONE: Final = "done"
REFUSED: Final = "refused"
ID_USED: Final = "id-used"  # an entry with this id and other content was received


def begin_receipt(
    session: Session, *, person_id: UUID, entry_id: UUID, digest: bytes, now: datetime
) -> str | None:
    """Write the receipt of an entry; give None, or the code of an earlier one.

    A second request with the same id waits for the transaction of the first. The code of an entry
    with other content is ID_USED.
    """
    is_new = insert_if_absent(
        session,
        SyncReceipt,
        {
            "id": new_id(),
            "person_id": person_id,
            "entry_id": entry_id,
            "digest": digest,
            "code": DONE,
            "received_at": now,
        },
    )
    if is_new:
        return None
    receipt = _receipt(session, person_id, entry_id)
    return receipt.code if receipt.digest == digest else ID_USED


def set_code(session: Session, *, person_id: UUID, entry_id: UUID, code: str) -> None:
    """Change the code of a receipt of this transaction."""
    _receipt(session, person_id, entry_id).code = code


def _receipt(session: Session, person_id: UUID, entry_id: UUID) -> SyncReceipt:
    return session.scalars(
        select(SyncReceipt).where(
            SyncReceipt.person_id == person_id, SyncReceipt.entry_id == entry_id
        )
    ).one()


def delete_receipts_of(session: Session, person_id: UUID) -> None:
    """Delete the receipts of a person who is erased: their phones cannot send any more."""
    session.execute(delete(SyncReceipt).where(SyncReceipt.person_id == person_id))
