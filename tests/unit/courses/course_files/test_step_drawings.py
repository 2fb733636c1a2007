"""Steps of a lesson and of a reading activity may have a drawing, described in words."""

from pathlib import Path

import pytest
import yaml

from courses.course_files.check import check_course_files
from courses.course_files.folder import load_folder
from courses.course_files.reader import read_course
from courses.course_files.steps.lesson_steps import unit_keys
from courses.course_files.steps.times import step_seconds
from tests.bare_host import make_block, view

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4"/></svg>'
ALT = {"alt_id": "Pintu terbuka", "alt_en": "An open door"}


def add_drawing(course: Path, svg: str | None = DRAWING, **keys: str) -> str:
    """Give the first step of a reading activity a drawing. Returns the file of the lesson."""
    file = course / "modules" / "M02" / "M02-L3.yaml"
    lesson = yaml.safe_load(file.read_text())
    activity = next(part for part in lesson["activities"] if part["kind"] == "steps")
    activity["steps"][0].update({"drawing": "M02-L3-door", **ALT, **keys})
    file.write_text(yaml.safe_dump(lesson, allow_unicode=True, sort_keys=False))
    if svg is not None:
        (file.parent / "M02-L3-door.svg").write_text(svg)
    return file.relative_to(course).as_posix()


def test_drawing_of_a_step_becomes_part_of_its_content(small_course: Path) -> None:
    add_drawing(small_course)
    assert check_course_files(small_course) == []
    lessons = [part for module in read_course(small_course).modules for part in module.lessons]
    lesson = next(part for part in lessons if part.code == "M02-L3")
    unit = next(part for part in lesson.units if part.block_type == "steps")
    first, second = unit.content["steps"][:2]
    assert first["svg"] == DRAWING
    assert "drawing" not in first
    assert "svg" not in second


@pytest.mark.parametrize(
    ("svg", "keys", "code"),
    [
        (None, {}, "file-missing"),
        (DRAWING.replace("<path", "<script/><path"), {}, "picture-unsafe"),
        (DRAWING + " " * 4096, {}, "picture-too-large"),
        (DRAWING, {"drawing": "M02-L3-gate"}, "file-missing"),
        (DRAWING, {"alt_en": ""}, "empty-text"),
    ],
)
def test_faults_of_a_drawing_are_reported_with_file_and_line(
    small_course: Path, svg: str | None, keys: dict[str, str], code: str
) -> None:
    lesson = add_drawing(small_course, svg, **keys)
    problems = {problem.code: problem for problem in check_course_files(small_course)}
    assert code in problems
    if code == "file-missing":
        assert problems[code].file == lesson
        assert problems[code].line > 10


def add_to_idea(course: Path, **keys: str | None) -> str:
    """Give the first idea of a lesson a drawing. Returns the file of the lesson."""
    file = course / "modules" / "M02" / "M02-L1.yaml"
    lesson = yaml.safe_load(file.read_text())
    step = next(part for part in lesson["steps"] if part["kind"] == "idea")
    step.update({"drawing": "M02-L1-door", **ALT, **keys})
    kept = {key: value for key, value in step.items() if value is not None}
    lesson["steps"][lesson["steps"].index(step)] = kept
    file.write_text(yaml.safe_dump(lesson, allow_unicode=True, sort_keys=False))
    (file.parent / "M02-L1-door.svg").write_text(f"{DRAWING}\n")
    return file.relative_to(course).as_posix()


def test_drawing_of_an_idea_stands_above_its_text(step_course: Path) -> None:
    add_to_idea(step_course)
    assert check_course_files(step_course) == []
    lessons = [part for module in read_course(step_course).modules for part in module.lessons]
    lesson = next(part for part in lessons if part.code == "M02-L1")
    assert unit_keys(lesson.steps)["idea"][:2] == ("idea-picture", "idea")
    unit = next(part for part in lesson.units if part.key == "idea-picture")
    texts = {"svg_id": DRAWING, "svg_en": DRAWING, **ALT}
    assert (unit.block_type, unit.content) == ("picture", texts)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"drawing": "M02-L1-gate"}, "file-missing"),
        ({"alt_en": ""}, "empty-text"),
        ({"alt_id": None}, "missing-alt-text"),
    ],
)
def test_faults_of_a_drawing_of_an_idea_are_reported(
    step_course: Path, keys: dict[str, str | None], code: str
) -> None:
    lesson = add_to_idea(step_course, **keys)
    problems = {problem.code: problem for problem in check_course_files(step_course)}
    assert code in problems, problems
    assert problems[code].file == lesson


def test_drawing_without_description_is_reported(small_course: Path) -> None:
    file = small_course / add_drawing(small_course)
    lines = file.read_text().split("\n")
    file.write_text("\n".join(line for line in lines if "alt_en: An open" not in line))
    assert any("alt_en" in problem.message.en for problem in check_course_files(small_course))


def test_drawing_that_no_step_names_is_reported(small_course: Path) -> None:
    (small_course / "modules" / "M02" / "M02-L3-door.svg").write_text(DRAWING)
    assert [problem.code for problem in check_course_files(small_course)] == ["file-not-listed"]


@pytest.mark.parametrize("steps", [None, 4, [3], [{"drawing": 4}], {"drawing": "a"}])
def test_odd_shapes_do_not_stop_the_check(small_course: Path, steps: object) -> None:
    file = small_course / add_drawing(small_course)
    lesson = yaml.safe_load(file.read_text())
    next(part for part in lesson["activities"] if part["kind"] == "steps")["steps"] = steps
    file.write_text(yaml.safe_dump(lesson))
    assert check_course_files(small_course)
    assert load_folder(small_course).drawings


def test_step_shows_its_drawing_with_the_description() -> None:
    steps = [{"title": "Satu", "text": "Masuk", "svg": DRAWING, "alt": 'Pintu "samping"'}]
    page = view(make_block("payung_steps", {"steps": steps}))
    assert '<figure class="picture"><svg role="img" aria-label="Pintu &quot;samping&quot;"' in page
    assert page.index("<h3>Satu</h3>") < page.index("<figure") < page.index("<p>Masuk</p>")


def test_drawing_with_active_content_is_refused() -> None:
    steps = [{"title": "Satu", "text": "Masuk", "svg": "<svg onload='x()'/>", "alt": "Pintu"}]
    with pytest.raises(ValueError, match="active content"):
        view(make_block("payung_steps", {"steps": steps}))


def test_description_of_a_drawing_takes_no_reading_time() -> None:
    step = {"title_id": "Satu", "text_id": "Masuk lewat pintu samping"}
    described = {"kind": "steps", "steps": [{**step, "alt_id": "kata " * 200}]}
    assert step_seconds("", described) == step_seconds("", {"kind": "steps", "steps": [step]})
