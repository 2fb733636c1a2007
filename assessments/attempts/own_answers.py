"""A learner's answers as they take them away: by the values of their page, as it sent them.

The log names options by their ids, and those may give a key away (`R1` belongs to `L1`); items stay
in use after a test has ended.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import Attempt, AttemptSlot

Shown = dict[tuple[UUID, int], dict[str, str]]


def shown_values(session: Session, learner_id: UUID) -> Shown:
    """Of each place of each attempt of theirs: the value in the page, by the id of the option."""
    rows = session.execute(
        select(AttemptSlot.attempt_id, AttemptSlot.position, AttemptSlot.options)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.learner_id == learner_id)
    )
    return {
        (attempt_id, position): {option_id: value for value, option_id in options}
        for attempt_id, position, options in rows
    }


def response_as_sent(
    response: dict[str, Any] | None, values: Mapping[str, str]
) -> dict[str, Any] | None:
    """The same answer with a value for each id; what was typed is no id and stays."""
    if response is None:
        return None
    return {name: _shown(said, values) for name, said in response.items()}


def _shown(said: Any, values: Mapping[str, str]) -> Any:
    if isinstance(said, dict):
        return {values.get(name, name): _shown(inner, values) for name, inner in said.items()}
    if isinstance(said, list):
        return [_shown(inner, values) for inner in said]
    return values.get(said, said) if isinstance(said, str) else said
