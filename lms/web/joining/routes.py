"""All routes of joining, gathered for the application."""

from lms.web.joining import class_codes, invitations  # noqa: F401  importing them adds routes
from lms.web.joining.blueprint import bp

__all__ = ["bp"]
