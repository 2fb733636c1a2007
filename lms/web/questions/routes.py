"""Imports all modules with routes of questions."""

from lms.extensions import csrf
from lms.web.questions import asking, moderation  # noqa: F401  importing them adds their routes
from lms.web.questions.blueprint import bp

csrf.exempt(asking.ask_experts)  # the view checks the token and keeps the typed values

__all__ = ["bp"]
