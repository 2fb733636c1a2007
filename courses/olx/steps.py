"""Steps of a lesson as verticals: kind, flags and minutes are attributes of the vertical."""

import re
from collections.abc import Sequence
from typing import Final

from lxml.etree import _Element

from courses.course_files.steps.lesson_steps import KINDS
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseLesson, CourseUnit, Row

KIND: Final = "payung_kind"
ID: Final = "payung_step"
DEFAULT_KIND: Final = "idea"  # of a vertical that another program has added
STEPS: Final = "steps"  # key in the content of a lesson
STEP_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
OBJECTIVE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
FLAGS: Final = {"is_required": "payung_required", "is_skippable": "payung_skippable"}
RECALLS: Final = "payung_recalls"
MINUTES: Final = "payung_minutes"


def without_steps(content: Row) -> Row:
    """The content of a lesson that is written as JSON; steps are written as verticals."""
    return {key: value for key, value in content.items() if key != STEPS}


def units_of_steps(lesson: CourseLesson) -> list[tuple[Row, list[CourseUnit]]]:
    """Each step with its units; units that no step lists are in the last one, as on the page."""
    units = {unit.key: unit for unit in lesson.units}
    parts = [
        (step, [units.pop(key) for key in step["unit_keys"] if key in units])
        for step in lesson.content[STEPS]
    ]
    parts[-1][1].extend(units.values())
    return parts


def step_attributes(step: Row) -> dict[str, str]:
    """Attributes of the vertical of a step, besides its titles."""
    flags = {name: "true" for key, name in FLAGS.items() if step[key]}
    recalls = {RECALLS: step["recalls"]} if step["recalls"] else {}
    return {ID: step["id"], KIND: step["kind"], **flags, **recalls, MINUTES: str(step["minutes"])}


def has_steps(sequential: _Element) -> bool:
    """Whether a vertical of the lesson is a step."""
    return any(child.tag == "vertical" and child.get(KIND) is not None for child in sequential)


def read_step(
    vertical: _Element, step_id: str, titles: tuple[str, str], minutes: int, keys: Sequence[str]
) -> Row:
    """The step of a vertical with the units of these keys.

    Raises CourseArchiveRejected for an unknown kind, a flag that is neither true nor false, or a
    malformed id.
    """
    kind, recalls = vertical.get(KIND, DEFAULT_KIND), vertical.get(RECALLS)
    flags = {key: vertical.get(name, "false") for key, name in FLAGS.items()}
    is_sound = (
        kind in KINDS
        and STEP_ID.fullmatch(step_id)
        and (recalls is None or OBJECTIVE.fullmatch(recalls))
        and set(flags.values()) <= {"true", "false"}
    )
    if not is_sound:
        raise CourseArchiveRejected("step-unfit", f"{step_id}: {dict(vertical.attrib)}"[:200])
    return {
        "id": step_id,
        "kind": kind,
        "title_id": titles[0],
        "title_en": titles[1],
        "unit_keys": list(keys),
        **{key: flag == "true" for key, flag in flags.items()},
        "recalls": recalls,
        "minutes": minutes,
    }
