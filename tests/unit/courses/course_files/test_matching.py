"""An activity of the kind `matching` in a lesson's file."""

import json

import pytest

from courses.course_files.documents import yaml_document
from courses.course_files.lookups import repeated_ids
from courses.course_files.schema_check import activity_problems


def pair(number):
    return {
        "id": f"p{number}",
        "left_id": "Kiri",
        "left_en": "Left",
        "right_id": "Kanan",
        "right_en": "Right",
    }


def lesson(pairs):
    activity = {
        "id": "a1",
        "kind": "matching",
        "review_status": "draft",
        "title_id": "Pasangkan",
        "title_en": "Match",
        "instruction_id": "Pilih huruf.",
        "instruction_en": "Choose letters.",
        "pairs": pairs,
    }
    return yaml_document("M01-L1.yaml", json.dumps({"activities": [activity]}))


def codes(pairs):
    return [found.code for found in activity_problems(lesson(pairs))]


def test_two_to_five_pairs_are_taken():
    for count in (2, 5):
        assert codes([pair(n) for n in range(count)]) == []
    assert codes([pair(n) for n in range(1)]) == ["too-few"]
    assert codes([pair(n) for n in range(6)]) == ["too-many"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"explanation_id": "Sebab"}, "missing-language"),
        ({"right_en": ""}, "empty-text"),
        ({"letter": "A"}, "unknown-key"),
    ],
)
def test_what_is_wrong_with_a_pair_is_named(changed, code):
    assert codes([pair(1) | changed, pair(2), pair(3)]) == [code]


def test_a_side_that_is_missing_is_named():
    incomplete = {key: value for key, value in pair(1).items() if key != "left_en"}
    assert codes([incomplete, pair(2), pair(3)]) == ["missing-language"]


def test_an_id_twice_is_named():
    found = repeated_ids(lesson([pair(1), pair(1), pair(2)]), "activities", 0, "pairs")
    assert [problem.code for problem in found] == ["duplicate-id"]
