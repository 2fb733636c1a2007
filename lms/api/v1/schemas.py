"""Forms that all operations share, as pydantic models, and the facts of a token.

Names of fields and values are stable within this version; new ones may be added.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field


class RequestModel(BaseModel):
    """What a program sends: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class NoParameters(RequestModel):
    """No parameter is known."""


class Problem(ResponseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="`urn:payung:problem:` and the code")
    title: str = Field(description="A sentence for people, in the language of Accept-Language")
    status: int
    code: str = Field(description="Stable, for programs")
    instance: str = Field(description="Names this request in the log of the server")
    errors: list["FieldError"] | None = Field(
        default=None, description="With 422: each place that does not fit"
    )


class FieldError(ResponseModel):
    """One place of a request that does not fit."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body")
    parameter: str | None = Field(default=None, description="Name of a query parameter")


class TokenFacts(ResponseModel):
    """The token of this request."""

    name: str
    is_service: bool = Field(description="False for a token of a person")
    scopes: list[str] = Field(description="Those that count now")
    expires_at: datetime
    last_used_on: date | None = Field(description="The last day before today's first call")
