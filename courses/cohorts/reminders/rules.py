"""Whom a reminder may go to, and how often. Pure."""

from datetime import timedelta
from typing import Final

REASONS: Final = ("not-joined", "not-started", "stuck")
OUTCOMES: Final = ("written", "left-out", "stopped")
MIN_INTERVAL: Final = timedelta(days=7)  # nobody is reminded twice within it, whoever asks
