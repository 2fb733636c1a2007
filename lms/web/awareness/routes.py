"""All routes of awareness sessions, gathered for the application."""

from lms.web.awareness import own, sums  # noqa: F401  importing them adds their routes
from lms.web.awareness.blueprint import bp

__all__ = ["bp"]
