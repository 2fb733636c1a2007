"""Request and response models for rosters.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from lms.api.v1.schemas import RequestModel, ResponseModel

MAX_ROWS_SENT = 10_000
MAX_CELL_LENGTH = 1_000
MAX_FILE_LENGTH = 14 * 1024 * 1024  # characters of base64, for 10 MB

RosterState = Literal["draft", "importing", "done", "stopped", "undoing", "undone"]
BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
Base64File = Annotated[
    str,
    Field(max_length=MAX_FILE_LENGTH, pattern=BASE64, json_schema_extra={"format": "byte"}),
]
Cell = Annotated[str, Field(max_length=MAX_CELL_LENGTH)]


class PersonRow(RequestModel):
    """A person. Omitted fields change nothing."""

    name: Cell
    contact: Cell = Field(description="E-mail address or Indonesian mobile number")
    audience: Cell = Field(default="", description="cso, guru or patbm")
    unit: Cell = ""
    group: Cell = ""
    province: Cell = Field(default="", description="Code or name")


class RosterSent(RequestModel):
    """People as rows or as a file, not both."""

    rows: Annotated[list[PersonRow], Field(max_length=MAX_ROWS_SENT)] | None = None
    file: Base64File | None = Field(
        default=None,
        description="XLSX, XLS, ODS, CSV or a package of OneRoster 1.2 in base64",
        json_schema_extra={"contentEncoding": "base64"},
    )
    sheet: Cell = Field(default="", description="Name of the sheet, if several hold people")
    dry_run: bool = Field(default=False, description="Only preview the changes")


class RosterConfirmed(RequestModel):
    """Options of the import of new and changed rows."""

    cohort_id: str | None = Field(
        default=None,
        max_length=36,
        description="The UUID of a cohort of the organisation, for new members",
    )
    send: bool = Field(default=False, description="Send invitations to new members")
    leave_out: bool = Field(
        default=False, description="Import valid rows and skip invalid and duplicate rows"
    )


class RosterUndone(RequestModel):
    """No fields."""


class RosterCounts(ResponseModel):
    """Number of rows by result; `missing` are members of the organisation without a row."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    wrong: int = 0
    missing: int = 0


class RosterProblem(ResponseModel):
    """An invalid cell, a duplicate row or a cell that is left out."""

    row: int = Field(description="Row number in the file; of rows in the request the first is 1")
    column: str
    text: str
    code: str = Field(description="Stable, for programs")
    detail: str = Field(description="A message for people, in the language of Accept-Language")
    proposed: str | None


class RosterFacts(ResponseModel):
    """A roster: its preview, its progress or its result."""

    id: str | None = Field(description="Null after a dry run, which stores nothing")
    state: RosterState
    counts: RosterCounts
    problems: list[RosterProblem] = Field(description="The first 500 problems of a draft")
    notes: list[RosterProblem] = Field(
        default_factory=list,
        description="The first 500 cells of a draft that are left out, or whose contact belongs to "
        "a person of another name; the rest of their rows is imported",
    )
    done: int = Field(description="Imported rows")
    total: int = Field(description="Confirmed rows")
    kept: int = Field(description="After an undo: people who stay because they have joined")
    can_be_undone_until: datetime | None
