"""Names of objectives in pictures of the evaluation."""

from types import SimpleNamespace

import pytest

from lms.web.evaluation.content_pictures import objective_name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"M01-L2": "Lesson", "M01": "Module"}, "M01-L2-O1 Lesson"),
        ({"M01-L2-O1": "Objective", "M01-L2": "Lesson"}, "M01-L2-O1 Objective"),
        ({"M01": "Module"}, "M01-L2-O1 Module"),
        ({}, "M01-L2-O1"),
    ],
)
def test_objective_has_the_title_of_its_lesson_else_of_its_module(names, expected):
    row, overview = SimpleNamespace(code="M01-L2-O1"), SimpleNamespace(names=names)
    assert objective_name(row, overview) == expected
