"""Finds the first tests and scales of each person, which evaluation compares."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.attempts.first_results import (
    MAX_DATETIME,
    SubmittedAttempt,
    choose_first_tests,
    list_submitted,
)

PURPOSES: Final = ("pre", "post", "follow-up")
SOURCE_FORMAT: Final = "4"  # a new one reads all contributions again


class Invited(NamedTuple):
    """An invitation to a follow-up, by its months after the course."""

    months: int
    invited_at: datetime


Invitations = Mapping[UUID, Collection[Invited]]  # by person


@dataclass(frozen=True, slots=True)
class FollowUpAttempts:
    """The first test and the first questionnaire that answer an invitation."""

    test: SubmittedAttempt | None = None
    scale: SubmittedAttempt | None = None


@dataclass(frozen=True, slots=True)
class FirstTests:
    """The attempts of a person that count; `follow_ups` are by months after the course."""

    pre: SubmittedAttempt | None = None
    post: SubmittedAttempt | None = None
    scale_before: SubmittedAttempt | None = None
    scale_after: SubmittedAttempt | None = None
    has_follow_up: bool = False
    follow_ups: Mapping[int, FollowUpAttempts] = field(default_factory=dict)

    @property
    def arm(self) -> str:
        """The arm; empty if the tests were taken in two accounts with different arms."""
        arms = {test.arm for test in (self.pre, self.post) if test}
        (arm,) = arms if len(arms) == 1 else (None,)
        return arm or ""

    def source(self, stages: Iterable[str]) -> str:
        """Return a hash of the ids of all rows that the contribution is read from."""
        attempts = [self.pre, self.post, self.scale_before, self.scale_after]
        for _months, follow_up in sorted(self.follow_ups.items()):
            attempts += [follow_up.test, follow_up.scale]
        ids = [str(a.score_id or a.id) if a else "" for a in attempts]
        text = "|".join((SOURCE_FORMAT, *ids, self.arm, *stages))
        return sha256(text.encode()).hexdigest()[:32]


NO_TESTS: Final = FirstTests()


def find_first_tests(
    session: Session,
    context_id: UUID,
    *,
    owners: Mapping[UUID, UUID],
    taught: Mapping[UUID, datetime],
    invited: Invitations = MappingProxyType({}),
) -> dict[UUID, FirstTests]:
    """Return the attempts that count by person, by the rule of `choose_first_tests`.

    The scale of confidence follows the same rule. Persons without a submitted test are absent. A
    follow-up answers the newest invitation before it was submitted.
    """
    rows = list_submitted(session, [context_id], list(owners), purposes=PURPOSES)
    of_kind = {
        kind: choose_first_tests(
            [row for row in rows if row.kind == kind and row.purpose != "follow-up"],
            owners=owners,
            taught=taught,
        )
        for kind in ("knowledge", "self-efficacy")
    }
    followed_up = {
        owners[row.learner_id]
        for row in rows
        if row.kind == "knowledge" and row.purpose == "follow-up"
    }
    later = [row for row in rows if row.purpose == "follow-up"]
    follow_ups = _follow_ups(later, owners, invited)
    knowledge, scale = of_kind["knowledge"], of_kind["self-efficacy"]
    return {
        person_id: FirstTests(
            knowledge.get(person_id, {}).get("pre"),
            knowledge.get(person_id, {}).get("post"),
            scale.get(person_id, {}).get("pre"),
            scale.get(person_id, {}).get("post"),
            person_id in followed_up,
            follow_ups.get(person_id, {}),
        )
        for person_id in knowledge.keys() | scale.keys() | followed_up | follow_ups.keys()
    }


def _follow_ups(
    rows: Iterable[SubmittedAttempt], owners: Mapping[UUID, UUID], invited: Invitations
) -> dict[UUID, dict[int, FollowUpAttempts]]:
    """Return the first attempts after each invitation and before the next one."""
    answered: dict[UUID, dict[int, FollowUpAttempts]] = {}
    for row in sorted(rows, key=lambda row: (row.submitted_at or MAX_DATETIME, row.id)):
        person_id = owners[row.learner_id]
        before = [
            i
            for i in invited.get(person_id, ())
            if row.submitted_at and i.invited_at <= row.submitted_at
        ]
        if not before:
            continue
        months = max(before, key=lambda invitation: invitation.invited_at).months
        known = answered.setdefault(person_id, {}).get(months, FollowUpAttempts())
        if row.kind == "knowledge":
            known = replace(known, test=known.test or row)
        else:
            known = replace(known, scale=known.scale or row)
        answered[person_id][months] = known
    return answered
