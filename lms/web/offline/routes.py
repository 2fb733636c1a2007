"""All routes of this area, gathered for the application."""

from lms.web.offline import hand_in, keep, search, sync  # noqa: F401  importing them adds their routes
from lms.web.offline.blueprint import bp

__all__ = ["bp"]
