"""All routes of questions, gathered for the application."""

from lms.extensions import csrf
from lms.web.questions import asking, moderation  # noqa: F401  importing them adds their routes
from lms.web.questions.blueprint import bp

csrf.exempt(asking.ask_experts)  # checks the token itself, and shows again what was typed

__all__ = ["bp"]
