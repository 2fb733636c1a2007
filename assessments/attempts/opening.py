"""When an assessment may be started, and started again. Pure."""

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
    """How far a learner is with the course around a test, for the rules of its opening."""

    has_opened_lessons: bool = False
    has_all_lessons: bool = False
    invited_at: datetime | None = None  # to a follow-up that stands open


class Availability(NamedTuple):
    """Whether another attempt can be made. `opens_at` is set while one is waited for, or was."""

    state: Literal["ready", "passed", "used-up"]
    attempts_remaining: int
    opens_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.state == "ready" and (self.opens_at is None or self.opens_at <= now)


def availability(
    sittings: Sequence[Sitting], *, max_attempts: int, waits_hours: Sequence[int]
) -> Availability:
    """What comes after these finished attempts, oldest first."""
    left = max(0, max_attempts - len(sittings))
    if any(sitting.has_passed for sitting in sittings):
        return Availability("passed", left)
    if not left:
        return Availability("used-up", 0)
    if not sittings or not waits_hours:
        return Availability("ready", left)
    hours = waits_hours[min(len(sittings), len(waits_hours)) - 1]
    return Availability("ready", left, sittings[-1].submitted_at + timedelta(hours=hours))
