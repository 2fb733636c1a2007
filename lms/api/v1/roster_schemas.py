"""What goes in and out about rosters: checked and documented by the same lines.

Names of fields and values are stable within this version; new ones may be added.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from lms.api.v1.schemas import RequestModel, ResponseModel

MAX_ROWS_SENT = 10_000
MAX_CELL_LENGTH = 1_000
MAX_FILE_LENGTH = 14 * 1024 * 1024  # characters of base64, for 10 MB

RosterState = Literal["draft", "importing", "done", "stopped", "undoing", "undone"]
Cell = Annotated[str, Field(max_length=MAX_CELL_LENGTH)]


class PersonRow(RequestModel):
    """One person. What is left out is not said, and changes nothing."""

    name: Cell
    contact: Cell = Field(description="E-mail address or Indonesian mobile number")
    audience: Cell = Field(default="", description="cso, guru or patbm")
    unit: Cell = ""
    group: Cell = ""
    province: Cell = Field(default="", description="Code or name")


class RosterSent(RequestModel):
    """People as rows, or as a file; one of the two."""

    rows: Annotated[list[PersonRow], Field(max_length=MAX_ROWS_SENT)] | None = None
    file: Annotated[str, Field(max_length=MAX_FILE_LENGTH)] | None = Field(
        default=None,
        description="XLSX, XLS, ODS, CSV or a package of OneRoster 1.2 in base64",
        json_schema_extra={"contentEncoding": "base64"},
    )
    dry_run: bool = Field(default=False, description="Only say what would change")


class RosterConfirmed(RequestModel):
    """What is new or changed is taken in."""

    cohort_id: str | None = Field(
        default=None,
        max_length=36,
        description="The UUID of a class of the organisation, for newcomers",
    )
    send: bool = Field(default=False, description="Send each newcomer their invitation")
    leave_out: bool = Field(
        default=False, description="Take the others in where some rows are wrong"
    )


class RosterUndone(RequestModel):
    """Nothing needs to be said."""


class RosterCounts(ResponseModel):
    """How many rows come to what; `missing` are people of the organisation who are not in it."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    wrong: int = 0
    missing: int = 0


class RosterProblem(ResponseModel):
    """A cell that is wrong, or a row that stands twice."""

    row: int = Field(description="As in the file; of rows that were sent the first is 1")
    column: str
    text: str
    code: str = Field(description="Stable, for programs")
    detail: str = Field(description="A sentence for people, in the language of Accept-Language")
    proposed: str | None


class RosterFacts(ResponseModel):
    """A roster: what it would change, how far it is, or what came of it."""

    id: str | None = Field(description="Null after a dry run, of which nothing is kept")
    state: RosterState
    counts: RosterCounts
    problems: list[RosterProblem] = Field(description="Of a draft, the first 500")
    done: int = Field(description="Rows that are taken in")
    total: int = Field(description="Rows that were confirmed")
    kept: int = Field(description="After undoing: people who stay, as they have joined")
    can_be_undone_until: datetime | None
