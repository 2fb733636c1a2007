"""All routes of the learning area, gathered for the application."""

from lms.extensions import csrf
from lms.web.learning import (  # noqa: F401  importing them adds their routes
    ends,
    lessons,
    plans,
    scenarios,
    unit_forms,
)
from lms.web.learning.blueprint import bp

csrf.exempt(unit_forms.send)  # checks the token itself, and shows again what was typed

__all__ = ["bp"]
