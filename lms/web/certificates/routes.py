"""All routes of this area, gathered for the application."""

from lms.web.certificates import own, refreshers  # noqa: F401  importing them adds their routes
from lms.web.certificates.blueprint import bp

__all__ = ["bp"]
