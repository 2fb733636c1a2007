"""What is answered about a roster, from what the workflow tells."""

from typing import Any, Final, cast
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


def dry_run_facts(would: Preview) -> RosterFacts:
    """Of a roster that is not kept."""
    return RosterFacts(
        id=None,
        state="draft",
        counts=_counts(would.counts),
        problems=_problems(would),
        done=0,
        total=len(would.to_do),
        kept=0,
        can_be_undone_until=None,
    )


def draft_facts(session: Session, draft: RosterView) -> RosterFacts:
    """Of a draft: nothing of it is done."""
    would = preview_draft(session, draft)
    return dry_run_facts(would).model_copy(update={"id": str(draft.id)})


def without_problems(facts: RosterFacts) -> RosterFacts:
    """As it may be kept beside the roster: what stands in cells is sealed, and goes with it."""
    return facts.model_copy(update={"problems": []})


def restore_problems(session: Session, kept: str, *, organisation_id: UUID) -> RosterFacts:
    """The same with what is wrong in the draft, as long as it is one."""
    facts = RosterFacts.model_validate_json(kept)
    try:
        found = roster(session, UUID(facts.id), organisation_id=organisation_id)
    except RosterNotFound:  # thrown away since
        return facts
    if found.state != "draft":
        return facts
    return facts.model_copy(update={"problems": draft_facts(session, found).problems})


def roster_facts(session: Session, found: RosterView) -> RosterFacts:
    if found.state == "draft":
        return draft_facts(session, found)
    far = import_progress(session, found.id)
    is_undoable = found.state in ("done", "stopped")
    return RosterFacts(
        id=str(found.id),
        state=cast(RosterState, found.state),
        counts=_counts(found.counts),
        problems=[],
        done=far.done,
        total=far.total,
        kept=int(found.counts.get("kept", 0)),
        can_be_undone_until=found.expires_at if is_undoable else None,
    )


def _counts(counts: Any) -> RosterCounts:
    known = {name: int(counts.get(name, 0)) for name in RosterCounts.model_fields}
    return RosterCounts(**known)


def _problems(would: Preview) -> list[RosterProblem]:
    found = [*would.problems, *would.duplicates][:MAX_PROBLEMS]
    return [_problem(one) for one in found]


def _problem(one: CellProblem) -> RosterProblem:
    return RosterProblem(
        row=one.number,
        column=one.column,
        text=one.text,
        code=one.code,
        detail=cell_message(one),
        proposed=one.suggestion,
    )
