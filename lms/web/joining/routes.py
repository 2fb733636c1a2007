"""All routes of joining, gathered for the application."""

from lms.web.joining import check_in, cohort_codes, invitations  # noqa: F401  they add routes
from lms.web.joining.blueprint import bp

__all__ = ["bp"]
