"""What a cohort may be called and how a plan may count in it. Pure."""

from typing import Final

MAX_COHORT_NAME_LENGTH: Final = 200
PLAN_RULES: Final = ("submitted", "approved")
