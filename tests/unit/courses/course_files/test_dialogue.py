"""People, lines and signs in a scenario's file; a file without them stays as it was."""

import json

import pytest

from courses.course_files.documents import yaml_document
from courses.course_files.schema_check import schema_problems


def pair(stem, text="Teks"):
    return {f"{stem}_id": text, f"{stem}_en": text}


def scenario(node=None, choice=None):
    first = {
        "id": "n1",
        **pair("text"),
        "choices": [
            {**pair("text"), **pair("feedback"), "next": "end", "score": 1, **(choice or {})}
        ],
        **(node or {}),
    }
    document = {
        **pair("title"),
        **pair("note"),
        "module": "M01",
        "audiences": ["teacher"],
        "objectives": ["M01-L1-O1"],
        "content_warning": 0,
        "minutes": 5,
        "review_status": "draft",
        "scoring": {"max": 1, "suggest_retry_below": 1},
        "shuffle_choices": True,
        "start": "n1",
        "nodes": [first, {"id": "end", **pair("text"), "terminal": True}],
    }
    return yaml_document("SC01.yaml", json.dumps(document))


def codes(**parts):
    return [found.code for found in schema_problems(scenario(**parts), "scenario")]


def test_a_file_without_people_is_taken():
    assert codes() == []


def test_people_lines_and_signs_are_taken():
    lines = [{"who": "raka", **pair("text")}, pair("text")]
    signs = {"about": "raka", "trust": "growing", "safety": "guarded"}
    assert codes(node={"who": "raka", "lines": lines, "signs": signs}) == []
    assert codes(choice={"who": "sari", "lines": lines, "signs": {"trust": "grown"}}) == []


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({"lines": [{"who": "raka", "text_id": "Teks"}]}, "missing-language"),
        ({"lines": [pair("text")] * 7}, "too-many"),
        ({"lines": []}, "too-few"),
        ({"who": ""}, "empty-text"),
        ({"signs": {"mood": "good"}}, "unknown-key"),
    ],
)
def test_what_is_wrong_is_named(node, code):
    assert codes(node=node) == [code]


def test_a_sign_that_is_not_known_is_named():
    assert len(codes(node={"signs": {"trust": "87 %"}})) == 1
