"""Hours of the certificate are those that the course takes: lessons, tests, scenarios, plan."""

import json
from pathlib import Path

import pytest
import yaml

from courses.course_files.folder import load_folder
from courses.course_files.reader import check_course_files
from courses.course_files.steps.hours import CourseMinutes, course_minutes

pytestmark = pytest.mark.slow  # each reads a course


def change(folder: Path, file: str, **values: object) -> None:
    path = folder / file
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | values))


@pytest.fixture
def short_course(step_course: Path) -> Path:
    """One lesson, in steps; a test of one item on each form, a scale and a plan."""
    change(step_course, "course.yaml", modules=["M02"])
    change(step_course, "modules/M02/module.yaml", lessons=["M02-L1"])
    item = {"stem_id": "satu " * 130, "objective_id": "x y", "rationale_id": "z " * 500}
    option = {"text_id": "dua " * 10, "rationale_id": "z " * 500}
    items = [{"id": name, **item, "options": [option]} for name in "AB"]
    bank = {
        "single_best": items,
        "blueprint": {"forms": {"A": ["A"], "B": ["B"], "C": ["A", "B"]}},
        "self_efficacy": {
            "timing": ["before", "after", "three_months"],
            "items": [{"text_id": "tujuh " * 7}] * 10,
        },
    }
    (step_course / "items.yaml").write_text(json.dumps(bank))
    plan = {
        "fields": [
            {"type": "textarea", "label_id": "kata"},
            {"type": "repeat", "min": 2, "subfields": [{"label_id": "a"}, {"label_id": "b"}]},
            {"type": "checklist", "options": [{"label_id": "c"}] * 5},
            {"type": "select"},
        ],
        "rubric": [{"label_id": "d"}],
    }
    (step_course / "kits/rtl_template.yaml").write_text(json.dumps(plan))
    return step_course


def test_minutes_of_each_part_are_computed(short_course: Path) -> None:
    # Two items of 140 words; a scale of 70 words and ten ticks, twice.
    tests = 2 * (60 + 15) + 2 * (30 + 60)
    plan = 5 * 45 + 5 * 6 + 15 + 15 + 5
    minutes = course_minutes(load_folder(short_course))
    assert minutes == CourseMinutes(
        lessons=4, tests=-(-tests // 60), scenarios=10, plan=-(-plan // 60)
    )


def test_scenarios_are_the_shortest_that_are_required(short_course: Path) -> None:
    other = short_course / "scenarios/SC09.yaml"
    other.write_text((short_course / "scenarios/SC03.yaml").read_text())
    change(short_course, "scenarios/SC09.yaml", minutes=7)
    minutes = course_minutes(load_folder(short_course))
    assert minutes is not None
    assert minutes.scenarios == 7


@pytest.mark.parametrize(
    ("total", "hours"), [(1, 1), (60, 1), (119, 1), (120, 2), (334, 5), (390, 6), (419, 6)]
)
def test_only_full_hours_count(total: int, hours: int) -> None:
    assert CourseMinutes(lessons=total, tests=0, scenarios=0, plan=0).hours == hours


def test_other_hours_are_a_problem_that_says_the_computed_ones(short_course: Path) -> None:
    def problems() -> list[tuple[str, int, str]]:
        return [
            (row.file, row.line, row.message.en)
            for row in check_course_files(short_course)
            if row.code == "certificate-hours-differ"
        ]

    course = yaml.safe_load((short_course / "course.yaml").read_text())
    change(short_course, "course.yaml", certificate=course["certificate"] | {"hours": 8})
    rows = (short_course / "course.yaml").read_text().splitlines()
    line = next(number for number, row in enumerate(rows, 1) if row.strip() == "hours: 8")
    message = "The course takes 25 minutes, 1 hours; the file says 8."
    assert problems() == [("course.yaml", line, message)]
    change(short_course, "course.yaml", certificate=course["certificate"] | {"hours": 1})
    assert problems() == []


def test_a_course_with_a_lesson_of_the_old_form_keeps_its_hours(step_course: Path) -> None:
    assert course_minutes(load_folder(step_course)) is None
    codes = {row.code for row in check_course_files(step_course)}
    assert "certificate-hours-differ" not in codes


def test_an_unknown_scenario_of_the_rule_is_a_problem(step_course: Path) -> None:
    course = yaml.safe_load((step_course / "course.yaml").read_text())
    rule = course["completion"] | {"scenarios_one_of": ["SC03", "SC77"]}
    change(step_course, "course.yaml", completion=rule)
    (found,) = check_course_files(step_course)
    assert (found.code, found.file, "SC77" in found.message.en) == (
        "unknown-scenario",
        "course.yaml",
        True,
    )
