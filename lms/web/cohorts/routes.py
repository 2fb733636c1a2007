"""All routes of cohorts, gathered for the application."""

from lms.web.cohorts import (  # noqa: F401  importing them adds their routes
    attendance,
    cohorts,
    dashboard,
    grades,
    learners,
    live_sessions,
    personal_links,
    plans,
    reminders,
)
from lms.web.cohorts.blueprint import bp

__all__ = ["bp"]
