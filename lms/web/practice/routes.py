"""All routes of this area, gathered for the application."""

from lms.extensions import csrf
from lms.web.practice import offer, questions  # noqa: F401  importing them adds their routes
from lms.web.practice.blueprint import bp

csrf.exempt(questions.answer)  # checks the token itself, and keeps the answer if it is old

__all__ = ["bp"]
