"""Imports all modules with routes of evaluation."""

from lms.web.evaluation import (  # noqa: F401  importing adds their routes
    confidence,
    files,
    follow_up_pages,
    methods,
    overview,
)
from lms.web.evaluation.awareness import pages  # noqa: F401  its routes
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.test_pages import history, items, roles, scale  # noqa: F401

__all__ = ["bp"]
