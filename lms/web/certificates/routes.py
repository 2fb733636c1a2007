"""All routes of this area, gathered for the application."""

from lms.web.certificates import own  # noqa: F401  importing it adds its routes
from lms.web.certificates.blueprint import bp

__all__ = ["bp"]
