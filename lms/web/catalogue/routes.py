"""All routes of the catalogue area, gathered for the application."""

from lms.web.catalogue import class_pages, courses, home, reference  # noqa: F401  they add routes
from lms.web.catalogue.blueprint import bp

__all__ = ["bp"]
