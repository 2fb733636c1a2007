"""Records and reports what happened to answers imported from files: one line per answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import AnswerImport, Attempt
from assessments.errors import AnswersImportNotFound
from assessments.items.models import Assessment
from assessments.kinds import Task, task_of
from lms.kernel.clock import new_id

Status = Literal[
    "received", "late", "duplicate", "conflict", "foreign", "damaged", "refused", "too-many"
]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """The status of an answer; attempt and position are None if the importer may not see them."""

    attempt_id: UUID | None
    position: int | None
    status: Status


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a report, as a page shows it."""

    task: Task | None
    position: int | None
    status: Status


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What happened to the answers of one file."""

    imported_at: datetime
    lines: tuple[ReportLine, ...]

    def count(self, status: Status) -> int:
        """Return the number of answers with a status."""
        return sum(line.status == status for line in self.lines)


def record_import(
    session: Session, lines: Sequence[AnswerLine], *, carried_by: UUID | None, now: datetime
) -> UUID:
    """Store the report of a file and return its id; `carried_by` is who handed it in."""
    row = AnswerImport(
        id=new_id(),
        carried_by=carried_by,
        imported_at=now,
        lines=[
            [str(line.attempt_id) if line.attempt_id else None, line.position, line.status]
            for line in lines
        ],
    )
    session.add(row)
    return row.id


def get_import_report(
    session: Session, import_id: UUID, *, carried_by: UUID | None
) -> ImportReport:
    """Return a report. Raises AnswersImportNotFound, also for one of another person."""
    row = session.get(AnswerImport, import_id)
    if row is None or row.carried_by != carried_by:
        raise AnswersImportNotFound(import_id=import_id)
    tasks = _get_tasks(session, {UUID(line[0]) for line in row.lines if line[0]})
    lines = tuple(
        ReportLine(tasks.get(attempt_id), position, status)
        for attempt_id, position, status in row.lines
    )
    return ImportReport(row.imported_at, lines)


def get_learner_id(session: Session, attempt_id: UUID) -> UUID | None:
    """Return the learner of an attempt; None for an unknown attempt."""
    return session.scalar(select(Attempt.learner_id).where(Attempt.id == attempt_id))


def _get_tasks(session: Session, attempt_ids: set[UUID]) -> dict[str, Task]:
    rows = session.execute(
        select(Attempt.id, Assessment.kind, Assessment.purpose)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(Attempt.id.in_(attempt_ids))
    )
    return {str(row.id): task_of(row.kind, row.purpose) for row in rows}
