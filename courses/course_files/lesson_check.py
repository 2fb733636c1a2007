"""Checks a lesson: data, texts in both languages, activities, picture."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder
from courses.course_files.graph_check import diagram_problems
from courses.course_files.lookups import (
    collect_names,
    entries,
    is_unknown,
    mappings,
    repeated_ids,
    texts,
)
from courses.course_files.plan_kit import PLAN_KIT
from courses.course_files.problems import Problem, problem
from courses.course_files.schema_check import LANGUAGE_NAMES, activity_problems, schema_problems
from courses.course_files.step_drawings import step_drawings
from courses.course_files.steps.option_check import option_problems
from courses.course_files.steps.step_check import step_problems
from courses.course_files.text_check import CITATION, cited_facts, markdown_problems
from courses.course_files.two_languages import LANGUAGES
from courses.json_types import JsonMapping

MAX_DRAWING_SIZE: Final = 4096
UNSAFE: Final = re.compile(
    r"<(?:script|style|image|foreignObject|a)\b|\son\w+=|\bstyle="
    r"|https?://(?!www\.w3\.org/2000/svg)",
    re.IGNORECASE,
)
LISTS_WITH_IDS: Final = (
    "groups",
    "items",
    "turns",
    "prompts",
    "levels",
    "options",
    "pairs",
    "layers",
    "series",
)
REFERENCES: Final = (
    ("helplines", "helplines.yaml", "id", "unknown-helpline"),
    ("terms", "glossary.yaml", "term", "unknown-term"),
)


def lesson_problems(folder: CourseFolder, module: str, lesson: str) -> Iterator[Problem]:
    """All problems of a lesson."""
    start = f"modules/{module}/{lesson}"
    written = {
        language: document
        for language in LANGUAGES
        if (document := folder.documents.get(f"{start}.{language}.md"))
    }
    for document in written.values():
        yield from schema_problems(document, "lesson_text")
        yield from markdown_problems(document)
    yield from _language_problems(written)
    lesson_file = folder.documents.get(f"{start}.yaml")
    if lesson_file and isinstance(lesson_file.value, dict):
        yield from _data_problems(folder, lesson_file, written)
        if "steps" in lesson_file.value:
            earlier, known = _objectives(folder, lesson)
            yield from step_problems(lesson_file, written, earlier, known)
            yield from option_problems(lesson_file, written)
        yield from _picture_problems(folder, lesson_file, f"{start}.svg")
        for _path, file in step_drawings(lesson_file, module):
            yield from _drawing_problems(file, folder.drawings.get(file, ""))
    elif lesson_file and not lesson_file.problems:
        yield from schema_problems(lesson_file, "lesson")


def _objectives(folder: CourseFolder, lesson: str) -> tuple[list[str], list[str]]:
    """Ids of the objectives of all lessons before this one, and of all lessons."""
    earlier: list[str] = []
    known: list[str] = []
    for module, code in folder.lessons():
        if code == lesson:
            earlier = list(known)
        known += sorted(
            collect_names(folder.document(f"modules/{module}/{code}.yaml"), "objectives")
        )
    return earlier, known


def _data_problems(
    folder: CourseFolder, lesson: Document, written: Mapping[str, Document]
) -> Iterator[Problem]:
    yield from schema_problems(lesson, "lesson")
    yield from activity_problems(lesson)
    yield from repeated_ids(lesson, "activities")
    yield from diagram_problems(lesson)
    yield from _source_problems(folder, lesson, written)
    kits = {*folder.kit_ids(), PLAN_KIT}
    for path, activity in mappings(lesson, "activities"):
        for name in LISTS_WITH_IDS:
            yield from repeated_ids(lesson, *path, name)
        yield from _group_problems(lesson, path, activity)
        yield from _option_problems(lesson, path)
        for where, kit in entries(lesson, *path, "kits"):
            if is_unknown(kit, kits):
                yield problem(lesson.file, lesson.line(*where), "unknown-kit", id=kit)
        yield from _reference_problems(folder, lesson, path)


def _reference_problems(
    folder: CourseFolder, lesson: Document, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Unknown glossary terms and helplines in an activity."""
    for name, file, field, code in REFERENCES:
        known = collect_names(folder.document(file), name, key=field)
        for where, wanted in entries(lesson, *path, name):
            if is_unknown(wanted, known):
                yield problem(lesson.file, lesson.line(*where), code, id=wanted)


def _group_problems(
    lesson: Document, path: tuple[str | int, ...], activity: JsonMapping
) -> Iterator[Problem]:
    groups = collect_names(lesson, *path, "groups")
    if activity.get("kind") != "sorting":
        return
    for item_path, item in mappings(lesson, *path, "items"):
        for name in ("fits", "harmful"):
            for where, group in entries(lesson, *item_path, name):
                if is_unknown(group, groups):
                    yield problem(lesson.file, lesson.line(*where), "unknown-group", id=group)
        fits = [group for _where, group in entries(lesson, *item_path, "fits")]
        for where, group in entries(lesson, *item_path, "harmful"):
            if group in fits:
                line = lesson.line(*where)
                yield problem(lesson.file, line, "fit-is-harmful", id=item.get("id"), group=group)


def _option_problems(lesson: Document, path: tuple[str | int, ...]) -> Iterator[Problem]:
    for turn_path, turn in mappings(lesson, *path, "turns"):
        options = [option for _path, option in mappings(lesson, *turn_path, "options")]
        if sum(option.get("is_best") is True for option in options) != 1:
            line = lesson.line(*turn_path)
            yield problem(lesson.file, line, "best-option-missing", id=turn.get("id"))
        for option_path, option in mappings(lesson, *turn_path, "options"):
            if option.get("is_best") is True and option.get("is_harmful") is True:
                line = lesson.line(*option_path, "is_harmful")
                yield problem(lesson.file, line, "best-is-harmful", id=option.get("id"))


def _source_problems(
    folder: CourseFolder, lesson: Document, written: Mapping[str, Document]
) -> Iterator[Problem]:
    """Report unknown sources, and cited facts that are not listed as sources."""
    facts = fact_ids(folder)
    sources = {fact for _path, fact in entries(lesson, "sources") if isinstance(fact, str)}
    for where in (("sources",), ("picture", "diagram", "source_facts")):
        for path, fact in entries(lesson, *where):
            if is_unknown(fact, facts):
                yield problem(lesson.file, lesson.line(*path), "unknown-fact", id=fact)
    cited = [(path, text) for path, text in texts(lesson.value) if CITATION.search(text)]
    for path, text in cited:
        for fact in set(cited_facts(text)) & facts - sources:
            line = lesson.line(*path)
            yield problem(lesson.file, line, "fact-not-in-sources", id=fact)
    for document in written.values():
        for number, row in enumerate(document.body.split("\n"), start=document.body_line):
            for fact in sorted(set(cited_facts(row)) & facts - sources):
                yield problem(document.file, number, "fact-not-in-sources", id=fact)


def fact_ids(folder: CourseFolder) -> Set[str]:
    """Ids of all facts of a course."""
    facts = folder.document("facts.yaml")
    return {str(fact.get("id")) for _path, fact in mappings(facts, "facts")}


def _language_problems(written: Mapping[str, Document]) -> Iterator[Problem]:
    """Report different numbers of key messages and role variants in the two languages."""
    if len(written) < len(LANGUAGES):
        return
    first, second = written.values()
    counts = [len(list(entries(document, "key_messages"))) for document in (first, second)]
    if counts[0] != counts[1]:
        line = second.line("key_messages")
        yield problem(second.file, line, "languages-differ", key="key_messages")
    for language, document, other in (("id", first, second), ("en", second, first)):
        if "role_variants" in (other.value or {}) and "role_variants" not in (document.value or {}):
            yield problem(
                document.file,
                document.line(),
                "missing-language",
                name="role_variants",
                key="role_variants",
                language=LANGUAGE_NAMES[language],
            )


def _picture_problems(folder: CourseFolder, lesson: Document, file: str) -> Iterator[Problem]:
    picture = lesson.value.get("picture")
    has_diagram = isinstance(picture, Mapping) and "diagram" in picture
    drawing = folder.drawings.get(file)
    line = lesson.line("picture")
    if drawing is None:
        if not has_diagram:
            yield problem(lesson.file, line, "picture-missing", name=file)
        return
    if has_diagram:
        yield problem(lesson.file, line, "picture-twice")
    yield from _drawing_problems(file, drawing)


def _drawing_problems(file: str, drawing: str) -> Iterator[Problem]:
    """Problems of size and of parts that may not stand in a page."""
    size = len(drawing.encode())
    if size > MAX_DRAWING_SIZE:
        yield problem(file, 1, "picture-too-large", size=size, limit=MAX_DRAWING_SIZE)
    for number, row in enumerate(drawing.split("\n"), start=1):
        for part in UNSAFE.findall(row):
            yield problem(file, number, "picture-unsafe", part=part.strip())
