"""Base models of requests and responses, problem documents, and tokens.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from lms.api.v1.cursors import CURSOR_PATTERN

MAX_PAGE = 200


def _without_fraction(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON Schema calls 2.0 an integer; strict parsing alone would reject it.
WholeNumber = Annotated[int, BeforeValidator(_without_fraction)]


class RequestModel(BaseModel):
    """Base of request models. Unknown fields are rejected."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """Base of response models."""

    model_config = ConfigDict(frozen=True)


class NoParameters(RequestModel):
    """No parameters."""


class PageQuery(RequestModel):
    """Parameters of a list."""

    cursor: str | None = Field(
        default=None, pattern=CURSOR_PATTERN, description="`next_cursor` of the previous page"
    )
    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="Entries per page")


class Problem(ResponseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="`urn:payung:problem:` and the code")
    title: str = Field(description="A message for people, in the language of Accept-Language")
    status: int
    code: str = Field(description="Stable, for programs")
    instance: str = Field(description="Id of this request in the server's log")
    errors: list["FieldError"] | None = Field(
        default=None, description="With 422: each invalid field"
    )


class FieldError(ResponseModel):
    """An invalid field of a request."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body")
    parameter: str | None = Field(default=None, description="Name of a query parameter")


class TokenFacts(ResponseModel):
    """The token of this request."""

    name: str
    is_service: bool = Field(description="False for a token of a person")
    scopes: list[str] = Field(description="Scopes that are valid now")
    expires_at: datetime
    last_used_on: date | None = Field(description="Day of the last call before today")
