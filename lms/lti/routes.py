"""All routes of the LTI tool, gathered for the application."""

from lms.lti import deep_linking, first_page, key_set, launch, login  # noqa: F401  they add their routes
from lms.lti.blueprint import bp

__all__ = ["bp"]
