"""All routes of the catalogue area, gathered for the application."""

from lms.web.catalogue import (  # noqa: F401  importing them adds their routes
    cohort_pages,
    courses,
    grades,
    home,
    next_step,
    reference,
    versions,
)
from lms.web.catalogue.blueprint import bp

__all__ = ["bp"]
