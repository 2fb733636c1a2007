"""Reads the folder of a course into dataclasses, or reports all its problems."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from courses.course_files.check import check_course_files, folder_problems
from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder, content_hash, load_folder
from courses.course_files.from_documents import (
    course_meta,
    fact,
    glossary_entry,
    helpline,
    kit,
    lesson,
    province,
    scenario,
    texts,
)
from courses.course_files.model import CourseFiles, Fact, Helpline, Kit, Lesson, Module, Scenario
from courses.course_files.plan_kit import plan_kit
from courses.course_files.problems import CourseFilesRejected, Problem
from courses.course_files.step_drawings import module_drawings, with_drawings
from courses.course_files.units import lesson_units, practice_items

__all__ = ["CourseFilesRejected", "Problem", "check_course_files", "content_hash", "read_course"]


def read_course(path: Path) -> CourseFiles:
    """Read a valid course. Raises CourseFilesRejected with all problems."""
    folder = load_folder(path)
    if problems := folder_problems(folder):
        raise CourseFilesRejected(problems)
    return read_folder(folder)


def read_folder(folder: CourseFolder) -> CourseFiles:
    """Read a folder that was checked and has no problems."""
    template = folder.value("kits/rtl_template.yaml")
    facts = {entry["id"]: fact(entry) for entry in folder.value("facts.yaml")["facts"]}
    scenarios = _scenarios(folder)
    return CourseFiles(
        meta=course_meta(folder.value("course.yaml")),
        modules=tuple(_modules(folder, scenarios)),
        scenarios=scenarios,
        kits=(*_kits(folder), plan_kit(template)),
        plan_template=template,
        items=folder.value("items.yaml"),
        facts=facts,
        glossary=tuple(map(glossary_entry, folder.value("glossary.yaml")["terms"])),
        helplines=_helplines(folder, facts),
        provinces=tuple(map(province, folder.value("provinces.yaml")["provinces"])),
        content_hash=content_hash(folder.path),
    )


def _modules(folder: CourseFolder, scenarios: tuple[Scenario, ...]) -> Iterator[Module]:
    for code in folder.module_codes():
        listing = folder.value(f"modules/{code}/module.yaml")
        lessons = [_lesson(folder, code, name) for name in folder.lesson_codes(code)]
        objectives = {
            objective.id for lesson_entry in lessons for objective in lesson_entry.objectives
        }
        practice = practice_items(folder.value("items.yaml"), objectives)
        yield Module(
            code=code,
            day=listing["day"],
            title=texts(listing, "title"),
            lessons=tuple(_with_units(lessons, code, practice)),
            scenario_ids=tuple(entry.id for entry in scenarios if entry.module == code),
            practice_item_ids=practice,
        )


def _with_units(lessons: list[Lesson], module: str, practice: tuple[str, ...]) -> Iterator[Lesson]:
    for lesson_entry in lessons:
        check_items = practice if lesson_entry is lessons[-1] else ()
        yield replace(lesson_entry, units=lesson_units(lesson_entry, module, check_items))


def _lesson(folder: CourseFolder, module: str, code: str) -> Lesson:
    start = f"modules/{module}/{code}"
    entry = lesson(
        code,
        folder.value(f"{start}.yaml"),
        id=folder.document(f"{start}.id.md"),
        en=folder.document(f"{start}.en.md"),
        drawings=module_drawings(module, folder.drawings),
    )
    activities = (
        replace(activity, content=with_drawings(activity.content, module, folder.drawings))
        for activity in entry.activities
    )
    return replace(entry, activities=tuple(activities))


def _scenarios(folder: CourseFolder) -> tuple[Scenario, ...]:
    return tuple(
        scenario(name, folder.value(f"scenarios/{name}.yaml")) for name in folder.scenario_ids()
    )


def _kits(folder: CourseFolder) -> Iterator[Kit]:
    def written(name: str, language: str) -> Document:
        return folder.document(f"kits/{name}.{language}.md")

    for name in folder.kit_ids():
        yield kit(name, id=written(name, "id"), en=written(name, "en"))


def _helplines(folder: CourseFolder, facts: dict[str, Fact]) -> tuple[Helpline, ...]:
    listed = folder.value("helplines.yaml")["helplines"]
    return tuple(helpline(entry, facts[entry["fact"]]) for entry in listed)
