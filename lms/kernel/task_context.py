"""What a long task needs: a session to read with, short write transactions, and the time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class TaskContext:
    """Sessions and time for a task whose slow part runs outside the database transaction.

    `transaction` opens a session of its own and commits it when its block ends without an error.
    """

    read_session: Session
    transaction: Callable[[], AbstractContextManager[Session]]
    now: datetime
