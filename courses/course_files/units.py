"""Builds the units of a lesson: of a page with all activities, or of steps."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from courses.course_files.model import AUDIENCES, Activity, Lesson, Unit
from courses.course_files.steps.lesson_steps import (
    PICTURE,
    ROLE_TASKS,
    LessonStep,
    picture_key,
    unit_keys,
)
from courses.course_files.two_languages import LANGUAGES, Texts
from courses.json_types import JsonMapping, JsonObject
from courses.pictures.lesson_picture import lesson_picture

PRACTICE_LISTS: Final = ("single_best", "multi_select", "ordering_matching")
SUBHEADING: Final = re.compile(r"^#(##+ )", re.MULTILINE)
ABOUT_THE_ACTIVITY: Final = frozenset({"id", "kind", "planned", "review_status"})


def lesson_units(lesson: Lesson, module: str, check_items: tuple[str, ...]) -> tuple[Unit, ...]:
    """The units in page order. `check_items` are set for the last lesson of a module only.

    A lesson in steps has no check: its steps recall and practise.
    """
    if lesson.steps:
        return tuple(_units_of_steps(lesson))
    units = [_text(lesson), _picture(lesson)]
    if lesson.role_variants:
        units.append(_role(lesson))
    units.extend(_activity(activity) for activity in lesson.activities)
    if check_items:
        units.append(Unit("check", "check", {"module": module, "item_ids": list(check_items)}))
    return tuple(units)


def practice_items(items: JsonMapping, objectives: set[str]) -> tuple[str, ...]:
    """Ids of the practice items on these objectives, in the order of the bank."""
    return tuple(
        item["id"]
        for name in PRACTICE_LISTS
        for item in items.get(name, ())
        if item.get("use") == "practice" and item.get("objective_id") in objectives
    )


def activity_content(document: JsonMapping) -> JsonObject:
    """The content of an activity without author notes."""
    return {key: value for key, value in document.items() if key not in ABOUT_THE_ACTIVITY}


def _units_of_steps(lesson: Lesson) -> Iterator[Unit]:
    activities = {activity.id: _activity(activity) for activity in lesson.activities}
    keys_of = unit_keys(lesson.steps)
    for step in lesson.steps:
        units = {
            PICTURE: partial(_picture, lesson),
            picture_key(step.id): partial(_drawing, step),
            step.id: partial(_prose, step),
            ROLE_TASKS: partial(_role_tasks, lesson),
        }
        for key in keys_of[step.id]:
            yield activities[key] if key in activities else units[key]()


def _prose(step: LessonStep) -> Unit:
    """The prose of a step. Its headings stand below the title of the page, a level higher."""
    raised = (SUBHEADING.sub(r"\1", step.markdown.of(language)) for language in LANGUAGES)
    return Unit(step.id, "text", _pair("markdown", Texts(*raised)))


def _drawing(step: LessonStep) -> Unit:
    svg = Texts(step.drawing, step.drawing)
    return Unit(picture_key(step.id), "picture", _pair("svg", svg) | _pair("alt", step.alt))


def _role_tasks(lesson: Lesson) -> Unit:
    return Unit(ROLE_TASKS, "role-tasks", dict(_texts_by_role(lesson.role_tasks)))


def _text(lesson: Lesson) -> Unit:
    return Unit("text", "text", _pair("markdown", lesson.body))


def _picture(lesson: Lesson) -> Unit:
    svg = Texts(lesson_picture(lesson.picture, "id"), lesson_picture(lesson.picture, "en"))
    return Unit("picture", "picture", _pair("svg", svg) | _pair("alt", lesson.picture.alt))


def _role(lesson: Lesson) -> Unit:
    return Unit("role", "role", dict(_texts_by_role(lesson.role_variants)))


def _texts_by_role(texts: Mapping[str, Texts]) -> Iterator[tuple[str, str]]:
    for audience in AUDIENCES:
        yield from _pair(audience, texts[audience]).items()


def _activity(activity: Activity) -> Unit:
    return Unit(activity.id, activity.kind, activity.content)


def _pair(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_id": texts.id, f"{name}_en": texts.en}
