"""What a cohort may be called and how a plan may count in it. Pure."""

from typing import Final

LONGEST_COHORT_NAME: Final = 200
PLAN_RULES: Final = ("submitted", "approved")
