"""Lines for the ledger: what a restored backup must not undo.

The ledger is a file outside the database. Its lines are written just before the transaction that
they describe commits, so the ledger may be ahead of the database, never behind it. Lines hold ids,
hashes and sealed bytes, never names.
"""

from typing import Any, Final

from sqlalchemy.orm import Session

from lms.kernel.ports import get_ports

PENDING: Final = "ledger"  # in `Session.info`


def note(session: Session, kind: str, **values: Any) -> None:
    """Add a line that is written if this transaction commits. Values are JSON."""
    session.info.setdefault(PENDING, []).append({"kind": kind, **values})


def write_pending(session: Session) -> None:
    """Write the lines of this transaction, as its last step. Raises LedgerNotWritable."""
    if lines := session.info.pop(PENDING, None):
        session.flush()  # constraints fail before the lines are written
        get_ports(session).ledger.append(lines)
