"""All routes of this area, gathered for the application."""

from lms.extensions import csrf
from lms.web.assessments import (  # noqa: F401  importing adds their routes
    autosave,
    carried_answers,
    finish,
    follow_up,
    intro,
    items,
    results,
    scale,
)
from lms.web.assessments.blueprint import bp

csrf.exempt(items.answer)  # both check the token themselves, and keep the answer if it is old
csrf.exempt(scale.rate)

__all__ = ["bp"]
