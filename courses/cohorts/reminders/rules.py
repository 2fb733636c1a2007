"""Reasons, outcomes and minimum interval of reminders. Pure."""

from datetime import timedelta
from typing import Final

REASONS: Final = ("not-joined", "not-started", "stuck")
OUTCOMES: Final = ("written", "left-out", "stopped")
MIN_INTERVAL: Final = timedelta(days=7)  # between two reminders to one person, from any cohort
