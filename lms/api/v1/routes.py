"""All operations of this version, gathered for the application."""

from lms.api.v1 import (  # noqa: F401  importing them adds their routes
    certificates,
    openapi_pages,
    rosters,
    token,
)
from lms.api.v1.blueprint import bp

__all__ = ["bp"]
