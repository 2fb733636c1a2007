"""Reads a course version, or one module of it, as the text of a printed document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from uuid import UUID

from flask import get_template_attribute

from assessments.practice.offline import get_test_sentences, sentences
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.viewer import NOBODY
from courses.block_host.state import queries as units
from courses.block_toolkit.texts import select_language
from courses.catalogue.queries import Opening
from courses.json_types import JsonMapping
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.steps import lesson_steps
from courses.lessons.visitor_lessons import VisitorScenario, visitor_lessons, visitor_scenarios
from lms.extensions import db
from lms.web.blocks.host import block_host, learner_viewer
from lms.web.blocks.rendering import render_each_unit
from lms.web.offline.visitor import VISITOR
from lms.web.printing.activities import Activity, printed_activity
from lms.web.printing.nodes import Node, text
from lms.web.printing.page_nodes import nodes_of_html
from lms.web.printing.scenarios import Scene, numbered_scenes
from lms.web.texts.times import source_date
from lms.web.texts.translation import gettext as _

KIND_NAMES: Final = "learning/_step_parts.html"
CHECK: Final = "payung_check"
NO_DATE: Final = "-"


@dataclass(frozen=True, slots=True)
class PrintedVersion:
    """A version of a course. `origin` is the scheme and host that people type."""

    version_id: UUID
    code: str
    title: str
    label: str
    opening: Opening
    origin: str

    def address(self, path: str) -> str:
        return f"{self.origin}/courses/{self.code}/{path}"


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """A step; the only one of a lesson without steps has no title."""

    kind: str
    title: str
    parts: list[Node]


@dataclass(frozen=True, slots=True)
class PrintedLesson:
    """A lesson; `answers` has the title of each activity and the parts of its answers."""

    number: str
    title: str
    address: str
    minutes: int
    content_warning: int
    goals: list[str]
    messages: list[str]
    steps: list[PrintedStep]
    answers: list[tuple[str, list[Node]]]
    sources: list[str]


@dataclass(frozen=True, slots=True)
class PrintedScenario:
    """A scenario with its numbered scenes."""

    title: str
    note: str
    address: str
    minutes: int
    content_warning: int
    scenes: list[Scene]


@dataclass(frozen=True, slots=True)
class PrintedModule:
    """A module with its lessons and scenarios. That of number 0 holds other scenarios."""

    number: int
    code: str
    title: str
    lessons: list[PrintedLesson]
    scenarios: list[PrintedScenario]


class CourseReader:
    """Reads the modules of a version in one language, as somebody without any state sees them."""

    def __init__(self, version: PrintedVersion, language: str) -> None:
        self._version = version
        self._language = language
        self._of_tests: set[str] = set()

    def modules(self) -> list[PrintedModule]:
        """All modules in order, then scenarios of no module."""
        self._of_tests = get_test_sentences(db.session(), self._version.version_id)
        scenarios = visitor_scenarios(
            db.session(), self._version.version_id, language=self._language
        )
        by_module = groupby(self._lessons(), key=lambda lesson: lesson.module_id)
        listed = [list(lessons) for _module, lessons in by_module]
        known = {lessons[0].module_code for lessons in listed}
        modules = [
            self._module(lessons, [s for s in scenarios if s.module_code == lessons[0].module_code])
            for lessons in listed
        ]
        others = [s for s in scenarios if s.module_code not in known]
        if others:
            printed = [self._scenario(scenario) for scenario in others]
            modules.append(PrintedModule(0, "", _("Scenarios to practise"), [], printed))
        return modules

    def _lessons(self) -> tuple[LearnerLesson, ...]:
        return visitor_lessons(
            db.session(),
            self._version.version_id,
            course_code=self._version.code,
            opening=self._version.opening,
            nobody=NOBODY,
            language=self._language,
        )

    def _module(
        self, lessons: list[LearnerLesson], scenarios: Iterable[VisitorScenario]
    ) -> PrintedModule:
        first = lessons[0]
        return PrintedModule(
            first.module_number,
            first.module_code,
            first.module_title,
            [self._lesson(lesson) for lesson in lessons],
            [self._scenario(scenario) for scenario in scenarios],
        )

    def _lesson(self, lesson: LearnerLesson) -> PrintedLesson:
        content, language = lesson.content, self._language
        answers: list[tuple[str, list[Node]]] = []
        steps = list(self._steps(lesson, answers))
        return PrintedLesson(
            number=f"{lesson.module_number}.{lesson.number}",
            title=lesson.title,
            address=self._version.address(f"lessons/{lesson.code}"),
            minutes=lesson.minutes,
            content_warning=lesson.content_warning,
            goals=[goal[f"text_{language}"] for goal in content["objectives"]],
            messages=list(content[f"key_messages_{language}"]),
            steps=steps,
            answers=answers,
            sources=[_source(fact, language) for fact in content["sources"]],
        )

    def _steps(
        self, lesson: LearnerLesson, answers: list[tuple[str, list[Node]]]
    ) -> Iterator[PrintedStep]:
        page = units.get_lesson_page(
            db.session(), lesson.id, person_id=NOBODY, course_code=lesson.course_code
        )
        by_key = {unit.key: unit for unit in page.top_level}
        parts = self._parts(page, list(by_key.values()), answers)
        steps = lesson_steps(lesson.content, self._language)
        name = get_template_attribute(KIND_NAMES, "kind_name")
        for step in steps:
            nodes = [part for key in step.unit_keys for part in parts.pop(key, ())]
            yield PrintedStep(str(name(step.kind)), step.title, nodes)
        rest = [part for nodes in parts.values() for part in nodes]
        if rest:
            yield PrintedStep("", "", rest)

    def _parts(
        self, page: UnitPage, listed: list[UnitRecord], answers: list[tuple[str, list[Node]]]
    ) -> dict[str, list[Node]]:
        """The parts of each unit by its key; answers of activities are added to `answers`."""
        activities = {unit.key: self._activity(unit) for unit in listed}
        read = [unit for unit in listed if activities[unit.key] is None]
        html = self._html(page, [unit for unit in read if block_host().is_own(unit.block_type)])
        parts: dict[str, list[Node]] = {}
        for unit in listed:
            activity = activities[unit.key]
            if activity is not None:
                parts[unit.key] = activity.parts()
                answers.extend(_answers(activity))
            elif unit.key in html:
                parts[unit.key] = nodes_of_html(html[unit.key])
            else:
                title = unit.page_texts.get(f"title_{self._language}", "")
                heads = [text(title, "bold")] if title else []
                parts[unit.key] = [*heads, text(_on_screen_only())]
        return parts

    def _activity(self, unit: UnitRecord) -> Activity | None:
        """The activity; without its questions if its content is malformed."""
        content = select_language(unit.content, self._language)
        try:
            if unit.block_type == CHECK:
                listed = content.get("items", ())
                content["items"] = [item for item in listed if self._is_free(item)]
            return printed_activity(unit.block_type, content, self._language)
        except (AttributeError, LookupError, TypeError, ValueError):
            return Activity(str(content.get("title") or ""), _on_screen_only())

    def _is_free(self, item: object) -> bool:
        """Whether a practice item shares no sentence with a test; its key is printed."""
        return self._of_tests.isdisjoint(sentences(item))

    def _html(self, page: UnitPage, read: list[UnitRecord]) -> dict[str, str]:
        """The HTML of our own blocks by their key."""
        viewer = learner_viewer(
            db.session(),
            VISITOR,
            enrolment_id=NOBODY,
            course_version_id=self._version.version_id,
            course_code=self._version.code,
            language=self._language,
        )
        shown = replace(page, units={unit.id: unit for unit in read})
        rendered = render_each_unit(shown, viewer, VISITOR, {})
        return {unit.key: part.html for unit, part in zip(read, rendered, strict=True)}

    def _scenario(self, scenario: VisitorScenario) -> PrintedScenario:
        page = units.get_scenario_page(
            db.session(), scenario.id, person_id=NOBODY, course_code=self._version.code
        )
        scenes = [
            scene
            for unit in page.top_level
            for scene in numbered_scenes(
                select_language(unit.content, self._language), self._language
            )
        ]
        return PrintedScenario(
            scenario.title,
            scenario.note,
            self._version.address(f"scenarios/{scenario.code}"),
            scenario.minutes,
            scenario.content_warning,
            scenes,
        )


def _on_screen_only() -> str:
    return _("This part opens on a screen only, at the address of the lesson.")


def _answers(activity: Activity) -> Iterator[tuple[str, list[Node]]]:
    if activity.answers:
        yield activity.title, activity.answer_parts()


def _source(fact: JsonMapping, language: str) -> str:
    source = (language == "en" and fact.get("source_en")) or fact["source"]
    as_of = "" if fact["as_of"] == NO_DATE else f", {source_date(fact['as_of'])}"
    return f"{fact['id']}. {source}{as_of}. {fact[f'claim_{language}']}"
