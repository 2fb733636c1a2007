"""Reads from attempts what people contribute to the counts of a course version.

Slots and answers come as one row of text an attempt: rows of their own, and decoding each answer
apart, take four times as long.
"""

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from assessments.analysis.contributions import Contribution, FollowUp, Pair, item_outcome
from assessments.analysis.form_counter import FormAnswers
from assessments.attempts.first_results import SubmittedAttempt
from assessments.attempts.models import AttemptSlot, ResponseLogEntry, Score
from assessments.evaluation.first_tests import FirstTests, FollowUpAttempts
from assessments.evaluation.scales import (
    ScaleForms,
    chosen_options,
    complete_ratings,
    read_scale_forms,
)
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.types.values import has_answer
from lms.kernel.database.db import OpaqueId

SLOT_ATTEMPT_ID: Final = type_coerce(AttemptSlot.attempt_id, OpaqueId)
SCORE_ID: Final = type_coerce(Score.id, OpaqueId)
LOG_ATTEMPT_ID: Final = type_coerce(ResponseLogEntry.attempt_id, OpaqueId)
VERSION_ID: Final = cast(ItemVersion.id, String).label("version_id")
SEPARATOR: Final = "\n"  # between slots or answers; JSON has none


@dataclass(slots=True)
class ItemCatalogue:
    """Code and objective of the items of a course version, by id of their version as text."""

    items: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    scales: ScaleForms = field(default_factory=ScaleForms)


class _LastResponse(NamedTuple):
    """The last answer of a position.

    `option` is the chosen option, "" for no answer, None for an answer of several parts or text.
    """

    option: str | None
    rating: float | None


# Code, objective, points from 0 to 1, chosen option; millions of named tuples would take longer
_ScoredItem = tuple[str, str, float, str | None]
NO_RESPONSE: Final = _LastResponse("", None)
Positions = Mapping[str, str]  # position by item version, in the order of the versions


def read_item_catalogue(session: Session, context_id: UUID) -> ItemCatalogue:
    """Return the items of all forms of a course version."""
    rows = session.execute(
        select(VERSION_ID, Item.code, ItemVersion.objective_code)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id)
    )
    items = {row[0]: (row[1], row[2]) for row in rows}
    return ItemCatalogue(items, read_scale_forms(session, context_id))


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
    attempts += [a for t in scales for a in (t.scale_before, t.scale_after) if a]
    attempts += [f.scale for t in tests.values() for f in t.follow_ups.values() if f.scale]
    answers = _read_answers(session, attempts)
    contributions = {}
    for person_id, person in tests.items():
        objectives, items, confidence, forms = {}, {}, {}, {}
        if person.pre and person.post:
            before = answers.scored_items(person.pre, catalogue)
            after = answers.scored_items(person.post, catalogue)
            items = _items(before, after)
            objectives = _objectives(before, after)
            forms = {
                test.purpose: _form_answers(test.form, scored.values())
                for test, scored in ((person.pre, before), (person.post, after))
                if not test.is_pool  # each attempt from a pool has other items
            }
        if person.scale_before and person.scale_after:
            confidence = _confidence(
                complete_ratings(catalogue.scales, answers.ratings(person.scale_before)),
                complete_ratings(catalogue.scales, answers.ratings(person.scale_after)),
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
            {
                str(months): _follow_up(catalogue, answers, follow_up)
                for months, follow_up in person.follow_ups.items()
            },
        )
    return contributions


def _follow_up(
    catalogue: ItemCatalogue, answers: "_Answers", follow_up: FollowUpAttempts
) -> FollowUp:
    percent = follow_up.test.percent if follow_up.test else None
    if follow_up.scale is None:
        return FollowUp(percent)
    ratings = answers.ratings(follow_up.scale)
    asked = answers.positions(follow_up.scale)
    return FollowUp(
        percent,
        complete_ratings(catalogue.scales, ratings),
        chosen_options(catalogue.scales, asked, ratings),
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """Slots and answers of attempts as text, by attempt; points by position, by score."""

    slots: Mapping[Hashable, str]
    responses: Mapping[Hashable, str]
    points: Mapping[Hashable | None, Mapping[str, float]]

    def scored_items(
        self, attempt: SubmittedAttempt, catalogue: ItemCatalogue
    ) -> dict[str, _ScoredItem]:
        """Items by version, in the order of the versions; dropped items are absent."""
        points, items = self.points.get(attempt.score_id, {}), catalogue.items
        responses = self._last_responses(attempt)
        scored = {}
        for version_id, position in self.positions(attempt).items():
            if position in points and version_id in items:
                code, objective = items[version_id]
                option, _rating = responses.get(position, NO_RESPONSE)
                scored[version_id] = (code, objective, float(points[position]), option)
        return scored

    def ratings(self, attempt: SubmittedAttempt) -> dict[str, float]:
        """Ratings by version of the statement."""
        responses = self._last_responses(attempt)
        ratings = {
            version_id: responses.get(position, NO_RESPONSE).rating
            for version_id, position in self.positions(attempt).items()
        }
        return {version_id: rating for version_id, rating in ratings.items() if rating is not None}

    def positions(self, attempt: SubmittedAttempt) -> Positions:
        """Positions by version of the item, in the order of the versions."""
        text = self.slots.get(attempt.id)
        return dict([slot.split(" ") for slot in sorted(text.split(SEPARATOR))]) if text else {}

    def _last_responses(self, attempt: SubmittedAttempt) -> dict[str, _LastResponse]:
        """Answers by position; they may be changed until the attempt is submitted."""
        text = self.responses.get(attempt.id)
        rows = [row.split(" ", 2) for row in text.split(SEPARATOR)] if text else []
        last = {position: value for _sequence, position, value in rows}
        if len(last) < len(rows):
            rows.sort(key=lambda row: int(row[0]))
            last = {position: value for _sequence, position, value in rows}
        return {position: _parse_response(value) for position, value in last.items()}


def _read_answers(session: Session, attempts: Sequence[SubmittedAttempt]) -> _Answers:
    attempt_ids = [attempt.id for attempt in attempts]
    slots = _joined_text(AttemptSlot.item_version_id, AttemptSlot.position)
    responses = _joined_text(
        ResponseLogEntry.sequence, ResponseLogEntry.position, ResponseLogEntry.response
    )
    connection = session.connection()
    of_slots = connection.execute(
        select(SLOT_ATTEMPT_ID, slots)
        .where(SLOT_ATTEMPT_ID.in_(attempt_ids))
        .group_by(AttemptSlot.attempt_id)
    )
    of_responses = connection.execute(
        select(LOG_ATTEMPT_ID, responses)
        .where(LOG_ATTEMPT_ID.in_(attempt_ids), ResponseLogEntry.response.is_not(None))
        .group_by(ResponseLogEntry.attempt_id)
    )
    score_ids = [attempt.score_id for attempt in attempts if attempt.score_id is not None]
    of_scores = connection.execute(
        select(SCORE_ID, Score.slot_points).where(SCORE_ID.in_(score_ids))
    )
    return _Answers(
        {row[0]: row[1] for row in of_slots.all()},
        {row[0]: row[1] for row in of_responses.all()},
        {row[0]: row[1] for row in of_scores.all()},
    )


def _joined_text(*columns: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """The columns of all rows of a group as text, in any order of the rows."""
    first, *others = (cast(column, String) for column in columns)
    row: ColumnElement[str] = first
    for column in others:
        row = row + " " + column
    return func.aggregate_strings(row, SEPARATOR)


@lru_cache(maxsize=1_000)  # few answers differ, except typed ones
def _parse_response(text: str) -> _LastResponse:
    """What was typed is not read."""
    response = json.loads(text)
    option, rating = response.get("option"), response.get("rating")
    if not has_answer(response):
        return NO_RESPONSE
    return _LastResponse(
        str(option) if option else None, float(rating) if rating is not None else None
    )


def _form_answers(form: str, scored: Iterable[_ScoredItem]) -> FormAnswers:
    return FormAnswers(
        form, {code: (option, points) for code, _objective, points, option in scored}
    )


def _items(before: Mapping[str, _ScoredItem], after: Mapping[str, _ScoredItem]) -> dict[str, int]:
    """Outcomes of items met twice in the same version: a revised item is another question."""
    return {
        code: item_outcome(points, after[version_id][2])
        for version_id, (code, _objective, points, _option) in before.items()
        if version_id in after
    }


def _objectives(
    before: Mapping[str, _ScoredItem], after: Mapping[str, _ScoredItem]
) -> dict[str, Pair]:
    """Per cent of the points of each objective that both tests have."""
    first, second = _by_objective(before.values()), _by_objective(after.values())
    return {code: (first[code], second[code]) for code in first.keys() & second.keys()}


def _by_objective(items: Iterable[_ScoredItem]) -> dict[str, float]:
    by_code: dict[str, list[float]] = {}
    for _code, objective, points, _option in items:
        by_code.setdefault(objective, []).append(points)
    return {code: 100 * sum(earned) / len(earned) for code, earned in by_code.items()}


def _confidence(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, Pair]:
    """Points before and after, if the scale was answered whole both times."""
    return {code: (points, after[code]) for code, points in before.items()} if after else {}
