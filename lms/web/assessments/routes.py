"""All routes of this area, gathered for the application."""

from lms.extensions import csrf
from lms.web.assessments import (  # noqa: F401  importing adds their routes
    all_items,
    answer_files,
    autosave,
    finish,
    follow_up,
    intro,
    items,
    pictures,
    results,
    scale,
)
from lms.web.assessments.blueprint import bp

csrf.exempt(all_items.answer_all)
csrf.exempt(items.answer)  # both check the token themselves, and keep the answer if it is old
csrf.exempt(scale.rate)

__all__ = ["bp"]
