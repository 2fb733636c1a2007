"""All routes of the catalogue area, gathered for the application."""

from lms.web.catalogue import cohort_pages, courses, grades, home, next_step, reference
from lms.web.catalogue.blueprint import bp

__all__ = ["bp"]
