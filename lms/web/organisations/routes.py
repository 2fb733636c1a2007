"""All routes of organisations, gathered for the application."""

from lms.web.organisations import (  # noqa: F401  importing them adds their routes
    attendance,
    board,
    certificates,
    classes,
    codes,
    failed_messages,
    founding,
    grades,
    learners,
    members,
    mine,
    moving,
    overview,
    plans,
    reminders,
    requests,
    sessions,
)
from lms.web.organisations.blueprint import bp

__all__ = ["bp"]
