"""Invented answers to items and statements, and the attempts before and after a course."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from assessments.attempts.bulk import AnswerableItem, AnsweredAttempt
from assessments.items.types.values import Response
from assessments.kinds import TASKS, Arm, Kind, Task
from lms.workflows.evaluation.population import Learner, invent_difficulties, right_chance

BLANK_CHANCE: Final = 0.02
RATING_SD: Final = 0.7  # points of a scale
COMPLETED_AFTER: Final = timedelta(days=20)  # with the post-test
FIXED_FORMS: Final[frozenset[tuple[Kind, str]]] = frozenset(
    {("knowledge", "A"), ("knowledge", "B"), ("self-efficacy", "scale")}
)

Forms = Mapping[tuple[Kind, str], Sequence[AnswerableItem]]


def invent_all_difficulties(forms: Forms, *, seed: int) -> dict[str, float]:
    """Return the difficulty of all items; those of fixed forms do not depend on pools."""
    difficulties: dict[str, float] = {}
    for codes in (_codes(forms, FIXED_FORMS), _codes(forms, forms.keys() - FIXED_FORMS)):
        new = codes - difficulties.keys()
        difficulties |= invent_difficulties(sorted(new), seed=seed + len(difficulties))
    return difficulties


def _codes(forms: Forms, named: Collection[tuple[Kind, str]]) -> set[str]:
    return {item.code for form in named for item in forms.get(form, ())}


def invent_answer(
    item: AnswerableItem, ability: float, difficulties: Mapping[str, float], chance: Random
) -> Response | None:
    """Return an answer at an ability in logits; None leaves the item blank."""
    right = right_chance(ability, difficulties[item.code])
    if item.right is None:
        index = round(chance.gauss((len(item.points) - 1) * right, RATING_SD))
        return item.points[max(0, min(len(item.points) - 1, index))]
    if chance.random() < right:
        return item.right
    if not item.wrong or chance.random() < BLANK_CHANCE:
        return None
    return chance.choice(item.wrong)


def invent_attempts(
    learner: Learner,
    person_id: UUID,
    arm: Arm,
    began: datetime,
    forms: Forms,
    difficulties: Mapping[str, float],
    chance: Random,
) -> list[AnsweredAttempt]:
    """Return the test and the scale before, and those after for a learner who came so far."""
    stages: list[tuple[Task, Task, str, float, datetime]] = [
        ("pre", "self-efficacy-before", arm[0], learner.ability, began + timedelta(hours=1))
    ]
    if learner.has_reached("post"):
        after = learner.ability + learner.gain
        stages.append(("post", "self-efficacy-after", arm[1], after, began + COMPLETED_AFTER))
    attempts = []
    for test, scale, form, ability, started_at in stages:
        for task, code in ((scale, "scale"), (test, form)):
            items = forms.get((TASKS[task][0], code), ())
            answers = {
                item.version_id: invent_answer(item, ability, difficulties, chance)
                for item in items
            }
            attempts.append(
                AnsweredAttempt(
                    learner_id=person_id,
                    task=task,
                    form=code,
                    answers=answers,
                    started_at=started_at,
                    submitted_at=started_at + timedelta(minutes=25),
                )
            )
    return attempts
