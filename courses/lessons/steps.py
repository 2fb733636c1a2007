"""The steps of a lesson and how far a learner is in them. Pure.

A lesson without steps is shown as one page.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from courses.json_types import JsonMapping


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step in one language; `unit_keys` are the keys of its units, in order."""

    id: str
    kind: str
    title: str
    unit_keys: tuple[str, ...]
    is_required: bool
    is_skippable: bool
    recalls: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class StepProgress:
    """What a learner has done in a lesson.

    `opened` and `skipped` are ids of steps. `awaited` are the keys of units that report their
    completion, `complete` of those that were tried to the end; a step waits for no other units.
    `shares` has the last grade of units as a share from 0 to 1.
    """

    opened: Collection[str] = ()
    skipped: Collection[str] = ()
    awaited: Collection[str] = ()
    complete: Collection[str] = ()
    shares: Mapping[str, float] = field(default_factory=dict)

    def is_done(self, step: LessonStep) -> bool:
        """Whether each awaited unit is complete; whether the step was opened if it has none."""
        awaited = [key for key in step.unit_keys if key in self.awaited]
        return all(key in self.complete for key in awaited) if awaited else step.id in self.opened

    def is_skipped(self, step: LessonStep) -> bool:
        """Whether the learner has left the step out, as this version allows."""
        return step.is_skippable and step.id in self.skipped

    def is_below(self, step: LessonStep, share: float) -> bool:
        """Whether a graded unit of the step is below this share."""
        return any(self.shares.get(key, 1.0) < share for key in step.unit_keys)


def lesson_steps(content: JsonMapping, language: str) -> tuple[LessonStep, ...]:
    """The steps in the content of a lesson; empty for a lesson without steps."""
    title = "title_en" if language == "en" else "title_id"
    return tuple(
        LessonStep(
            id=step["id"],
            kind=step["kind"],
            title=step[title],
            unit_keys=tuple(step["unit_keys"]),
            is_required=bool(step["is_required"]),
            is_skippable=bool(step["is_skippable"]),
            recalls=step["recalls"],
            minutes=step["minutes"],
        )
        for step in content.get("steps", ())
    )


def remaining_steps(steps: Sequence[LessonStep], progress: StepProgress) -> tuple[LessonStep, ...]:
    """Steps that keep the lesson from being finished: required, neither done nor skipped."""
    return tuple(
        step
        for step in steps
        if step.is_required and not progress.is_done(step) and not progress.is_skipped(step)
    )


def skipped_steps(steps: Sequence[LessonStep], progress: StepProgress) -> tuple[LessonStep, ...]:
    """Steps that the learner may skip and has not done."""
    return tuple(step for step in steps if step.is_skippable and not progress.is_done(step))


def resume_step(steps: Sequence[LessonStep], last: str | None, *, is_finished: bool) -> LessonStep:
    """The step opened last; the first one of a finished lesson, or if the last one is gone."""
    return next((step for step in steps if step.id == last and not is_finished), steps[0])


def step_of_unit(steps: Sequence[LessonStep], key: str) -> LessonStep | None:
    """The step that shows a unit: the one that lists its key, else the last; None without steps."""
    listing = (step for step in steps if key in step.unit_keys)
    return next(listing, steps[-1] if steps else None)
