"""Computes the hours of a course whose lessons are all in steps, and compares the certificate's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder
from courses.course_files.lookups import entries, mappings, texts, value_at
from courses.course_files.problems import Problem, problem
from courses.course_files.steps.step_check import lesson_minutes
from courses.course_files.steps.times import (
    DECISION,
    PIECE,
    WRITTEN_ANSWER,
    count_words,
    minutes_of,
    reading_seconds,
)
from courses.json_types import JsonMapping

FORMS: Final = 2  # a test before the lessons and one after them
ANSWERED: Final = {"before", "after"}  # timings of the scale that belong to the course
WRITTEN: Final = frozenset({"text", "textarea"})  # types of fields of the plan
NOT_SHOWN: Final = ("rationale", "objective")  # parts of items, by prefix


@dataclass(frozen=True, slots=True)
class CourseMinutes:
    """Minutes that a course asks for."""

    lessons: int
    tests: int
    scenarios: int
    plan: int

    @property
    def total(self) -> int:
        return self.lessons + self.tests + self.scenarios + self.plan

    @property
    def hours(self) -> int:
        """Full hours, at least one: a certificate states no hour that the course does not take."""
        return max(1, self.total // 60)


def hours_problems(folder: CourseFolder) -> Iterator[Problem]:
    """Report hours that differ from the computed ones, and unknown scenarios of the rule."""
    course = folder.document("course.yaml")
    scenarios = folder.scenario_ids()
    for path, name in entries(course, "completion", "scenarios_one_of"):
        if isinstance(name, str) and name not in scenarios:
            yield problem(course.file, course.line(*path), "unknown-scenario", id=name)
    hours = value_at(course, "certificate", "hours")
    minutes = course_minutes(folder)
    if minutes is not None and isinstance(hours, int) and hours != minutes.hours:
        yield problem(
            course.file,
            course.line("certificate", "hours"),
            "certificate-hours-differ",
            minutes=minutes.total,
            computed=minutes.hours,
            hours=hours,
        )


def course_minutes(folder: CourseFolder) -> CourseMinutes | None:
    """The minutes of a course; None if a lesson is not in steps, whose minutes nobody computes."""
    lessons = [f"modules/{module}/{lesson}" for module, lesson in folder.lessons()]
    documents = [folder.document(f"{start}.yaml") for start in lessons]
    if not lessons or not all(value_at(document, "steps") for document in documents):
        return None
    return CourseMinutes(
        lessons=sum(
            lesson_minutes(document, folder.document(f"{start}.id.md"))
            for start, document in zip(lessons, documents, strict=True)
        ),
        tests=_test_minutes(folder.document("items.yaml")),
        scenarios=_scenario_minutes(folder),
        plan=_plan_minutes(folder),
    )


def _test_minutes(bank: Document) -> int:
    """The first two forms, and the confidence scale before and after."""
    forms = value_at(bank, "blueprint", "forms")
    names = list(forms)[:FORMS] if isinstance(forms, dict) else []
    codes = [code for name in names for _path, code in entries(bank, "blueprint", "forms", name)]
    rows = bank.value.items() if isinstance(bank.value, dict) else ()
    items = {
        str(item.get("id")): item
        for name, listed in rows
        if isinstance(listed, list)
        for _path, item in mappings(bank, name)
    }
    seconds = sum(_item_seconds(items.get(str(code), {}), items) for code in codes)
    scale = [
        str(item.get("text_id", "")) for _path, item in mappings(bank, "self_efficacy", "items")
    ]
    times = sum(when in ANSWERED for _path, when in entries(bank, "self_efficacy", "timing"))
    seconds += times * (reading_seconds(count_words(" ".join(scale))) + PIECE * len(scale))
    return minutes_of(seconds) if seconds else 0


def _item_seconds(item: JsonMapping, items: Mapping[str, JsonMapping]) -> int:
    case = items.get(str(item.get("vignette", "")), {})
    words = sum(
        count_words(text)
        for part in (item, case)
        for path, text in texts(dict(part))
        if str(path[-1]).endswith("_id") and not str(path[-1]).startswith(NOT_SHOWN)
    )
    return reading_seconds(words) + DECISION


def _scenario_minutes(folder: CourseFolder) -> int:
    """The shortest scenarios, as many as are required."""
    required = value_at(folder.document("course.yaml"), "completion", "scenarios_required")
    minutes = sorted(
        value
        for name in folder.scenario_ids()
        if isinstance(value := value_at(folder.document(f"scenarios/{name}.yaml"), "minutes"), int)
    )
    return sum(minutes[: required if isinstance(required, int) else 0])


def _plan_minutes(folder: CourseFolder) -> int:
    if not value_at(folder.document("course.yaml"), "completion", "plan_required"):
        return 0
    template = folder.document("kits/rtl_template.yaml")
    words = sum(
        count_words(text)
        for name in ("fields", "rubric")
        for path, text in texts(value_at(template, name))
        if str(path[-1]).endswith("_id")
    )
    fields = [field for _path, field in mappings(template, "fields")]
    seconds = reading_seconds(words) + sum(map(_field_seconds, fields))
    seconds += DECISION * len(list(mappings(template, "rubric")))
    return minutes_of(seconds)


def _field_seconds(field: JsonMapping) -> int:
    kind = field.get("type")
    if kind == "repeat":
        rows, parts = field.get("min"), field.get("subfields")
        count = rows if isinstance(rows, int) else 1
        return WRITTEN_ANSWER * count * (len(parts) if isinstance(parts, list) else 1)
    if kind == "checklist":
        options = field.get("options")
        return PIECE * (len(options) if isinstance(options, list) else 1)
    return WRITTEN_ANSWER if kind in WRITTEN else DECISION
