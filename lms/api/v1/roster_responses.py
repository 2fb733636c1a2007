"""Builds API responses about rosters."""

from collections.abc import Mapping
from typing import Final, cast
from uuid import UUID

from sqlalchemy.orm import Session

from lms.api.v1.roster_schemas import RosterCounts, RosterFacts, RosterProblem, RosterState
from lms.organisations.roster.errors import RosterNotFound
from lms.organisations.roster.queries import RosterView, roster
from lms.web.rosters.cell_messages import cell_message
from lms.workflows.rosters.batches import import_progress
from lms.workflows.rosters.comparison import Preview
from lms.workflows.rosters.drafts import preview_draft
from lms.workflows.rosters.parsed_rows import CellProblem

MAX_PROBLEMS: Final = 500


def dry_run_facts(preview: Preview) -> RosterFacts:
    """Describe the preview of a roster that is not stored."""
    return RosterFacts(
        id=None,
        state="draft",
        counts=_counts(preview.counts),
        problems=_problems(*preview.problems, *preview.duplicates),
        notes=_problems(*preview.notes),
        done=0,
        total=len(preview.to_do),
        kept=0,
        can_be_undone_until=None,
    )


def draft_facts(session: Session, draft: RosterView) -> RosterFacts:
    """Describe a draft."""
    preview = preview_draft(session, draft)
    return dry_run_facts(preview).model_copy(update={"id": str(draft.id)})


def without_problems(facts: RosterFacts) -> RosterFacts:
    """Remove the texts of cells, which are stored encrypted with the roster only."""
    return facts.model_copy(update={"problems": [], "notes": []})


def restore_problems(session: Session, stored: str, *, organisation_id: UUID) -> RosterFacts:
    """Add problems and notes to a stored response, while the roster is a draft."""
    facts = RosterFacts.model_validate_json(stored)
    try:
        current = roster(session, UUID(facts.id), organisation_id=organisation_id)
    except RosterNotFound:  # deleted meanwhile
        return facts
    if current.state != "draft":
        return facts
    draft = draft_facts(session, current)
    return facts.model_copy(update={"problems": draft.problems, "notes": draft.notes})


def roster_facts(session: Session, view: RosterView) -> RosterFacts:
    """Describe a roster in any state."""
    if view.state == "draft":
        return draft_facts(session, view)
    current = import_progress(session, view.id)
    is_undoable = view.state in ("done", "stopped")
    return RosterFacts(
        id=str(view.id),
        state=cast(RosterState, view.state),
        counts=_counts(view.counts),
        problems=[],
        done=current.done,
        total=current.total,
        kept=int(view.counts.get("kept", 0)),
        can_be_undone_until=view.expires_at if is_undoable else None,
    )


def _counts(counts: Mapping[str, int]) -> RosterCounts:
    values = {name: int(counts.get(name, 0)) for name in RosterCounts.model_fields}
    return RosterCounts(**values)


def _problems(*problems: CellProblem) -> list[RosterProblem]:
    return [_problem(problem) for problem in problems[:MAX_PROBLEMS]]


def _problem(problem: CellProblem) -> RosterProblem:
    return RosterProblem(
        row=problem.number,
        column=problem.column,
        text=problem.part or problem.text,
        code=problem.code,
        detail=cell_message(problem),
        proposed=problem.suggestion,
    )
