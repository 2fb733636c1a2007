"""Reads the files of an OLX archive as a version of a course.

Chapters become modules, sequentials lessons and verticals steps. Courses from other hosts lack
some data: their texts are used for both languages, they require no test, and they are drafts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml.etree import _Element

from courses.json_types import JsonMapping
from courses.olx.attributes import (
    free_name,
    iter_parts,
    localized_titles,
    part_name,
    read_number,
)
from courses.olx.block_xml import URL_NAME
from courses.olx.conversion.other_files import read_summary, report_grading, report_unused
from courses.olx.conversion.own_policy import remove_own_policy
from courses.olx.conversion.run_policy import apply_policy, read_policy
from courses.olx.conversion.settings import report_course_settings
from courses.olx.errors import CourseArchiveRejected
from courses.olx.lesson_items import ItemCollector
from courses.olx.model import (
    CourseContent,
    CourseLesson,
    CourseModule,
    CourseScenario,
    CourseUnit,
    Row,
)
from courses.olx.payung_files import payung_file
from courses.olx.report import Report, ReportWriter
from courses.olx.sequentials import MAX_MINUTES, ReadUnits, SequentialContent, SequentialReader
from courses.olx.staff_only import remove_staff_only
from courses.olx.static import read_files, report_missing_files
from courses.olx.steps import STEPS
from courses.olx.tree import course_tree
from courses.olx.write import PLAN, SCENARIO, TESTS

COURSE_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
LISTS: Final = ("kits", "facts", "glossary", "helplines")
NO_LESSON: Final[Row] = {
    "objectives": [],
    "key_messages_id": [],
    "key_messages_en": [],
    "sources": [],
    "review_status": "draft",
}
NO_BANK: Final[Row] = {"items": [], "forms": [], "assessments": []}
BLOCK_OF: Final = {SCENARIO: "payung_scenario", PLAN: "payung_action_plan"}
PLAN_KEY: Final = "plan"  # the key of the plan unit
MakeBank = Callable[[JsonMapping, Sequence[Row]], Row]


@dataclass(frozen=True, slots=True)
class ReadCourse:
    """A course read from an archive, with the report."""

    content: CourseContent
    report: Report


def read_course(
    files: Mapping[str, bytes],
    read_unit: ReadUnits,
    make_bank: MakeBank,
    *,
    code: str = "",
    today: date,
) -> ReadCourse:
    """Read a course and the report on what was changed or left out.

    `read_unit` parses an element into blocks. `make_bank` adds items from problems to the bank.
    `code` overrides the course code of the archive. Raises CourseArchiveRejected.
    """
    return _Reader(files, read_unit, today).course(code, make_bank)


class _Reader:
    def __init__(self, files: Mapping[str, bytes], read_unit: ReadUnits, today: date) -> None:
        self._files = files
        self._read_unit = read_unit
        self._today = today
        self._report = ReportWriter()
        self._notes: Mapping[str, Row] = payung_file(files, "blocks") or {}
        self._lessons: Mapping[str, Row] = payung_file(files, "lessons") or {}
        self._about: Mapping[str, Row] = payung_file(files, "stories") or {}
        self._taken: set[str] = set()
        self._scenarios: dict[str, CourseScenario] = {}
        self._plan: CourseUnit | None = None
        self._language = "id"
        self._bank: Row = payung_file(files, "bank") or NO_BANK
        self._items = ItemCollector(self._bank["items"])

    def course(self, code: str, make_bank: MakeBank) -> ReadCourse:
        own_version = payung_file(self._files, "course")
        root = self._root(own_version)
        version = own_version or self._default_version(root)
        self._language = version["language"]
        title_id, title_en = self._titles(root)
        modules = tuple(self._modules(root))
        if not any(module.lessons for module in modules):
            raise CourseArchiveRejected("no-lessons")
        version = version | self._rules_that_can_be_met(version)
        content = CourseContent(
            code=_course_code(code or root.get("course", "")),
            version={**version, "title_id": title_id, "title_en": title_en},
            modules=modules,
            scenarios=tuple(
                self._scenarios[code] for code in self._about if code in self._scenarios
            ),
            plan=self._plan,
            lists={name: tuple(payung_file(self._files, name) or ()) for name in LISTS},
            bank=make_bank(self._bank, self._items.rows),
            files=tuple(read_files(self._files, self._report)),
        )
        report_missing_files(content, self._report)
        report_unused(self._files, self._report)
        return ReadCourse(content, self._report.build())

    def _root(self, own_version: Row | None) -> _Element:
        """The tree of the course without what only staff may see, with settings reported."""
        report = self._report
        tree = course_tree(self._files)
        report.locate, report.used = tree.locate, set(tree.used)
        run = tree.root.get(URL_NAME, "")
        policy = read_policy(self._files, run, report.used)
        remove_staff_only(tree.root, policy, report)
        apply_policy(tree.root, policy, report)
        if own_version is not None:
            report.used |= remove_own_policy(tree.root, own_version, self._files, run)
        report_course_settings(tree.root, report)
        report_grading(self._files, run, report)
        return tree.root

    def _rules_that_can_be_met(self, version: Row) -> Row:
        """Rules without what the archive no longer has, so that learners can meet them."""
        rules: Row = {}
        scenarios = sum(code in self._scenarios for code in self._about)
        if version["scenarios_required"] > scenarios:
            rules["scenarios_required"] = scenarios
            self._report.add_remark(
                "changed", "scenarios-missing", "scenarios_required", str(scenarios)
            )
        if version["is_plan_required"] and self._plan is None:
            rules["is_plan_required"] = False
            self._report.add_remark("changed", "plan-missing", "is_plan_required")
        return rules

    def _default_version(self, root: _Element) -> Row:
        self._report.add_remark("changed", "rules-missing", part_name(root))
        summary = read_summary(self._files, self._report)
        return {
            "label": (root.get(URL_NAME) or "1")[:40],
            "as_of": self._today.isoformat(),
            "summary_id": summary,
            "summary_en": summary,
            "post_test_min": 0,
            "scenarios_required": 0,
            "is_plan_required": False,
            "hours": 0,
            "valid_years": 0,
            "distinction_min": None,
            "language": "id" if (root.get("language") or "").startswith("id") else "en",
            "criteria_id": "",
            "criteria_en": "",
            "alignments": [],
        }

    def _modules(self, root: _Element) -> Iterator[CourseModule]:
        for number, chapter in enumerate(self._parts(root, "chapter"), start=1):
            if chapter.get("payung_page") == TESTS and self._bank["items"]:
                continue  # its items are in the bank
            day = read_number(chapter, "payung_day", 1, 1000)
            is_ours = chapter.get("payung_day") is not None
            code = self._code(chapter, f"M{number:02d}", is_ours=is_ours)
            lessons = tuple(self._lessons_of(chapter, code))
            self._report.count("chapter")
            yield CourseModule(code, day, *self._titles(chapter), lessons)

    def _lessons_of(self, chapter: _Element, module: str) -> Iterator[CourseLesson]:
        number = 0
        for node in self._parts(chapter, "sequential"):
            page = node.get("payung_page")
            if page in (SCENARIO, PLAN):
                self._page(page, node)
                continue
            number += 1
            is_ours = node.get("payung_minutes") is not None
            code = self._code(node, f"{module}-L{number}", is_ours=is_ours)
            inside, titles = self._inside(node, code), self._titles(node)
            about = self._lessons.get(code, NO_LESSON)
            steps = {STEPS: list(inside.steps)} if inside.steps else {}
            self._report.count("sequential")
            yield CourseLesson(
                code,
                *titles,
                read_number(node, "payung_minutes", inside.minutes, MAX_MINUTES),
                read_number(node, "payung_content_warning", 0, 2),
                self._items.add_objective(code, titles, about | steps),
                inside.units,
            )

    def _page(self, page: str, node: _Element) -> None:
        """Read a scenario or the action plan, which is one block on a page of its own."""
        name = node.get(URL_NAME, "")
        inside = self._inside(node, name)
        units = [unit for unit in inside.units if unit.block_type.startswith("payung_")]
        is_clear = [unit.block_type for unit in units] == [BLOCK_OF[page]] and (
            name in self._about and name not in self._scenarios
            if page == SCENARIO
            else self._plan is None and units[0].key == PLAN_KEY
        )
        if not is_clear:
            raise CourseArchiveRejected("page-unclear", name)
        self._report.count("sequential")
        if page == PLAN:
            self._plan = units[0]
        else:
            titles = self._titles(node)
            self._scenarios[name] = CourseScenario(name, *titles, self._about[name], units[0])

    def _inside(self, sequential: _Element, lesson: str) -> SequentialContent:
        reader = SequentialReader(
            self._read_unit, self._notes, self._report, self._items, self._language
        )
        return reader.read(sequential, lesson)

    def _parts(self, node: _Element, tag: str) -> Iterator[_Element]:
        for child in node:
            if child.tag == tag:
                yield child
            elif isinstance(child.tag, str):
                name = f"{child.tag} {part_name(child)}"
                self._report.add_remark("left-out", "no-place", name, node=child)
                for part in iter_parts(child):
                    self._report.count(part.tag, "left-out")

    def _titles(self, node: _Element) -> tuple[str, str]:
        return localized_titles(node, self._language)

    def _code(self, node: _Element, made: str, *, is_ours: bool) -> str:
        given = str(node.get(URL_NAME, ""))
        if is_ours:
            if not CODE.fullmatch(given) or given in self._taken:
                raise CourseArchiveRejected("code-unfit", f"{node.tag} {given}")
            code = given
        else:
            code = free_name(made, self._taken)
        self._taken.add(code)
        return code


def _course_code(attribute: str) -> str:
    code = re.sub(r"[^A-Z0-9-]+", "-", attribute.upper()).strip("-")[:20]
    if not COURSE_CODE.fullmatch(code):
        raise CourseArchiveRejected("course-code-unfit", attribute)
    return code
