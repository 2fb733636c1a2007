"""Writes a version of a course as the files of an OLX archive.

Chapters are modules and sequentials lessons, with a vertical for each step, or one for all blocks
of a lesson without steps. Scenarios and the action plan are sequentials too, so that other hosts
show them. Data without an equivalent in OLX (rules, facts, items) is in `payung/`.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.block_xml import URL_NAME, OwnTexts, write_block
from courses.olx.conversion.own_policy import policy_files
from courses.olx.conversion.plain_html import HTML, html_files, is_plain_html
from courses.olx.model import (
    CourseContent,
    CourseLesson,
    CourseModule,
    CourseScenario,
    CourseUnit,
    Row,
)
from courses.olx.steps import STEPS, step_attributes, units_of_steps, without_steps
from courses.olx.third_party_xml import third_party_node

FOLDER: Final = "payung"
SCENARIO: Final = "story"
PLAN: Final = "action-plan"
STATIC: Final = "static/"
TESTS: Final = "tests"  # `payung_page` of the chapter with the item bank
TESTS_CODE: Final = "payung-tests"
OwnXml = Callable[[CourseUnit], str | None]
ORGANISATION: Final = "Payung"


def olx_files(
    content: CourseContent,
    *,
    run: str,
    own_texts: OwnTexts,
    problems: Mapping[str, bytes] = MappingProxyType({}),
    third_party_xml: OwnXml = lambda _unit: None,
) -> dict[str, bytes]:
    """The files by name, in a stable order; the same content gives the same bytes.

    `problems` maps item codes to their XML, for hosts without an item bank. `third_party_xml`
    returns the XML that a third-party block writes itself, or None.
    """
    return _Writer(content, own_texts, problems, third_party_xml, run).files(run)


class _Writer:
    def __init__(
        self,
        content: CourseContent,
        own_texts: OwnTexts,
        problems: Mapping[str, bytes],
        third_party_xml: OwnXml,
        run: str,
    ) -> None:
        self._problems = problems
        self._third_party_xml = third_party_xml
        self._content = content
        self._own_texts = own_texts
        self._files: dict[str, bytes] = {}
        self._notes: dict[str, Row] = {}
        self._language = content.version["language"]
        self._names = {run, PLAN, TESTS_CODE, *(module.code for module in content.modules)}
        self._names |= {lesson.code for module in content.modules for lesson in module.lessons}
        self._names |= {scenario.code for scenario in content.scenarios}

    def files(self, run: str) -> dict[str, bytes]:
        content = self._content
        self._files["course.xml"] = _xml(
            etree.Element("course", url_name=run, org=ORGANISATION, course=content.code)
        )
        version = {k: v for k, v in content.version.items() if not k.startswith("title_")}
        course = self._titled("course", content.version["title_id"], content.version["title_en"])
        course.set("language", self._language)
        for module in content.modules:
            etree.SubElement(course, "chapter", url_name=module.code)
            self._chapter(module)
        self._tests(course)
        self._files[f"course/{run}.xml"] = _xml(course)
        self._files |= policy_files(version, run)
        self._json("course", version)
        self._json(
            "lessons",
            {
                lesson.code: without_steps(lesson.content)
                for module in content.modules
                for lesson in module.lessons
            },
        )
        self._json("stories", {scenario.code: scenario.about for scenario in content.scenarios})
        for name, rows in content.lists.items():
            self._json(name, list(rows))
        self._json("bank", content.bank)
        self._json("blocks", self._notes)
        self._files |= {f"{STATIC}{file.name}": file.data for file in content.files}
        return self._files

    def _chapter(self, module: CourseModule) -> None:
        chapter = self._titled("chapter", module.title_id, module.title_en)
        chapter.set("payung_day", str(module.day))
        for lesson in module.lessons:
            node = self._titled("sequential", lesson.title_id, lesson.title_en)
            node.set("payung_minutes", str(lesson.minutes))
            node.set("payung_content_warning", str(lesson.content_warning))
            if lesson.content.get(STEPS):
                self._lesson_in_steps(chapter, lesson, node)
            else:
                self._sequential(chapter, lesson.code, node, lesson.units)
        is_last = module is self._content.modules[-1]
        for scenario in self._content.scenarios:
            is_of_none = all(scenario.about["module_code"] != m.code for m in self._content.modules)
            if scenario.about["module_code"] == module.code or (is_last and is_of_none):
                self._scenario(chapter, scenario)
        if is_last and self._content.plan is not None:
            node = self._titled("sequential", "Rencana tindak lanjut", "Action plan")
            node.set("payung_page", PLAN)
            self._sequential(chapter, PLAN, node, [self._content.plan])
        self._files[f"chapter/{module.code}.xml"] = _xml(chapter)

    def _scenario(self, chapter: _Element, scenario: CourseScenario) -> None:
        node = self._titled("sequential", scenario.title_id, scenario.title_en)
        node.set("payung_page", SCENARIO)
        self._sequential(chapter, scenario.code, node, [scenario.unit])

    def _lesson_in_steps(self, chapter: _Element, lesson: CourseLesson, node: _Element) -> None:
        etree.SubElement(chapter, "sequential", url_name=lesson.code)
        for step, units in units_of_steps(lesson):
            vertical = self._titled("vertical", step["title_id"], step["title_en"])
            for name, value in step_attributes(step).items():
                vertical.set(name, value)
            url_name = self._free(f"{lesson.code}-step-{step['id']}")
            etree.SubElement(node, "vertical", url_name=url_name)
            self._vertical(url_name, lesson.code, vertical, units)
        self._files[f"sequential/{lesson.code}.xml"] = _xml(node)

    def _sequential(
        self,
        chapter: _Element,
        code: str,
        node: _Element,
        units: "list[CourseUnit] | tuple[CourseUnit, ...]",
    ) -> None:
        etree.SubElement(chapter, "sequential", url_name=code)
        vertical = etree.Element("vertical", display_name=node.get("display_name"))
        url_name = self._free(f"{code}-page")
        etree.SubElement(node, "vertical", url_name=url_name)
        self._files[f"sequential/{code}.xml"] = _xml(node)
        self._vertical(url_name, code, vertical, units)

    def _vertical(
        self,
        url_name: str,
        lesson: str,
        vertical: _Element,
        units: "list[CourseUnit] | tuple[CourseUnit, ...]",
    ) -> None:
        for unit in units:
            name = self._free(f"{lesson}-{unit.key}")
            if is_plain_html(unit):
                etree.SubElement(vertical, HTML, url_name=name)
                self._files |= html_files(unit, name, self._notes)
                continue
            etree.SubElement(vertical, unit.block_type, url_name=name)
            block = self._block(unit, name)
            self._files[f"{unit.block_type}/{name}.xml"] = _xml(block, is_shaped=False)
        self._files[f"vertical/{url_name}.xml"] = _xml(vertical)

    def _free(self, name: str) -> str:
        """The name, with a number if another element has it."""
        number, free = 1, name
        while free in self._names:
            number += 1
            free = f"{name}-{number}"
        self._names.add(free)
        return free

    def _block(self, unit: CourseUnit, url_name: str) -> _Element:
        """The XML that a third-party block writes, or the default format of XBlock."""
        text = self._third_party_xml(unit)
        node = None if text is None else third_party_node(unit, url_name, text, self._notes)
        if node is not None:
            return node
        return write_block(unit, url_name, self._own_texts, self._notes)

    def _tests(self, course: _Element) -> None:
        """Write each test form as a sequential of problems, which our own import skips."""
        chapter = self._titled("chapter", "Soal", "Questions")
        chapter.set("payung_page", TESTS)
        for form in self._content.bank.get("forms", ()):
            codes = [code for _slot, code in form["slots"] if code in self._problems]
            if codes:
                self._form(chapter, f"{TESTS_CODE}-{form['kind']}-{form['code']}", form, codes)
        if len(chapter):
            etree.SubElement(course, "chapter", url_name=TESTS_CODE)
            self._files[f"chapter/{TESTS_CODE}.xml"] = _xml(chapter)

    def _form(self, chapter: _Element, name: str, form: Row, codes: list[str]) -> None:
        node = self._titled("sequential", f"Soal {form['code']}", f"Questions {form['code']}")
        vertical = etree.Element("vertical", display_name=node.get("display_name"))
        for code in codes:
            url_name = self._free(f"{name}-{code}")
            problem = etree.fromstring(self._problems[code])
            problem.set(URL_NAME, url_name)
            etree.SubElement(vertical, "problem", url_name=url_name)
            self._files[f"problem/{url_name}.xml"] = _xml(problem)
        page = self._free(f"{name}-page")
        etree.SubElement(chapter, "sequential", url_name=name)
        etree.SubElement(node, "vertical", url_name=page)
        self._files[f"sequential/{name}.xml"] = _xml(node)
        self._files[f"vertical/{page}.xml"] = _xml(vertical)

    def _titled(self, tag: str, title_id: str, title_en: str) -> _Element:
        """An element titled in the course's language, with the other title in `payung_title_*`."""
        first, other = ("en", "id") if self._language == "en" else ("id", "en")
        titles = {"id": title_id, "en": title_en}
        return etree.Element(
            tag, {"display_name": titles[first], f"payung_title_{other}": titles[other]}
        )

    def _json(self, name: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        self._files[f"{FOLDER}/{name}.json"] = text.encode()


def _xml(node: _Element, *, is_shaped: bool = True) -> bytes:
    return bytes(etree.tostring(node, encoding="utf-8", pretty_print=is_shaped))
