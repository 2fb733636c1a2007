"""Imports all modules with routes of organisations."""

from lms.web.organisations import (  # noqa: F401  importing them adds their routes
    certificates,
    codes,
    contacts,
    failed_messages,
    founding,
    members,
    mine,
    moving,
    overview,
    requests,
)
from lms.web.organisations.blueprint import bp

__all__ = ["bp"]
