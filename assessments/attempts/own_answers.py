"""A learner's answers for the export of personal data: with the option values of their page.

The log names options by their ids, which may reveal a key (`R1` belongs to `L1`), and items stay in
use after a test.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import Attempt, AttemptSlot

PageValues = dict[tuple[UUID, int], dict[str, str]]  # by attempt and position: value by option id


def get_page_values(session: Session, learner_id: UUID) -> PageValues:
    """Return, for each slot of the learner's attempts, the value on the page by option id."""
    rows = session.execute(
        select(AttemptSlot.attempt_id, AttemptSlot.position, AttemptSlot.options)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.learner_id == learner_id)
    )
    return {
        (attempt_id, position): {option_id: value for value, option_id in options}
        for attempt_id, position, options in rows
    }


def response_with_page_values(
    response: Mapping[str, object] | None, values: Mapping[str, str]
) -> dict[str, object] | None:
    """Return the answer with values instead of option ids; typed text is unchanged."""
    if response is None:
        return None
    return {name: _replace_ids(part, values) for name, part in response.items()}


def _replace_ids(part: object, values: Mapping[str, str]) -> object:
    if isinstance(part, dict):
        return {values.get(name, name): _replace_ids(inner, values) for name, inner in part.items()}
    if isinstance(part, list):
        return [_replace_ids(inner, values) for inner in part]
    return values.get(part, part) if isinstance(part, str) else part
