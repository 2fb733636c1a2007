"""All routes of awareness sessions, gathered for the application."""

from lms.extensions import csrf
from lms.web.awareness import own_sessions, summary  # noqa: F401  importing them adds their routes
from lms.web.awareness.blueprint import bp

csrf.exempt(own_sessions.report)  # both check the token themselves, and show again what was typed
csrf.exempt(own_sessions.change)

__all__ = ["bp"]
