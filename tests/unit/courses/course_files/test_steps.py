"""A lesson in steps is read beside lessons in the old form; each of its problems has a line."""

import math
from pathlib import Path

import pytest
import yaml

from courses.course_files.model import Lesson
from courses.course_files.reader import check_course_files, read_course
from courses.course_files.steps.sections import split_sections
from courses.course_files.steps.times import count_words, step_seconds

pytestmark = pytest.mark.slow  # each reads a course
LESSON = "modules/M02/M02-L1.yaml"
TEXT_ID = "modules/M02/M02-L1.id.md"
TEXT_EN = "modules/M02/M02-L1.en.md"


@pytest.fixture
def lesson(step_course: Path) -> Lesson:
    return next(row for row in read_course(step_course).lessons if row.code == "M02-L1")


def test_a_course_of_both_forms_has_no_problem(step_course: Path) -> None:
    assert check_course_files(step_course) == []


def test_steps_are_read_in_their_order_with_prose_of_both_languages(lesson: Lesson) -> None:
    kinds = [(step.id, step.kind) for step in lesson.steps]
    assert kinds == [
        ("note", "note"),
        ("case", "case"),
        ("try", "try"),
        ("idea", "idea"),
        ("practise", "practise"),
        ("sort", "practise"),
        ("recall", "recall"),
        ("takeaway", "takeaway"),
    ]
    idea = lesson.steps[3]
    assert idea.title.id == "Satu gagasan: apa yang dihitung"
    assert idea.markdown.en.startswith("A report is one submission")
    assert "### Ask" in idea.markdown.en
    assert [step.id for step in lesson.steps if step.is_required] == [
        *("try", "practise", "sort", "recall")
    ]
    assert [step.id for step in lesson.steps if step.is_skippable] == ["sort"]
    in_sight = [step.id for step in lesson.steps if step.is_text_in_sight]
    assert in_sight == ["note", "case", "try", "idea", "takeaway"]
    assert lesson.steps[6].recalls == "M01-L1-O1"
    assert lesson.role_tasks["patbm"].en.startswith("Ask for the source")


def test_units_follow_the_steps_and_prose_of_empty_sections_has_none(lesson: Lesson) -> None:
    assert [(unit.key, unit.block_type) for unit in lesson.units] == [
        ("note", "text"),
        ("picture", "picture"),
        ("case", "text"),
        ("first", "choices"),
        ("idea", "text"),
        ("talk", "choices"),
        ("figures", "sorting"),
        ("recall-m01", "choices"),
        ("takeaway", "text"),
        ("role_tasks", "role-tasks"),
    ]
    assert "{#" not in str([unit.content for unit in lesson.units])


def test_headings_in_the_prose_of_a_step_come_next_after_its_title(lesson: Lesson) -> None:
    (idea,) = [unit for unit in lesson.units if unit.key == "idea"]
    assert "\n## Ask" in idea.content["markdown_en"]
    assert "###" not in str(idea.content)


def test_lessons_of_the_old_form_have_no_steps(step_course: Path) -> None:
    others = [row for row in read_course(step_course).lessons if row.code != "M02-L1"]
    assert others
    assert all(row.steps == () and row.units[0].key == "text" for row in others)


def test_minutes_are_words_decisions_and_sorted_things(lesson: Lesson) -> None:
    assert lesson.minutes == math.ceil(sum(step.seconds for step in lesson.steps) / 60)
    assert step_seconds("satu " * 140) == 60
    option = {"text_id": "dua kata", "feedback_id": "satu"}
    longest = {**option, "feedback_id": "ini lima kata [F76] lebih panjang"}
    turn = {"id": "a", "text_id": "tiga kata ini", "options": [option, longest]}
    assert step_seconds("", {"kind": "choices", "turns": [turn]}) == 15 + math.ceil(12 * 60 / 140)
    sorting = {"kind": "sorting", "groups": [], "items": [{"text_id": "x"}, {"text_id": "y"}]}
    assert step_seconds("", sorting) == 2 * 6 + 1
    assert step_seconds("", {"kind": "reflection", "prompts": [{"label_id": "x"}]}) == 45 + 1
    ordering = {"kind": "ordering", "steps": [{"text_id": "x"}] * 3}
    assert step_seconds("", ordering) == 3 * 6 + 2
    tasks = [{"text_id": "satu dua"}, {"text_id": "satu"}]
    assert step_seconds("", None, tasks) == 15 + 1
    assert count_words("Pukul 12.40, Bu Sari turun-temurun [F76].") == 5


def test_sections_keep_their_lines() -> None:
    sections = split_sections("vor\n\n## A {#a}\n\ntext\n### B\n## C\n## D {#d}", 5)
    found = [(part.id, part.title, part.markdown, part.line) for part in sections]
    assert found == [
        ("", "", "vor", 5),
        ("a", "A", "text\n### B", 7),
        ("", "C", "", 11),
        ("d", "D", "", 12),
    ]


SEEDED = [
    # code, file, text, replacement, text of the line that is named
    ("section-missing", TEXT_EN, "## Recall {#recall}\n", "", None),
    ("section-unknown", TEXT_ID, "## Pilah {#sort}", "## Pilah {#short}", "{#short}"),
    ("section-without-id", TEXT_EN, "### Ask", "## Ask", "## Ask"),
    ("section-untitled", TEXT_EN, "## Recall {#recall}", "## {#recall}", "## {#recall}"),
    ("text-before-sections", TEXT_ID, "## Sebelum mulai", "Halo\n\n## Sebelum mulai", None),
    ("duplicate-id", TEXT_ID, "{#sort}", "{#practise}", "## Pilah"),
    ("duplicate-id", LESSON, "- id: sort\n", "- id: practise\n", None),
    (
        "role-variants-with-steps",
        TEXT_ID,
        "key_messages:",
        "role_variants: {}\nkey_messages:",
        None,
    ),
    ("unknown-activity", LESSON, "activity: first", "activity: frist", "activity: frist"),
    ("step-without-activity", LESSON, "    activity: first\n", "", "- id: try"),
    ("activity-not-used", LESSON, "    activity: figures\n", "", "- id: figures"),
    ("activity-used-twice", LESSON, "activity: figures", "activity: talk", None),
    ("activity-id-taken", LESSON, "- id: figures", "- id: idea", None),
    ("step-kind-missing", LESSON, "kind: case", "kind: idea", "steps:"),
    ("step-kind-missing", LESSON, "activity: first\n    required: true", "activity: first", None),
    ("step-kind-missing", LESSON, "kind: takeaway", "kind: idea", "steps:"),
    ("practise-too-short", LESSON, "activity: talk", "activity: first", "steps:"),
    ("idea-before-try", LESSON, "kind: case", "kind: idea", "- id: case"),
    ("step-out-of-order", LESSON, "kind: idea", "kind: takeaway", "- id: idea"),
    ("step-out-of-order", LESSON, "kind: idea", "kind: note", "- id: idea"),
    ("text-in-sight", LESSON, "in_sight: false", "in_sight: true", "text_in_sight"),
    ("idea-too-long", TEXT_EN, "### Ask", "word " * 120, "{#idea}"),
    ("recall-without-objective", LESSON, "    recalls: M01-L1-O1\n", "", "- id: recall"),
    ("recall-forward", LESSON, "recalls: M01-L1-O1", "recalls: M02-L1-O1", "recalls:"),
    ("recall-forward", LESSON, "recalls: M01-L1-O1", "recalls: M02-L2-O1", "recalls:"),
    ("unknown-objective", LESSON, "recalls: M01-L1-O1", "recalls: M99-L1-O1", "recalls:"),
    ("role-task-missing", LESSON, "role: patbm", "role: teacher", "role_tasks:"),
    ("lesson-minutes-differ", LESSON, "minutes: 4", "minutes: 9", "minutes: 9"),
    ("not-allowed", LESSON, "kind: idea", "kind: theory", "kind: theory"),
    ("missing-alt-text", LESSON, "  alt_en:", "  other:", "picture:"),
    ("best-option-missing", LESSON, "is_best: true", "is_best: false", "id: poster"),
]


@pytest.mark.parametrize(("code", "file", "old", "new", "marker"), SEEDED)
def test_a_seeded_problem_has_its_file_and_line(
    step_course: Path, code: str, file: str, old: str, new: str, marker: str | None
) -> None:
    text = (step_course / file).read_text()
    assert old in text
    spoilt = text.replace(old, new, 1)
    (step_course / file).write_text(spoilt)
    problems = [row for row in check_course_files(step_course) if row.code == code]
    assert [row.file for row in problems][:1] == [file]
    if marker:
        line = next(n for n, row in enumerate(spoilt.splitlines(), 1) if marker in row)
        assert line in [row.line for row in problems]


def test_the_first_lesson_of_a_course_has_nothing_to_recall(step_course: Path) -> None:
    file = step_course / LESSON
    lesson = yaml.safe_load(file.read_text())
    lesson["steps"] = [step for step in lesson["steps"] if step["kind"] != "recall"]
    file.write_text(yaml.safe_dump(lesson, allow_unicode=True))
    assert "step-kind-missing" in {row.code for row in check_course_files(step_course)}
    course = step_course / "course.yaml"
    course.write_text(course.read_text().replace("  - M01\n  - M02\n", "  - M02\n  - M01\n"))
    assert "step-kind-missing" not in {row.code for row in check_course_files(step_course)}


def test_recall_of_an_activity_without_right_answers_is_a_problem(step_course: Path) -> None:
    file = step_course / LESSON
    lesson = yaml.safe_load(file.read_text())
    recalled = next(row for row in lesson["activities"] if row["id"] == "recall-m01")
    recalled["kind"] = "reflection"
    del recalled["turns"]
    recalled["prompts"] = [
        {"id": "p", "label_id": "Apa?", "label_en": "What?", "max_length": 100},
    ]
    file.write_text(yaml.safe_dump(lesson, allow_unicode=True))
    codes = {row.code for row in check_course_files(step_course)}
    assert "activity-without-answer" in codes


@pytest.mark.parametrize("value", [None, 3, "x", [], [3], [{"id": []}], [{"id": "a", "kind": 3}]])
@pytest.mark.parametrize("key", ["steps", "role_tasks", "activities"])
def test_odd_values_are_problems_and_nothing_breaks(
    step_course: Path, key: str, value: object
) -> None:
    file = step_course / LESSON
    lesson = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump(lesson | {key: value}, allow_unicode=True))
    assert check_course_files(step_course)
