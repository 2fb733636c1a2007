"""Parts of the form of the action plan, and fields with questions."""

from pathlib import Path

import pytest

from courses.course_files.reader import check_course_files, read_course

pytestmark = pytest.mark.slow  # each reads a course
PLAN = "kits/rtl_template.yaml"
PARTS = """parts:
  - id: first
    title_id: Awal
    title_en: Beginning
    fields: [province, audience, problem, goal]
  - id: second
    title_id: Akhir
    title_en: End
    fields: [activities, strategies, indicator, safety, risks, self_care]
"""
QUESTIONS = """  - id: goal
    sentence_id: '{what}, sampai {until}.'
    sentence_en: '{what} by {until}.'
    questions:
      - {id: what, max: 9, label_id: Apa?, label_en: What?}
      - {id: until, max: 9, label_id: Sampai kapan?, label_en: Until when?}
"""


@pytest.fixture
def plan(small_course: Path) -> Path:
    """The template of a course, in two parts, with questions for the goal."""
    path = small_course / PLAN
    text = path.read_text().replace("fields:\n", f"{PARTS}fields:\n", 1)
    path.write_text(text.replace("  - id: goal\n", QUESTIONS, 1))
    return path


def test_parts_and_questions_are_read(small_course: Path, plan: Path) -> None:
    assert check_course_files(small_course) == []
    template = read_course(small_course).plan_template
    assert [part["id"] for part in template["parts"]] == ["first", "second"]
    assert "Sampai kapan?" in next(
        kit.body.id for kit in read_course(small_course).kits if kit.id == "action-plan"
    )


@pytest.mark.parametrize(
    ("code", "old", "new", "marker"),
    [
        ("unknown-field", "[province,", "[provinces, province,", "[provinces"),
        ("field-not-in-one-part", "problem, goal]", "problem]", "- id: goal"),
        ("field-not-in-one-part", "[activities,", "[goal, activities,", "- id: goal"),
        ("duplicate-id", "id: second", "id: first", None),
        ("duplicate-id", "id: second", "id: self-review", "id: self-review"),
        ("wrong-form", "id: second", "id: Second Part", "id: Second Part"),
        ("sentence-incomplete", "by {until}", "by {when}", "{when}"),
        ("sentence-incomplete", ", sampai {until}", "", "sentence_id"),
        ("missing-language", "    sentence_id: '{what}, sampai {until}.'\n", "", None),
    ],
)
def test_problem_is_named_with_its_line(
    small_course: Path, plan: Path, code: str, old: str, new: str, marker: str | None
) -> None:
    text = plan.read_text()
    changed = text.replace(old, new, 1)
    assert changed != text
    plan.write_text(changed)
    lines = [
        problem.line
        for problem in check_course_files(small_course)
        if (problem.code, problem.file) == (code, PLAN)
    ]
    assert lines
    if marker is not None:
        assert next(n for n, row in enumerate(changed.splitlines(), 1) if marker in row) in lines
