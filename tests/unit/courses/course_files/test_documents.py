"""Documents remember their lines."""

from pathlib import Path

import pytest

from courses.course_files.documents import markdown_document, read_document, yaml_document

LESSON = """---
title: A title
key_messages:
  - first
  - second
---

The text.
"""


def test_each_place_of_a_yaml_file_has_its_line() -> None:
    document = yaml_document("x.yaml", "a: 1\nb:\n  - c: 2\n  - c: 3\n")
    assert document.value == {"a": 1, "b": [{"c": 2}, {"c": 3}]}
    assert [document.line(*place) for place in (("a",), ("b",), ("b", 0), ("b", 1, "c"))] == [
        1,
        2,
        3,
        4,
    ]


def test_a_missing_place_has_the_line_around_it() -> None:
    document = yaml_document("x.yaml", "a: 1\nb:\n  - c: 2\n")
    assert document.line("b", 0, "nothing", 7) == 3


def test_front_matter_and_text_count_from_the_top_of_the_file() -> None:
    document = markdown_document("x.md", LESSON)
    assert document.value == {"title": "A title", "key_messages": ["first", "second"]}
    assert document.line("key_messages", 1) == 5
    assert (document.body, document.body_line) == ("The text.", 8)


def test_a_date_stays_as_it_is_written() -> None:
    assert yaml_document("x.yaml", "as_of: 2026-11-24\n").value == {"as_of": "2026-11-24"}


@pytest.mark.parametrize(
    "text",
    [
        "a: [1\n",
        "a: &x [*x]\n",
        "a: &x [1]\nb: [*x, *x]\n",
        "? [a]\n: 1\n",
        "a: !!python/object:os.system x\n",
        "\tx: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: \x00\n",
    ],
)
def test_what_is_no_plain_yaml_is_a_problem(text: str) -> None:
    (problem,) = yaml_document("x.yaml", text).problems
    assert problem.code == "yaml-malformed"
    assert problem.line >= 1


def test_a_mark_of_utf_8_before_the_first_line_is_no_part_of_a_file(tmp_path: Path) -> None:
    for name, text in (("x.md", LESSON), ("x.yaml", "a: 1\n")):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert read_document(tmp_path, "x.md").value["title"] == "A title"
    assert read_document(tmp_path, "x.md").problems == ()
    assert read_document(tmp_path, "x.yaml").value == {"a": 1}
