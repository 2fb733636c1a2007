"""Imports all operations of this version."""

from lms.api.v1 import (  # noqa: F401  imports register routes
    certificates,
    openapi_pages,
    rosters,
    token,
)
from lms.api.v1.blueprint import bp
from lms.api.v1.catalogue import operations as _catalogue  # noqa: F401  registers its routes
from lms.api.v1.evaluation import operations as _evaluation  # noqa: F401
from lms.api.v1.learning import (  # noqa: F401
    attempts,
    enrolments,
    own_certificates,
)
from lms.api.v1.organisations import operations as _organisations  # noqa: F401

__all__ = ["bp"]
