"""Imports all routes of this area."""

from lms.web.certificate_admin import (  # noqa: F401  imports register routes
    cohorts,
    design,
    name_corrections,
    records,
)
from lms.web.certificate_admin.blueprint import bp

__all__ = ["bp"]
