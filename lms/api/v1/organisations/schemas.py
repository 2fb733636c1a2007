"""Response models of organisations, their people and their certificates.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lms.api.v1.certificate_schemas import NUMBER
from lms.api.v1.schemas import PageQuery, ResponseModel

MemberState = Literal["joined", "expected"]
RowState = Literal[
    "valid",
    "none",
    "not-completed",
    "specimen",
    "expired",
    "suspended",
    "revoked",
    "superseded",
]


class OrganisationLine(ResponseModel):
    """An organisation that the token reaches."""

    id: str
    name: str
    kind: str
    npsn: str | None = Field(description="National number of a school")
    province: str | None = Field(description="Code (BPS)")
    parent_id: str | None


class OrganisationList(ResponseModel):
    """A page of the list, in the order in which they were entered."""

    organisations: list[OrganisationLine]
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")


class MemberLine(ResponseModel):
    """A person of the roster, without the contact."""

    id: str = Field(description="Of the person; of the invitation if there is only that")
    name: str
    unit: str | None
    group: str | None
    state: MemberState = Field(description="expected: listed or invited, and not joined yet")
    is_coordinator: bool


class MemberList(ResponseModel):
    """A page of the list: members by name, then people who are only invited."""

    members: list[MemberLine]
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")


class RowQuery(PageQuery):
    """Parameters of the list of certificates of an organisation."""

    state: RowState | None = Field(default=None, description="Only people in this state")


class RowFacts(ResponseModel):
    """A current member in a cohort, with their certificate if there is one."""

    enrolment_id: str
    name: str
    organisation: str
    cohort: str
    state: RowState = Field(description="none: the course is completed, and no certificate issued")
    number: str | None = Field(description=NUMBER)
    completed_at: datetime | None
    issued_at: datetime | None


class RowList(ResponseModel):
    """A page of the list, by name, of the organisation and those below it."""

    rows: list[RowFacts]
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")
