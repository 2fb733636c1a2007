"""Reads when outcomes were renewed last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.disclosure import Cells
from assessments.evaluation.models import OutcomeRenewal


@dataclass(frozen=True, slots=True)
class LastRenewal:
    """The release with the last renewal, None before the first, and its people.

    `changed_cells` are those in which answers that a renewal counted changed or left since.
    """

    number: int | None = None
    released_at: datetime | None = None
    people: int = 0
    changed_cells: frozenset[Cells] = frozenset()


def get_last_renewal(session: Session, context_id: UUID) -> LastRenewal:
    """Return the last renewal of outcomes of a course version."""
    row = session.get(OutcomeRenewal, context_id)
    if row is None:
        return LastRenewal()
    cells = frozenset(tuple(entry) for entry in row.changed_cells)
    return LastRenewal(row.number, row.released_at, row.people, cells)
