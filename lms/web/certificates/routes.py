"""All routes of the holder's pages, on one blueprint."""

from lms.web.certificates import own, refreshers  # noqa: F401  importing them adds their routes
from lms.web.certificates.blueprint import bp

__all__ = ["bp"]
