"""Checks all files of a course and reports every problem."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder, load_folder
from courses.course_files.graph_check import scenario_problems
from courses.course_files.lesson_check import fact_ids, lesson_problems
from courses.course_files.lookups import (
    collect_names,
    entries,
    is_unknown,
    mappings,
    repeated_ids,
    value_at,
)
from courses.course_files.plan_check import plan_problems
from courses.course_files.problems import Problem, problem
from courses.course_files.schema_check import schema_problems
from courses.course_files.steps.hours import hours_problems
from courses.course_files.text_check import citation_problems, markdown_problems

SCHEMA_OF: Final = {
    "course.yaml": "course",
    "facts.yaml": "facts",
    "glossary.yaml": "glossary",
    "helplines.yaml": "helplines",
    "items.yaml": "items",
    "provinces.yaml": "provinces",
    "kits/rtl_template.yaml": "plan_template",
}
MAX_NAMES_LENGTH: Final = {"scenarios": 20, "kits": 40}  # file names are used as codes
UNIQUE: Final = (
    # file, list, key
    ("facts.yaml", "facts", "id"),
    ("glossary.yaml", "terms", "term"),
    ("helplines.yaml", "helplines", "id"),
    ("provinces.yaml", "provinces", "code"),
    ("kits/rtl_template.yaml", "fields", "id"),
    ("kits/rtl_template.yaml", "rubric", "id"),
)


def check_course_files(path: Path) -> list[Problem]:
    """Problems by file and line. The item bank is checked elsewhere."""
    return folder_problems(load_folder(path))


def folder_problems(folder: CourseFolder) -> list[Problem]:
    """Problems of a loaded folder, by file and line."""
    problems = [*folder.problems, *_shape(folder), *_references(folder)]
    for module, lesson in folder.lessons():
        problems.extend(lesson_problems(folder, module, lesson))
    for scenario in folder.scenario_ids():
        problems.extend(_scenario(folder, folder.documents[f"scenarios/{scenario}.yaml"]))
    return sorted(
        set(problems), key=lambda item: (item.file, item.line, item.code, item.message.en)
    )


def objective_ids(folder: CourseFolder) -> Mapping[str, Document]:
    """The lesson file of each objective, by objective id."""
    return {
        str(objective.get("id")): document
        for module, lesson in folder.lessons()
        if (document := folder.documents.get(f"modules/{module}/{lesson}.yaml"))
        for _path, objective in mappings(document, "objectives")
    }


def _shape(folder: CourseFolder) -> Iterator[Problem]:
    named = SCHEMA_OF | {f"modules/{code}/module.yaml": "module" for code in folder.module_codes()}
    for file, schema in named.items():
        document = folder.document(file)
        if file in folder.documents and (document.value is not None or not document.problems):
            yield from schema_problems(document, schema)
    for kit in folder.kit_ids():
        for name, text in folder.documents.items():
            if name.startswith(f"kits/{kit}."):
                yield from schema_problems(text, "kit")
                yield from markdown_problems(text)


def _references(folder: CourseFolder) -> Iterator[Problem]:
    facts = fact_ids(folder)
    for document in folder.documents.values():
        yield from citation_problems(document, facts)
    for file, name, key in UNIQUE:
        yield from repeated_ids(folder.document(file), name, key=key)
    yield from _repeated_objectives(folder)
    yield from _repeated_modules_and_lessons(folder)
    yield from _days_back(folder)
    yield from _named_facts(folder)
    yield from _facts_of_items(folder)
    yield from _unknown_provinces(folder)
    yield from _long_names(folder)
    yield from _too_few_scenarios(folder)
    yield from hours_problems(folder)
    yield from plan_problems(folder.document("kits/rtl_template.yaml"))


def _long_names(folder: CourseFolder) -> Iterator[Problem]:
    for file in folder.documents:
        folder_name, _slash, name = file.partition("/")
        stem = name.partition(".")[0]
        limit = MAX_NAMES_LENGTH.get(folder_name, len(stem))
        if len(stem) > limit:
            yield problem(file, 1, "name-too-long", name=stem, limit=limit)


def _too_few_scenarios(folder: CourseFolder) -> Iterator[Problem]:
    course = folder.document("course.yaml")
    path = ("completion", "scenarios_required")
    wanted, there = value_at(course, *path), len(folder.scenario_ids())
    if isinstance(wanted, int) and wanted > there:
        line = course.line(*path)
        yield problem(course.file, line, "scenarios-too-few", wanted=wanted, there=there)


def _unknown_provinces(folder: CourseFolder) -> Iterator[Problem]:
    lines = folder.document("helplines.yaml")
    known = collect_names(folder.document("provinces.yaml"), "provinces", key="code")
    for path, line in mappings(lines, "helplines"):
        if is_unknown(line.get("province"), known):
            number = lines.line(*path, "province")
            yield problem(lines.file, number, "unknown-province", id=line["province"])


def _named_facts(folder: CourseFolder) -> Iterator[Problem]:
    """Unknown values of `fact` in glossary, helplines and provinces."""
    facts = fact_ids(folder)
    for file, name in (
        ("glossary.yaml", "terms"),
        ("helplines.yaml", "helplines"),
        ("provinces.yaml", None),
    ):
        document = folder.document(file)
        parts = mappings(document, name) if name else [((), folder.value(file))]
        for path, part in parts:
            if is_unknown(part.get("fact"), facts):
                line = document.line(*path, "fact")
                yield problem(file, line, "unknown-fact", id=part["fact"])


def _facts_of_items(folder: CourseFolder) -> Iterator[Problem]:
    facts = fact_ids(folder)
    document = folder.document("items.yaml")
    for name in folder.value("items.yaml"):
        for path, _item in mappings(document, name):
            for where, fact in entries(document, *path, "source_facts"):
                if is_unknown(fact, facts):
                    yield problem(document.file, document.line(*where), "unknown-fact", id=fact)


def _repeated_objectives(folder: CourseFolder) -> Iterator[Problem]:
    seen: set[str] = set()
    for module, lesson in folder.lessons():
        file = f"modules/{module}/{lesson}.yaml"
        document = folder.document(file)
        for path, objective in mappings(document, "objectives"):
            name = str(objective.get("id"))
            if name in seen:
                yield problem(file, document.line(*path, "id"), "duplicate-id", id=name)
            seen.add(name)


def _repeated_modules_and_lessons(folder: CourseFolder) -> Iterator[Problem]:
    seen: set[str] = set()
    listings = [("course.yaml", "modules")]
    listings += [(f"modules/{code}/module.yaml", "lessons") for code in folder.module_codes()]
    for file, key in listings:
        document = folder.document(file)
        for path, name in entries(document, key):
            if isinstance(name, str) and name in seen:
                yield problem(file, document.line(*path), "duplicate-id", id=name)
            seen.add(str(name))


def _days_back(folder: CourseFolder) -> Iterator[Problem]:
    """Days must not decrease: pages show modules by day, numbered in the order of the course."""
    before = 0
    for code in folder.module_codes():
        file = f"modules/{code}/module.yaml"
        day = folder.value(file).get("day")
        if not isinstance(day, int):
            continue
        if day < before:
            line = folder.document(file).line("day")
            yield problem(file, line, "day-back", day=day, before=before)
        before = max(before, day)


def _scenario(folder: CourseFolder, document: Document) -> Iterator[Problem]:
    if document.value is None and document.problems:
        return
    yield from schema_problems(document, "scenario")
    if not isinstance(document.value, dict):
        return
    yield from scenario_problems(document)
    known = objective_ids(folder)
    for path, objective in entries(document, "objectives"):
        if is_unknown(objective, known):
            line = document.line(*path)
            yield problem(document.file, line, "unknown-objective", id=objective)
    module = document.value.get("module")
    if is_unknown(module, folder.module_codes()):
        yield problem(document.file, document.line("module"), "unknown-module", id=module)
