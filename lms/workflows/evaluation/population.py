"""Invented learners of an example programme, with known ability and gain. Pure.

The model is that of Rasch: the chance of a right answer is the logistic function of ability less
difficulty, both in logits. The same seed gives the same learners.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

ABILITY_SD: Final = 0.9  # logits, within a role
ABILITIES: Final[Mapping[str, float]] = {"cso": 0.5, "teacher": 0.1, "patbm": -0.2}
GAINS: Final[Mapping[str, float]] = {"cso": 0.9, "teacher": 1.2, "patbm": 1.4}
GAIN_SD: Final = 0.5
PROVINCE_SD: Final = 0.25  # of the mean ability of a province
DIFFICULTY_SD: Final = 0.8
ROLE_SHARES: Final[Mapping[str, float]] = {"teacher": 0.46, "patbm": 0.31, "cso": 0.23}
# Share of all learners who reach a stage, of those who reached the one before.
STAGE_SHARES: Final[Mapping[str, float]] = {"pre": 0.89, "lessons": 0.77, "post": 0.93}
CONSENT_SHARE: Final = 0.97
# Of the learners with a post-test who are invited after these months.
TESTED_SHARES: Final[Mapping[int, float]] = {3: 0.62, 6: 0.55}
RATED_SHARE: Final = 0.9  # of those who take the test of a follow-up
KEPT_SHARES: Final[Mapping[int, float]] = {3: 0.8, 6: 0.7}  # of the gain in logits
# Chances of the options of a question of a follow-up, in their order.
ANSWER_SHARES: Final[Mapping[str, Sequence[float]]] = {
    "tasks": (0.12, 0.26, 0.41, 0.21),
    "distress": (0.66, 0.22, 0.09, 0.03),
    "false-alarms": (0.71, 0.12, 0.09, 0.06, 0.02),
    "doubt": (0.52, 0.21, 0.09, 0.18),
}
MEMBER_SHARE: Final = 0.6  # of the learners who belong to an organisation
CROWDED: Final[Mapping[str, int]] = {"32": 10, "33": 9, "35": 11, "31": 5, "53": 7, "36": 3}
SPARSE: Final = ("91", "92", "93", "94", "95", "96", "65", "75", "76")


@dataclass(frozen=True, slots=True)
class Learner:
    """`ability` and `gain` are in logits; `stage` is the last one reached, empty for none."""

    number: int
    role: str
    province: str
    organisation: int | None
    ability: float
    gain: float
    stage: str
    agrees: bool

    def has_reached(self, stage: str) -> bool:
        """Tell whether the learner has reached a stage: pre, lessons or post."""
        order = ("", *STAGE_SHARES)
        return order.index(self.stage) >= order.index(stage)


@dataclass(frozen=True, slots=True)
class LaterLearner:
    """A learner some months after the course; `ability` is what is left, in logits."""

    months: int
    ability: float
    takes_test: bool
    answers_questions: bool


@dataclass(frozen=True, slots=True)
class FollowUpTruth:
    """Of a follow-up: people by what they did, and the mean ability of those with the test.

    `since_post` is what they have lost in logits; negative if it is less than after the course.
    """

    invited: int
    tested: int
    rated: int
    mean_ability: float | None
    since_post: float | None
    answer_shares: Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an estimate should come close to, of the learners who agree and have both tests."""

    learners: int
    matched: int
    mean_ability_before: float | None
    mean_gain: float | None
    gain_by_role: Mapping[str, float]
    matched_by_province: Mapping[str, int]


def invent_learners(
    count: int, *, seed: int, provinces: Sequence[str], organisations: int
) -> list[Learner]:
    """Return `count` learners of these provinces, of whom some belong to an organisation."""
    chance = Random(seed)  # noqa: S311
    weights = [1 if code in SPARSE else 4 * CROWDED.get(code, 2) for code in provinces]
    shifts = {code: chance.gauss(0, PROVINCE_SD) for code in provinces}
    return [
        _learner(number, chance, chance.choices(provinces, weights)[0], shifts, organisations)
        for number in range(1, count + 1)
    ]


def invent_follow_up(learner: Learner, months: int, *, seed: int) -> LaterLearner:
    """Return what a learner with a post-test does when invited after these months.

    It does not depend on other learners, nor on the time of the call.
    """
    chance = Random(f"follow-up {seed} {learner.number} {months}")  # noqa: S311
    takes_test = chance.random() < TESTED_SHARES.get(months, RATED_SHARE / 2)
    kept = chance.gauss(KEPT_SHARES.get(months, 1.0), 0.15)
    answers = takes_test and chance.random() < RATED_SHARE
    return LaterLearner(months, learner.ability + kept * learner.gain, takes_test, answers)


def describe_follow_up(people: Sequence[tuple[Learner, LaterLearner]]) -> FollowUpTruth:
    """Return the true figures of the invited learners who agree to evaluation."""
    agreed = [pair for pair in people if pair[0].agrees]
    tested = [pair for pair in agreed if pair[1].takes_test]
    losses = [later.ability - person.ability - person.gain for person, later in tested]
    return FollowUpTruth(
        invited=len(agreed),
        tested=len(tested),
        rated=sum(later.answers_questions for _person, later in tested),
        mean_ability=_mean([later.ability for _person, later in tested]),
        since_post=_mean(losses),
        answer_shares=ANSWER_SHARES,
    )


def invent_difficulties(codes: Sequence[str], *, seed: int) -> dict[str, float]:
    """Return a difficulty in logits for each item, independent of the learners of the seed."""
    chance = Random(f"difficulties {seed}")  # noqa: S311
    return {code: chance.gauss(0, DIFFICULTY_SD) for code in sorted(codes)}


def right_chance(ability: float, difficulty: float) -> float:
    """Return the probability of a right answer (Rasch 1960)."""
    return 1 / (1 + math.exp(difficulty - ability))


def describe_truth(learners: Sequence[Learner]) -> Truth:
    """Return the true figures of the learners who agree to evaluation and have both tests."""
    matched = [person for person in learners if person.agrees and person.has_reached("post")]
    gains: dict[str, list[float]] = {}
    provinces: dict[str, int] = {}
    for person in matched:
        gains.setdefault(person.role, []).append(person.gain)
        provinces[person.province] = provinces.get(person.province, 0) + 1
    return Truth(
        learners=len(learners),
        matched=len(matched),
        mean_ability_before=_mean([person.ability for person in matched]),
        mean_gain=_mean([person.gain for person in matched]),
        gain_by_role={role: math.fsum(of) / len(of) for role, of in sorted(gains.items())},
        matched_by_province=dict(sorted(provinces.items())),
    )


def _learner(
    number: int, chance: Random, province: str, shifts: Mapping[str, float], organisations: int
) -> Learner:
    role = chance.choices(list(ROLE_SHARES), list(ROLE_SHARES.values()))[0]
    stage = ""
    for following, share in STAGE_SHARES.items():
        if chance.random() >= share:
            break
        stage = following
    is_member = chance.random() < MEMBER_SHARE and organisations > 0
    return Learner(
        number=number,
        role=role,
        province=province,
        organisation=chance.randrange(organisations) if is_member else None,
        ability=chance.gauss(ABILITIES[role] + shifts[province], ABILITY_SD),
        gain=chance.gauss(GAINS[role], GAIN_SD),
        stage=stage,
        agrees=chance.random() < CONSENT_SHARE,
    )


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
