"""Imports all modules with routes of evaluation."""

from lms.web.evaluation import overview  # noqa: F401  importing it adds its routes
from lms.web.evaluation.blueprint import bp

__all__ = ["bp"]
