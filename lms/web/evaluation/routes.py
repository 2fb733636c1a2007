"""Imports all modules with routes of evaluation."""

from lms.web.evaluation import (  # noqa: F401  importing adds their routes
    awareness,
    confidence,
    files,
    follow_up_pages,
    methods,
    overview,
    test_history,
    test_quality,
    test_scale,
)
from lms.web.evaluation.blueprint import bp

__all__ = ["bp"]
