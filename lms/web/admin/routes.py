"""All routes of the administration, gathered for the application."""

from lms.web.admin import (  # noqa: F401  importing them adds their routes
    contact,
    course_routes,
    first,
    people,
    person,
    roles,
    set_up,
)
from lms.web.admin.blueprint import bp

__all__ = ["bp"]
