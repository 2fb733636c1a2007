"""All routes of sign-in with accounts elsewhere, gathered for the application."""

from lms.web.oidc import (  # noqa: F401  they add their routes
    callback,
    first_page,
    linking,
    start,
)
from lms.web.oidc.blueprint import bp

__all__ = ["bp"]
