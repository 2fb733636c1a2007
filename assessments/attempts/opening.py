"""Whether an assessment may be started or retaken now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple


class Sitting(NamedTuple):
    """A finished attempt."""

    submitted_at: datetime
    has_passed: bool | None


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """Progress of a learner in the course, on which the opening of a test depends."""

    has_opened_lessons: bool = False
    has_all_lessons: bool = False
    invited_at: datetime | None = None  # to a follow-up that is open


class Availability(NamedTuple):
    """Whether another attempt is possible; `opens_at` is the end of the wait, if there is one."""

    state: Literal["ready", "passed", "used-up"]
    attempts_remaining: int
    opens_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether an attempt may be started now."""
        return self.state == "ready" and (self.opens_at is None or self.opens_at <= now)


def compute_availability(
    sittings: Sequence[Sitting], *, max_attempts: int, waits_hours: Sequence[int]
) -> Availability:
    """Return the availability after these finished attempts, the oldest first."""
    remaining = max(0, max_attempts - len(sittings))
    if any(sitting.has_passed for sitting in sittings):
        return Availability("passed", remaining)
    if not remaining:
        return Availability("used-up", 0)
    if not sittings or not waits_hours:
        return Availability("ready", remaining)
    hours = waits_hours[min(len(sittings), len(waits_hours)) - 1]
    return Availability("ready", remaining, sittings[-1].submitted_at + timedelta(hours=hours))
