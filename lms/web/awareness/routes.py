"""Imports all modules with routes of awareness sessions."""

from lms.extensions import csrf
from lms.web.awareness import own_sessions, summary  # noqa: F401  importing them adds their routes
from lms.web.awareness.blueprint import bp

csrf.exempt(own_sessions.report)  # both views check the token and keep the typed values
csrf.exempt(own_sessions.change)

__all__ = ["bp"]
