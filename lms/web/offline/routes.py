"""All routes of this area, gathered for the application."""

from lms.web.offline import (  # noqa: F401  importing them adds their routes
    hand_in,
    keep,
    pass_on,
    search,
    sync,
)
from lms.web.offline.blueprint import bp

__all__ = ["bp"]
