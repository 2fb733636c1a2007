"""Checks a lesson in steps: sections, order, what each kind of step needs, minutes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from courses.course_files.documents import Document
from courses.course_files.lookups import collect_names, mappings, repeated_ids, value_at
from courses.course_files.problems import Problem, problem
from courses.course_files.steps.lesson_steps import (
    PICTURE,
    ROLE_TASKS,
    TEXT_CLOSED,
    picture_key,
)
from courses.course_files.steps.sections import Section, split_sections
from courses.course_files.steps.times import count_words, minutes_of, step_seconds
from courses.course_files.two_languages import Texts
from courses.json_types import JsonMapping

ROLES: Final = ("cso", "teacher", "patbm")
MAX_IDEA_WORDS: Final = 120
MIN_DECISIONS: Final = 3
MIN_SORTED: Final = 6
DECISIONS: Final = {"choices": "turns", "matching": "pairs"}  # kind: list that is counted
SORTED: Final = {"sorting": "items", "ordering": "steps"}
ASKING: Final = frozenset({"try", "practise", "recall"})
NEEDED: Final = ("case", "try", "practise", "takeaway")
REQUIRED: Final = Texts(id=" dengan required: true", en=" with required: true")
RULES: Final = {
    "note": Texts(id="note berada paling awal", en="a note comes first"),
    "case": Texts(id="case berada sebelum try", en="the case comes before a try"),
    "takeaway": Texts(
        id="takeaway satu saja, paling akhir", en="there is one takeaway, which comes last"
    ),
}


def step_problems(
    lesson: Document, written: Mapping[str, Document], earlier: Sequence[str], known: Sequence[str]
) -> Iterator[Problem]:
    """Problems of a lesson whose data has `steps`.

    `written` are its texts by language, `earlier` the objectives of the lessons before it and
    `known` those of the whole course.
    """
    yield from repeated_ids(lesson, "steps")
    steps = [step for _path, step in mappings(lesson, "steps")]
    for document in written.values():
        yield from _section_problems(document, [str(step.get("id")) for step in steps])
        yield from _long_ideas(document, steps)
    yield from _activity_problems(lesson)
    yield from _order_problems(lesson)
    yield from _missing_parts(lesson, steps, needs_recall=bool(earlier))
    yield from _recall_problems(lesson, earlier, known)
    if "id" in written:
        yield from _minutes_problem(lesson, written["id"])


def sections_of(document: Document) -> list[Section]:
    """The sections of a text with the lines of the file."""
    return split_sections(document.body, document.body_line)


def activities_of(lesson: Document) -> dict[str, JsonMapping]:
    """The activities of a lesson by id."""
    return {str(entry.get("id")): entry for _path, entry in mappings(lesson, "activities")}


def _section_problems(document: Document, steps: Sequence[str]) -> Iterator[Problem]:
    if "role_variants" in (document.value or {}):
        line = document.line("role_variants")
        yield problem(document.file, line, "role-variants-with-steps")
    seen: set[str] = set()
    for section in sections_of(document):
        if not section.title and not section.id:
            yield problem(document.file, section.line, "text-before-sections")
        elif not section.id:
            yield problem(document.file, section.line, "section-without-id")
        elif not section.title:
            yield problem(document.file, section.line, "section-untitled", id=section.id)
        elif section.id in seen:
            yield problem(document.file, section.line, "duplicate-id", id=section.id)
        elif section.id not in steps:
            yield problem(document.file, section.line, "section-unknown", id=section.id)
        seen.add(section.id)
    for name in steps:
        if name not in seen:
            yield problem(document.file, document.body_line, "section-missing", id=name)


def _long_ideas(document: Document, steps: Sequence[JsonMapping]) -> Iterator[Problem]:
    ideas = {step.get("id") for step in steps if step.get("kind") == "idea"}
    for section in sections_of(document):
        words = count_words(section.markdown)
        if section.id in ideas and words > MAX_IDEA_WORDS:
            yield problem(
                document.file, section.line, "idea-too-long", words=words, limit=MAX_IDEA_WORDS
            )


def _activity_problems(lesson: Document) -> Iterator[Problem]:
    activities = activities_of(lesson)
    ids = collect_names(lesson, "steps")
    taken = {*ids, *map(picture_key, ids), PICTURE, ROLE_TASKS}
    used: Counter[str] = Counter()
    for path, step in mappings(lesson, "steps"):
        name = step.get("activity")
        if not isinstance(name, str):
            if step.get("kind") in ASKING:
                line = lesson.line(*path)
                yield problem(lesson.file, line, "step-without-activity", id=step.get("id"))
            continue
        line = lesson.line(*path, "activity")
        used[name] += 1
        if name not in activities:
            yield problem(lesson.file, line, "unknown-activity", id=name)
        elif used[name] > 1:
            yield problem(lesson.file, line, "activity-used-twice", id=name)
        elif step.get("kind") == "recall" and not _has_answers(activities[name]):
            kind = activities[name].get("kind")
            yield problem(lesson.file, line, "activity-without-answer", id=name, kind=kind)
    for path, activity in mappings(lesson, "activities"):
        name = str(activity.get("id"))
        if name not in used:
            yield problem(lesson.file, lesson.line(*path), "activity-not-used", id=name)
        if name in taken:
            yield problem(lesson.file, lesson.line(*path), "activity-id-taken", id=name)


def _has_answers(activity: JsonMapping) -> bool:
    return activity.get("kind") in {**DECISIONS, **SORTED}


def _order_problems(lesson: Document) -> Iterator[Problem]:
    steps = list(mappings(lesson, "steps"))
    seen: list[Any] = []
    for path, step in steps:
        kind, line = step.get("kind"), lesson.line(*path)
        if kind == "idea" and "try" not in seen:
            yield problem(lesson.file, line, "idea-before-try", id=step.get("id"))
        is_misplaced = (
            (kind == "note" and seen)
            or (kind == "case" and "try" in seen and "case" not in seen)
            or (kind == "takeaway" and step is not steps[-1][1])
        )
        if is_misplaced:
            rule = RULES[str(kind)]
            yield problem(lesson.file, line, "step-out-of-order", id=step.get("id"), rule=rule)
        if kind in TEXT_CLOSED and step.get("text_in_sight") is True:
            line = lesson.line(*path, "text_in_sight")
            yield problem(lesson.file, line, "text-in-sight", id=step.get("id"))
        seen.append(kind)


def _missing_parts(
    lesson: Document, steps: Sequence[JsonMapping], *, needs_recall: bool
) -> Iterator[Problem]:
    """Report kinds of steps that every lesson needs; the first lesson has nothing to recall."""
    line = lesson.line("steps")
    for kind in (*NEEDED, "recall") if needs_recall else NEEDED:
        is_asking = kind in ASKING
        if not any(
            step.get("kind") == kind and (step.get("required") is True or not is_asking)
            for step in steps
        ):
            addition = REQUIRED if is_asking else Texts("", "")
            yield problem(lesson.file, line, "step-kind-missing", kind=kind, addition=addition)
    activities = activities_of(lesson)
    practised = [
        activities.get(str(step.get("activity")), {})
        for step in steps
        if step.get("kind") == "practise" and step.get("required") is True
    ]
    if practised and not any(map(_is_long_enough, practised)):
        yield problem(lesson.file, line, "practise-too-short")
    roles = Counter(task.get("role") for _path, task in mappings(lesson, "role_tasks"))
    for role in ROLES:
        if roles[role] != 1:
            place = lesson.line("role_tasks")
            yield problem(lesson.file, place, "role-task-missing", role=role)


def _is_long_enough(activity: JsonMapping) -> bool:
    kind = str(activity.get("kind"))
    entries = activity.get(DECISIONS.get(kind) or SORTED.get(kind) or "")
    least = MIN_DECISIONS if kind in DECISIONS else MIN_SORTED
    return isinstance(entries, list) and len(entries) >= least


def _recall_problems(
    lesson: Document, earlier: Sequence[str], known: Sequence[str]
) -> Iterator[Problem]:
    for path, step in mappings(lesson, "steps"):
        objective = step.get("recalls")
        if step.get("kind") == "recall" and objective is None:
            line = lesson.line(*path)
            yield problem(lesson.file, line, "recall-without-objective", id=step.get("id"))
        if not isinstance(objective, str) or objective in earlier:
            continue
        code = "recall-forward" if objective in known else "unknown-objective"
        yield problem(lesson.file, lesson.line(*path, "recalls"), code, id=objective)


def _minutes_problem(lesson: Document, written: Document) -> Iterator[Problem]:
    minutes = value_at(lesson, "minutes")
    computed = lesson_minutes(lesson, written)
    if isinstance(minutes, int) and minutes != computed:
        line = lesson.line("minutes")
        yield problem(
            lesson.file, line, "lesson-minutes-differ", minutes=minutes, computed=computed
        )


def lesson_minutes(lesson: Document, written: Document) -> int:
    """Computed minutes of a lesson in steps; `written` is its Indonesian text."""
    sections = {section.id: section for section in sections_of(written)}
    activities = activities_of(lesson)
    tasks = [task for _path, task in mappings(lesson, "role_tasks")]
    seconds = 0
    for _path, step in mappings(lesson, "steps"):
        section = sections.get(str(step.get("id")))
        seconds += step_seconds(
            f"{section.title}\n{section.markdown}" if section else "",
            activities.get(str(step.get("activity"))),
            tasks if step.get("kind") == "takeaway" else (),
        )
    return minutes_of(seconds)
