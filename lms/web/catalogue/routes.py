"""All routes of the catalogue area, gathered for the application."""

from lms.web.catalogue import courses, home, reference  # noqa: F401  importing adds their routes
from lms.web.catalogue.blueprint import bp

__all__ = ["bp"]
