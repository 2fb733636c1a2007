"""Reads from attempts what people contribute to the counts of a course version."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from assessments.analysis.contributions import Contribution, Pair, item_outcome
from assessments.analysis.form_counter import FormAnswers, ItemAnswer
from assessments.attempts.models import (
    AttemptSlot,
    ResponseLogEntry,
)
from assessments.evaluation.first_tests import DriverId, FirstTests, SubmittedAttempt
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.types.values import Response, has_answer

SLOT_ATTEMPT_ID: Final = type_coerce(AttemptSlot.attempt_id, String).label("slot_attempt_id")
SLOT_VERSION_ID: Final = type_coerce(AttemptSlot.item_version_id, String).label("slot_version_id")
LOG_ATTEMPT_ID: Final = type_coerce(ResponseLogEntry.attempt_id, String).label("log_attempt_id")
VERSION_ID: Final = type_coerce(ItemVersion.id, String).label("version_id")


@dataclass(slots=True)
class ItemCatalogue:
    """Code and objective of the items of a course version, by id of their version."""

    items: Mapping[DriverId, tuple[str, str]] = field(default_factory=dict)


def read_item_catalogue(session: Session, context_id: UUID) -> ItemCatalogue:
    """Return the items of all forms of a course version."""
    rows = session.execute(
        select(VERSION_ID, Item.code, ItemVersion.objective_code)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id)
    )
    return ItemCatalogue({row[0]: (row[1], row[2]) for row in rows})


def read_contributions(
    session: Session,
    catalogue: ItemCatalogue,
    tests: Mapping[UUID, FirstTests],
    stages: Mapping[UUID, tuple[str, ...]],
) -> dict[UUID, Contribution]:
    """Return the contributions of these people, with answers, objectives and confidence."""
    matched = [t for t in tests.values() if t.pre and t.post]
    scales = [t for t in tests.values() if t.scale_before and t.scale_after]
    attempts = [a for t in matched for a in (t.pre, t.post) if a]
    ratings_of = [a for t in scales for a in (t.scale_before, t.scale_after) if a]
    slots = _slots(session, [a.id for a in (*attempts, *ratings_of)])
    responses = _responses(session, [a.id for a in (*attempts, *ratings_of)])
    ratings = _ratings(responses)
    contributions = {}
    for person_id, person in tests.items():
        objectives, items, confidence, forms = {}, {}, {}, {}
        if person.pre and person.post:
            before, after = _points(person.pre, slots), _points(person.post, slots)
            items = _items(catalogue, before, after)
            objectives = _objectives(catalogue, before, after)
            forms = {
                test.purpose: FormAnswers(
                    test.form,
                    _answers(
                        catalogue, points, slots[test.driver_id], responses.get(test.driver_id)
                    ),
                )
                for test, points in ((person.pre, before), (person.post, after))
                if not test.is_pool  # each attempt from a pool has other items
            }
        if person.scale_before and person.scale_after:
            confidence = _confidence(
                catalogue,
                _rated(person.scale_before, slots, ratings),
                _rated(person.scale_after, slots, ratings),
            )
        contributions[person_id] = Contribution(
            stages[person_id],
            person.pre.percent if person.pre else None,
            person.post.percent if person.post else None,
            person.arm,
            objectives,
            items,
            confidence,
            forms,
        )
    return contributions


Slots = dict[DriverId, list[tuple[int, DriverId]]]  # position and item version by attempt
Responses = dict[DriverId, dict[int, Response]]  # last answer by attempt and position
Ratings = dict[DriverId, dict[int, float]]  # rating by attempt and position


def _slots(session: Session, attempt_ids: Collection[UUID]) -> Slots:
    rows = session.execute(
        select(SLOT_ATTEMPT_ID, AttemptSlot.position, SLOT_VERSION_ID).where(
            AttemptSlot.attempt_id.in_(attempt_ids)
        )
    )
    slots: Slots = {}
    for attempt_id, position, version_id in rows:
        slots.setdefault(attempt_id, []).append((position, version_id))
    return slots


def _responses(session: Session, attempt_ids: Collection[UUID]) -> Responses:
    """The last answer of each position; answers may be changed until the attempt is submitted."""
    rows = session.execute(
        select(LOG_ATTEMPT_ID, ResponseLogEntry.position, ResponseLogEntry.response)
        .where(ResponseLogEntry.attempt_id.in_(attempt_ids), ResponseLogEntry.response.is_not(None))
        .order_by(ResponseLogEntry.attempt_id, ResponseLogEntry.sequence)
    )
    responses: Responses = {}
    for attempt_id, position, response in rows:
        if response is not None:
            responses.setdefault(attempt_id, {})[position] = response
    return responses


def _ratings(responses: Responses) -> Ratings:
    return {
        attempt_id: {
            position: float(response["rating"])
            for position, response in of_attempt.items()
            if "rating" in response
        }
        for attempt_id, of_attempt in responses.items()
    }


def _answers(
    catalogue: ItemCatalogue,
    points: Mapping[DriverId, float],
    slots: Iterable[tuple[int, DriverId]],
    responses: Mapping[int, Response] | None,
) -> dict[str, ItemAnswer]:
    """Option and points of each item that counts. What was typed is not read."""
    positions = {version_id: position for position, version_id in slots}
    return {
        catalogue.items[version_id][0]: (
            _option((responses or {}).get(positions[version_id])),
            float(earned),
        )
        for version_id, earned in points.items()
        if version_id in catalogue.items
    }


def _option(response: Response | None) -> str | None:
    """Return the chosen option, "" for no answer, None for an answer of several parts or text."""
    if response is None or not has_answer(response):
        return ""
    option = response.get("option")
    return str(option) if option else None


def _points(attempt: SubmittedAttempt, slots: Slots) -> dict[DriverId, float]:
    """Points by item version, from 0 to 1; dropped items are absent."""
    points = attempt.slot_points or {}
    return {
        version_id: points[str(position)]
        for position, version_id in slots.get(attempt.driver_id, ())
        if str(position) in points
    }


def _rated(attempt: SubmittedAttempt, slots: Slots, ratings: Ratings) -> dict[DriverId, float]:
    of_attempt = ratings.get(attempt.driver_id, {})
    return {
        version_id: of_attempt[position]
        for position, version_id in slots.get(attempt.driver_id, ())
        if position in of_attempt
    }


def _items(
    catalogue: ItemCatalogue, before: Mapping[DriverId, float], after: Mapping[DriverId, float]
) -> dict[str, int]:
    """Outcomes of items met twice in the same version: a revised item is another question."""
    return {
        catalogue.items[version_id][0]: item_outcome(points, after[version_id])
        for version_id, points in before.items()
        if version_id in after and version_id in catalogue.items
    }


def _objectives(
    catalogue: ItemCatalogue, before: Mapping[DriverId, float], after: Mapping[DriverId, float]
) -> dict[str, Pair]:
    """Per cent of the points of each objective that both tests have."""
    first, second = _by_objective(catalogue, before), _by_objective(catalogue, after)
    return {code: (first[code], second[code]) for code in first.keys() & second.keys()}


def _by_objective(catalogue: ItemCatalogue, points: Mapping[DriverId, float]) -> dict[str, float]:
    by_code: dict[str, list[float]] = {}
    for version_id, earned in sorted(points.items()):
        if version_id in catalogue.items:
            by_code.setdefault(catalogue.items[version_id][1], []).append(earned)
    return {code: 100 * sum(earned) / len(earned) for code, earned in by_code.items()}


def _confidence(
    catalogue: ItemCatalogue, before: Mapping[DriverId, float], after: Mapping[DriverId, float]
) -> dict[str, Pair]:
    return {
        catalogue.items[version_id][0]: (rating, after[version_id])
        for version_id, rating in before.items()
        if version_id in after and version_id in catalogue.items
    }
