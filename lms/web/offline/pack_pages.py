"""Renders the pages of a pack: those of a version, for a visitor without state, by path."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from flask import render_template, request

from courses.block_host.runtime.units import UnitPage
from courses.block_host.runtime.viewer import NOBODY, Viewer
from courses.block_host.state import queries as units
from courses.catalogue import reference
from courses.lessons.course_map import LearnerCourse, learner_scenarios
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.steps import LessonStep, StepProgress, lesson_steps
from courses.lessons.visitor_lessons import visitor_lessons
from lms.extensions import db
from lms.web.blocks.host import block_host, learner_viewer
from lms.web.blocks.rendering import page_services
from lms.web.blocks.urls import PageUrls
from lms.web.catalogue.reference import glossary_page, helplines_page, page_of_kit
from lms.web.learning.lesson_view import lesson_page
from lms.web.learning.scenarios import page_of_scenario
from lms.web.learning.step_view import step_page, units_of
from lms.web.offline.pack_page import REST, PackPage, packed
from lms.web.offline.plan import has_plan, plan_pages
from lms.web.offline.practice import practice_page
from lms.web.offline.search_index import SearchIndexes
from lms.web.offline.search_page import SEARCH, SEARCH_SCRIPT, form_only, render_search, sentences
from lms.web.offline.visitor import VISITOR, VisitorRequest
from lms.web.texts.translation import gettext, ngettext
from lms.workflows.completion.step_progress import reports_completion

WAYS_ON: Final = re.compile(r'<div class="act">.*?</div>', re.DOTALL)


class PackPages:
    """The pages of the version that a learner takes, in one language.

    With `is_text_only` they are what a search reads: without answer sheets, and quicker.
    """

    def __init__(self, course: LearnerCourse, language: str, *, is_text_only: bool = False) -> None:
        self._is_text_only = is_text_only
        self._course = replace(
            course,
            enrolment_id=NOBODY,
            cohort_id=NOBODY,
            cohort_name="",
            completed_at=None,
            plan_state="",
        )
        self.language = language
        self.base = f"/courses/{course.code}"

    def pages(self) -> Iterator[PackPage]:
        """All pages, lessons first."""
        for lesson in self.lessons():
            yield from self._lesson(lesson)
        yield from self._scenarios()
        yield from self._reference()
        if self._is_text_only:
            return
        yield from plan_pages(self._course, self._request)
        yield from practice_page(self._course, self._request)

    def lessons(self) -> tuple[LearnerLesson, ...]:
        return visitor_lessons(
            db.session(),
            self._course.course_version_id,
            course_code=self._course.code,
            opening=self._course.opening,
            nobody=NOBODY,
            language=self.language,
        )

    def lesson_paths(self) -> list[tuple[str, list[str]]]:
        """The path of each lesson with the ids of its steps, in order."""
        return [
            (
                f"{self.base}/lessons/{lesson.code}",
                [step.id for step in lesson_steps(lesson.content, self.language)],
            )
            for lesson in self.lessons()
        ]

    def _lesson(self, lesson: LearnerLesson) -> Iterator[PackPage]:
        path = f"{self.base}/lessons/{lesson.code}"
        steps = lesson_steps(lesson.content, self.language)
        with self._request(path):
            module = gettext("Module %(number)s", number=lesson.module_number)
        part, where = lesson.module_code, f"{module} · {lesson.title}"
        if not steps:
            html = self._whole_lesson(path, lesson)
            yield PackPage(part, path, html, lesson.title, module)
        for step in steps:
            address = f"{path}/steps/{step.id}"
            html = self._step(address, lesson, step, steps)
            yield PackPage(part, address, html, step.title, where)

    def _whole_lesson(self, path: str, lesson: LearnerLesson) -> str:
        with self._request(path):
            page = units.get_lesson_page(
                db.session(), lesson.id, person_id=NOBODY, course_code=lesson.course_code
            )
            return packed(lesson_page(VISITOR, lesson), {"sheets": self._sheets(page)})

    def _step(
        self, path: str, lesson: LearnerLesson, step: LessonStep, steps: tuple[LessonStep, ...]
    ) -> str:
        with self._request(path):
            page = units.get_lesson_page(
                db.session(), lesson.id, person_id=NOBODY, course_code=lesson.course_code
            )
            html = step_page(VISITOR, lesson, step)
            if self._is_text_only:
                return html
            done = step_page(VISITOR, lesson, step, progress=_all_done(steps))
            ways_on = WAYS_ON.search(done)
            facts = {
                "lesson": lesson.code,
                "step": step.id,
                "steps": _facts_of_steps(page, steps),
                "sheets": self._sheets(units_of(page, steps, (step,))),
                "done": [
                    gettext("Step %(number)s, done:", number=number)
                    for number in range(1, len(steps) + 1)
                ],
                "remaining": [
                    ngettext(
                        "%(num)d step remains before the lesson is done",
                        "%(num)d steps remain before the lesson is done",
                        number,
                    )
                    for number in range(1, len(steps) + 1)
                ]
                if step == steps[-1]
                else [],
            }
            return packed(
                html, facts, f'<template id="when-done">{ways_on[0] if ways_on else ""}</template>'
            )

    def _scenarios(self) -> Iterator[PackPage]:
        session = db.session()
        for scenario in learner_scenarios(session, self._course, language=self.language):
            path = f"{self.base}/scenarios/{scenario.code}"
            with self._request(path):
                page = units.get_scenario_page(
                    db.session(), scenario.id, person_id=NOBODY, course_code=self._course.code
                )
                html = page_of_scenario(VISITOR, self._course, scenario.code)
                html = packed(html, {"sheets": self._sheets(page)})
                yield PackPage(REST, path, html, scenario.title, gettext("Scenario"))

    def _reference(self) -> Iterator[PackPage]:
        course, is_draft = self._course, self._course.opening.is_draft
        version_id = course.course_version_id

        def kit(code: str) -> Callable[[], str]:
            return lambda: page_of_kit(course.code, version_id, code, is_draft=is_draft)

        pages: dict[str, Callable[[], str]] = {
            "": self._contents,
            "glossary": lambda: glossary_page(course.code, version_id, is_draft=is_draft),
            "helplines": lambda: helplines_page(
                VISITOR, course.code, version_id, is_draft=is_draft
            ),
        }
        titles: dict[str, str] = {}
        for entry in reference.kits(db.session(), version_id, language=self.language):
            pages[f"kits/{entry.code}"] = kit(entry.code)
            titles[f"kits/{entry.code}"] = entry.title
        for name, render in pages.items():
            path = f"{self.base}/{name}".rstrip("/")
            with self._request(path):
                where = gettext("Kit to print") if name in titles else ""
                titles |= {"glossary": gettext("Glossary"), "helplines": gettext("Helplines")}
                html = packed(render(), {"sheets": {}})
                yield PackPage(REST, path, html, titles.get(name, ""), where)

    def search_page(self, indexes: SearchIndexes) -> PackPage:
        """The page that searches the kept pages by a script."""
        path = f"{self.base}/search"
        with self._request(path):
            html = render_search(self._course, form_only())
            facts = {"sheets": {}, "search": indexes.encoded(), "said": sentences()}
            return PackPage(SEARCH, path, packed(html, facts, script=SEARCH_SCRIPT))

    def _contents(self) -> str:
        session, version_id = db.session(), self._course.course_version_id
        by_module = groupby(self.lessons(), key=lambda lesson: lesson.module_id)
        return render_template(
            "offline/contents.html",
            course=self._course,
            modules=[list(lessons) for _module, lessons in by_module],
            scenarios=learner_scenarios(session, self._course, language=self.language),
            kits=reference.kits(session, version_id, language=self.language),
            has_plan=has_plan(version_id),
            is_draft=self._course.opening.is_draft,
            helplines_url=f"{self.base}/helplines",
        )

    def _sheets(self, page: UnitPage) -> dict[str, object]:
        """The answer sheets of the page's blocks with the ids of their units, by HTML id."""
        if self._is_text_only:
            return {}
        viewer, session, host = self._viewer(), db.session(), block_host()
        services = page_services(session, viewer, VISITOR)
        runtime = host.open_page(session, page, viewer, services=services, urls=PageUrls())
        sheets: dict[str, object] = {}
        for unit in page.top_level:
            if host.is_own(unit.block_type):
                sheet = runtime.block_of(unit).answer_sheet()
                if sheet is not None:
                    sheets[unit.usage_id.html_id()] = {"unit": str(unit.id), **sheet}
        return sheets

    def _viewer(self) -> Viewer:
        return learner_viewer(
            db.session(),
            VISITOR,
            enrolment_id=NOBODY,
            course_version_id=self._course.course_version_id,
            course_code=self._course.code,
            language=self.language,
        )

    def _request(self, path: str) -> VisitorRequest:
        return VisitorRequest(path, self.language, request.host_url)


def _all_done(steps: tuple[LessonStep, ...]) -> StepProgress:
    """Progress of somebody who has opened everything and whom no step awaits."""
    return StepProgress(opened=[step.id for step in steps])


def _facts_of_steps(page: UnitPage, steps: tuple[LessonStep, ...]) -> list[list[object]]:
    """Each step with whether it is required, whether it may be skipped, and the awaited units."""
    by_key = {unit.key: unit for unit in page.top_level}
    return [
        [
            step.id,
            step.is_required,
            step.is_skippable,
            [
                str(by_key[key].id)
                for key in step.unit_keys
                if key in by_key and reports_completion(by_key[key].block_type)
            ],
        ]
        for step in steps
    ]
