"""All routes of rosters, gathered for the application."""

from lms.web.rosters import (  # noqa: F401  importing them adds their routes
    bringing,
    files,
    looking,
)
from lms.web.rosters.blueprint import bp

__all__ = ["bp"]
