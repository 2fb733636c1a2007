"""What an import or its undo made of one row. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID


class RowBefore(TypedDict, total=False):
    """What undo needs. Stored sealed, as JSON.

    `changed` has the old and the new value of each changed column. `asked` is the id of the
    message that invited a person with an account, or empty if none was sent.
    """

    changed: Mapping[str, Sequence[str | None]]
    asked: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """New state of one row, with the outcome of its import."""

    row_id: UUID
    state: str
    outcome: str | None
    person_id: UUID | None = None
    before: RowBefore | None = None
