"""All routes of awareness sessions, gathered for the application."""

from lms.extensions import csrf
from lms.web.awareness import own, sums  # noqa: F401  importing them adds their routes
from lms.web.awareness.blueprint import bp

csrf.exempt(own.report)  # both check the token themselves, and show again what was typed
csrf.exempt(own.change)

__all__ = ["bp"]
