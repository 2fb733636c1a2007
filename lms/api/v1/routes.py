"""Imports all operations of this version."""

from lms.api.v1 import (  # noqa: F401  imports register routes
    certificates,
    evaluation,
    openapi_pages,
    rosters,
    token,
)
from lms.api.v1.blueprint import bp

__all__ = ["bp"]
