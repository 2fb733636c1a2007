"""All routes of the learning area, gathered for the application."""

from lms.web.learning import (  # noqa: F401  importing them adds their routes
    lessons,
    plans,
    stories,
    unit_forms,
)
from lms.web.learning.blueprint import bp

__all__ = ["bp"]
