"""All routes of rosters, gathered for the application."""

from lms.web.rosters import files, preview, upload  # noqa: F401  importing them adds their routes
from lms.web.rosters.blueprint import bp

__all__ = ["bp"]
