"""All routes of the administration of certificates, gathered for the application."""

from lms.web.certificate_admin import (  # noqa: F401  importing them adds their routes
    cohorts,
    design,
    name_corrections,
    records,
)
from lms.web.certificate_admin.blueprint import bp

__all__ = ["bp"]
