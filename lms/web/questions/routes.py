"""All routes of questions, gathered for the application."""

from lms.web.questions import asking, deciding  # noqa: F401  importing them adds their routes
from lms.web.questions.blueprint import bp

__all__ = ["bp"]
