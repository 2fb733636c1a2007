"""Imports all routes of the administration."""

from lms.web.admin import (  # noqa: F401  imports register routes
    blocks,
    contact,
    course_routes,
    extra_time,
    first,
    people,
    person,
    record_store,
    roles,
    set_up,
    sign_offs,
    time_limits,
    webhooks,
)
from lms.web.admin.blueprint import bp

__all__ = ["bp"]
