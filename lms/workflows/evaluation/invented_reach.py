"""Invented action plans and awareness sessions of an example programme. Pure.

The same seed gives the same plans and sessions, whatever the answers to the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from lms.workflows.evaluation.population import Learner

PLAN_SHARE: Final = 0.8  # of the learners with a post-test
HOLDER_SHARE: Final = 0.3  # of the learners with a plan
AUDIENCE_SHARES: Final[Mapping[str, float]] = {"parents": 0.55, "teachers": 0.3, "community": 0.15}
MAX_SESSIONS: Final = 3  # of a learner
ADULTS: Final = (5, 40)  # least and most who come
CHILDREN: Final = (0, 15)
PLAN_DAY: Final = 21  # after the learner began
SESSION_DAYS: Final = (25, 58)  # after the learner began


@dataclass(frozen=True, slots=True)
class InventedSession:
    """A session; `day` counts from the day on which the learner began."""

    day: int
    audience: str
    children: int
    adults: int


@dataclass(frozen=True, slots=True)
class ReachTruth:
    """What the totals come close to once all sessions are released."""

    plans: int
    holders: int
    sessions: int
    people: int
    people_by_province: Mapping[str, int]


Sessions = Mapping[int, Sequence[InventedSession]]  # by number of a learner with a plan


def invent_reach(learners: Sequence[Learner], *, seed: int) -> dict[int, list[InventedSession]]:
    """Return the sessions of each learner with a plan, by number; most have none."""
    chance = Random(f"reach {seed}")  # noqa: S311
    return {
        learner.number: _sessions(chance)
        for learner in learners
        if learner.has_reached("post") and chance.random() < PLAN_SHARE
    }


def describe_reach(learners: Sequence[Learner], sessions: Sessions) -> ReachTruth:
    """Return the true totals of these plans and sessions."""
    by_province: dict[str, int] = {}
    for learner in learners:
        people = sum(held.children + held.adults for held in sessions.get(learner.number, ()))
        if people:
            by_province[learner.province] = by_province.get(learner.province, 0) + people
    return ReachTruth(
        plans=len(sessions),
        holders=sum(bool(held) for held in sessions.values()),
        sessions=sum(len(held) for held in sessions.values()),
        people=sum(by_province.values()),
        people_by_province=dict(sorted(by_province.items())),
    )


def _sessions(chance: Random) -> list[InventedSession]:
    if chance.random() >= HOLDER_SHARE:
        return []
    audiences, shares = list(AUDIENCE_SHARES), list(AUDIENCE_SHARES.values())
    return [
        InventedSession(
            chance.randint(*SESSION_DAYS),
            chance.choices(audiences, shares)[0],
            chance.randint(*CHILDREN),
            chance.randint(*ADULTS),
        )
        for _ in range(chance.randint(1, MAX_SESSIONS))
    ]
