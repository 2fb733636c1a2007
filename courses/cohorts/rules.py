"""Limits and choices of cohorts. Pure."""

from typing import Final

MAX_COHORT_NAME_LENGTH: Final = 200
MAX_ANNOUNCEMENT_LENGTH: Final = 1000
PLAN_RULES: Final = ("submitted", "approved")
