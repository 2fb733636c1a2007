"""All routes of the LTI tool, gathered for the application."""

from lms.lti import (  # noqa: F401  they add their routes
    deep_linking,
    first_page,
    key_set,
    launch,
    login,
    review,
)
from lms.lti.blueprint import bp

__all__ = ["bp"]
