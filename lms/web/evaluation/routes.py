"""Imports all modules with routes of evaluation."""

from lms.web.evaluation import files, overview  # noqa: F401  importing adds their routes
from lms.web.evaluation.blueprint import bp

__all__ = ["bp"]
