"""All routes of the account area, gathered for the application."""

from lms.web.account import (  # noqa: F401  importing them adds their routes
    contact,
    devices,
    links,
    merging,
    passkey_routes,
    personal_data,
    profile,
    reauthentication,
    reminders,
    sign_in,
    sign_up,
)
from lms.web.account.blueprint import bp

__all__ = ["bp"]
