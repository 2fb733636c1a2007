"""Reads when outcomes were renewed last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.disclosure import Cells
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.outcomes.renewal import EVERYONE
from assessments.evaluation.models import OutcomeRenewal, OutcomeSummary


@dataclass(frozen=True, slots=True)
class LastRenewal:
    """The release with the last renewal, None before the first, and its people.

    `changed_cells` are those in which answers that a renewal counted changed or left since.
    `marks` are those published of follow-ups, by months, and `answers` those by question.
    """

    number: int | None = None
    released_at: datetime | None = None
    people: int = 0
    changed_cells: frozenset[Cells] = frozenset()
    marks: Mapping[str, MarkCounts] = field(default_factory=dict)
    answers: Mapping[str, AnswerCounts] = field(default_factory=dict)


def get_last_renewal(session: Session, context_id: UUID) -> LastRenewal:
    """Return the last renewal of outcomes of a course version."""
    row = session.get(OutcomeRenewal, context_id)
    if row is None:
        return LastRenewal()
    cells = frozenset(tuple(entry) for entry in row.changed_cells)
    last = LastRenewal(row.number, row.released_at, row.people, cells)
    summary = session.get(OutcomeSummary, (context_id, *EVERYONE))
    if summary is None:
        return last
    outcomes = Outcomes.from_json(summary.outcomes)
    return replace(last, marks=outcomes.follow_ups, answers=outcomes.answers)
