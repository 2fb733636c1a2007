"""All routes of the administration, gathered for the application."""

from lms.web.admin import (  # noqa: F401  importing them adds their routes
    blocks,
    certificate_classes,
    certificate_design,
    certificate_records,
    contact,
    course_routes,
    extra_time,
    first,
    name_corrections,
    people,
    person,
    roles,
    set_up,
    sign_offs,
    time_limits,
)
from lms.web.admin.blueprint import bp

__all__ = ["bp"]
