"""Whatever an author writes where something else belongs: problems or none, never an exception."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from assessments.items.bank import read_bank
from courses.course_files.documents import KeyPath
from courses.course_files.folder import CourseFolder, load_folder
from courses.course_files.lookups import value_at
from courses.course_files.reader import read_folder
from lms.workflows.course_import.check_course import check_course, course_problems

pytestmark = pytest.mark.slow  # hundreds of checks of a course
POLICIES = {"post": {"attempts": 2, "waits_hours": [24], "required_slots": ["M01-1"]}}
INSTEAD: dict[str, Callable[[Any], Any]] = {
    "list": lambda value: [value],
    "mapping": lambda value: {"x": value},
    "number": lambda _value: 7,
}


@pytest.fixture(scope="module")
def small(small_template: Path) -> CourseFolder:
    """With rules for tests, which the real course leaves as they are."""
    read = load_folder(small_template)
    read.documents["course.yaml"].value["assessments"] = POLICIES
    assert course_problems(read) == []
    return read


def first_of_each_shape(folder: CourseFolder) -> list[tuple[str, KeyPath]]:
    """Files and places, one for all that the same rules hold for."""
    found: dict[object, tuple[str, KeyPath]] = {}
    for file, document in folder.documents.items():
        kind = re.sub(r"M\d\d|L\d|SC\d\d", "", file)
        for shape, place in shapes(document.value, (), ()):
            found.setdefault((kind, shape), (file, place))
    return list(found.values())


def shapes(
    value: Any, shape: tuple[object, ...], place: KeyPath
) -> Iterator[tuple[object, KeyPath]]:
    if place:
        yield shape, place
    if isinstance(value, dict):
        said = (value.get("kind"), value.get("type"))
        for key, part in value.items():
            name = re.sub(r"^M\d\d(-\d)?$|_(id|en)$", "", str(key))
            yield from shapes(part, (*shape, *said, name), (*place, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from shapes(part, (*shape, "*"), (*place, number))


def test_a_wrong_shape_anywhere_is_told_or_can_be_imported(small: CourseFolder) -> None:
    places = first_of_each_shape(small)
    assert len(places) > 200
    for_scalars, for_others = cycle(("list", "mapping")), cycle(("number", "mapping"))
    for file, place in places:
        is_scalar = not isinstance(value_at(small.documents[file], *place), list | dict)
        word = next(for_scalars if is_scalar else for_others)
        parent = small.documents[file].value
        for key in place[:-1]:
            parent = parent[key]
        before = parent[place[-1]]
        parent[place[-1]] = INSTEAD[word](deepcopy(before))
        try:
            if not course_problems(small):
                read_bank(read_folder(small).items)
        except Exception as problem:
            problem.add_note(f"{file} {place} as a {word}")
            raise
        finally:
            parent[place[-1]] = before


@pytest.mark.parametrize("text", ["", "- x\n", "x\n"])
def test_a_bank_of_another_shape_is_a_problem(small_course: Path, text: str) -> None:
    (small_course / "items.yaml").write_text(text)
    found = {(problem.file, problem.code) for problem in check_course(small_course)}
    assert ("items.yaml", "wrong-type") in found


def test_rules_for_tests_beside_a_blueprint_of_another_shape_are_no_trouble(
    small: CourseFolder,
) -> None:
    bank = small.documents["items.yaml"].value
    blueprint = bank["blueprint"]
    bank["blueprint"] = [blueprint]
    codes = {problem.code for problem in course_problems(small)}
    bank["blueprint"] = blueprint
    assert {"wrong-type", "blueprint-missing"} <= codes
