"""Imports all operations of this version."""

from lms.api.v1 import (  # noqa: F401  imports register routes
    certificates,
    openapi_pages,
    rosters,
    token,
)
from lms.api.v1.blueprint import bp
from lms.api.v1.evaluation import operations  # noqa: F401  registers its routes

__all__ = ["bp"]
