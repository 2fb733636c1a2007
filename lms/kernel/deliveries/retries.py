"""Retries of what is sent to other systems: with growing delays, for RETRIES_END."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

FIRST_DELAY: Final = timedelta(minutes=1)
MAX_DELAY: Final = timedelta(hours=6)
RETRIES_END: Final = timedelta(days=7)
MAX_PROBLEM_LENGTH: Final = 40


class Retried:
    """Columns of a row that is sent until the other system takes it."""

    due_at: Mapped[datetime | None]  # null: nothing is to be sent
    failures: Mapped[int] = mapped_column(default=0)  # since the last success
    failing_since: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(MAX_PROBLEM_LENGTH))

    def postpone(self, problem: str, *, now: datetime) -> datetime | None:
        """Make the row due later and return when; None once it has failed for RETRIES_END."""
        since = self.failing_since or now
        if now - since >= RETRIES_END:
            self.end_retries(problem=problem)
            return None
        delay = min(FIRST_DELAY * 2 ** min(self.failures, 10), MAX_DELAY)
        self.failures, self.failing_since = self.failures + 1, since
        self.problem, self.due_at = problem[:MAX_PROBLEM_LENGTH], now + delay
        return self.due_at

    def end_retries(self, *, problem: str | None = None) -> None:
        """End the retries: after success, or with the `problem` for which they are given up."""
        self.due_at, self.failures, self.failing_since = None, 0, None
        self.problem = problem[:MAX_PROBLEM_LENGTH] if problem else None
