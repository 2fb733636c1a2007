"""The steps of a lesson: one or two phone screens each, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import Final, Literal, get_args

from courses.course_files.steps.sections import Section, split_sections
from courses.course_files.steps.times import minutes_of, step_seconds
from courses.course_files.two_languages import LANGUAGES, Texts
from courses.json_types import JsonMapping

StepKind = Literal["note", "case", "try", "idea", "practise", "recall", "takeaway"]
KINDS: Final = get_args(StepKind)
TEXT_CLOSED: Final = frozenset({"practise", "recall"})  # the learner decides without the text
ROLE_TASKS: Final = "role_tasks"  # key of the unit
PICTURE: Final = "picture"  # key of the unit


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step; `activity` is the id of its activity, `recalls` an objective of an earlier lesson.

    `markdown` is the prose without its heading and may be empty. `seconds` is computed. `drawing`
    is SVG, empty without one, and `alt` its description.
    """

    id: str
    kind: StepKind
    title: Texts
    markdown: Texts
    activity: str | None
    is_required: bool
    is_skippable: bool
    recalls: str | None
    seconds: int
    is_text_in_sight: bool
    drawing: str
    alt: Texts


def step_minutes(steps: tuple[LessonStep, ...]) -> tuple[int, ...]:
    """The minutes of each step; they add up to those of the lesson, so short steps may have 0."""
    ends = [ceil(end / 60) for end in accumulate(step.seconds for step in steps)]
    return tuple(end - start for start, end in pairwise((0, *ends)))


def lesson_minutes(steps: tuple[LessonStep, ...]) -> int:
    """The minutes of a lesson: seconds of all steps, rounded up."""
    return minutes_of(sum(step.seconds for step in steps))


def build_steps(
    lesson: JsonMapping, bodies: Texts, drawings: Mapping[str, str]
) -> tuple[LessonStep, ...]:
    """The steps of a checked lesson; empty for one in the old form. `drawings` are SVG by name."""
    if "steps" not in lesson:
        return ()
    activities = {str(activity["id"]): activity for activity in lesson["activities"]}
    sections = {
        language: {section.id: section for section in split_sections(bodies.of(language))}
        for language in LANGUAGES
    }
    tasks = lesson.get("role_tasks", ())
    return tuple(_step(step, sections, activities, tasks, drawings) for step in lesson["steps"])


def _step(
    step: JsonMapping,
    sections: Mapping[str, Mapping[str, Section]],
    activities: Mapping[str, JsonMapping],
    tasks: list[JsonMapping],
    drawings: Mapping[str, str],
) -> LessonStep:
    name, kind = step["id"], step["kind"]
    first, second = (sections[language][name] for language in LANGUAGES)
    return LessonStep(
        id=name,
        kind=kind,
        title=Texts(first.title, second.title),
        markdown=Texts(first.markdown, second.markdown),
        activity=step.get("activity"),
        is_required=step.get("required", False),
        is_skippable=step.get("skippable", False),
        recalls=step.get("recalls"),
        seconds=step_seconds(
            f"{first.title}\n{first.markdown}",
            activities.get(step.get("activity", "")),
            tasks if kind == "takeaway" else (),
        ),
        is_text_in_sight=step.get("text_in_sight", kind not in TEXT_CLOSED),
        drawing=drawings[step["drawing"]] if "drawing" in step else "",
        alt=Texts(step.get("alt_id", ""), step.get("alt_en", "")),
    )


def picture_key(step_id: str) -> str:
    """Key of the unit with the drawing of a step."""
    return f"{step_id}-{PICTURE}"


def unit_keys(steps: tuple[LessonStep, ...]) -> dict[str, tuple[str, ...]]:
    """Keys of the units of each step in page order: picture, prose, activity, role tasks.

    The picture of the lesson is in its first case.
    """
    first_case = next((step.id for step in steps if step.kind == "case"), "")
    return {step.id: _keys(step, has_picture=step.id == first_case) for step in steps}


def _keys(step: LessonStep, *, has_picture: bool) -> tuple[str, ...]:
    keys = (
        PICTURE if has_picture else "",
        picture_key(step.id) if step.drawing else "",
        step.id if step.markdown.id else "",
        step.activity or "",
        ROLE_TASKS if step.kind == "takeaway" else "",
    )
    return tuple(filter(None, keys))
