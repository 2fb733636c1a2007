"""Free text and single lines, without what nobody sees."""

import pytest

from lms.kernel.texts.texts import (
    TextHasHiddenMarks,
    TextTooLong,
    clean_line,
    clean_text,
    coerce_line,
)


def test_free_text_keeps_lines_and_drops_control_characters():
    assert (
        clean_text("satu\r\ndua\x00\x08\ttiga\u2028empat ", max_length=50)
        == "satu\ndua\ttiga\nempat"
    )


def test_a_line_is_one_line():
    assert clean_line("satu\r\n dua\x00", max_length=50) == "satu dua"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\ud800", "\ufffe"])
def test_marks_that_hide_something_are_refused(mark):
    assert clean_text("sebelum sesudah", max_length=50)
    with pytest.raises(TextHasHiddenMarks):
        clean_text(f"sebelum{mark}sesudah", max_length=50)


def test_length_is_that_of_what_is_kept():
    assert clean_text("a" * 10 + " " * 20, max_length=10) == "a" * 10
    with pytest.raises(TextTooLong):
        clean_text("a" * 11, max_length=10)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (" Ratna \n Dewi ", "Ratna Dewi"),
        ("Ratna\u202eiweD", "RatnaiweD"),
        ("Ratna\ud800\x00\u200b Dewi", "Ratna Dewi"),
        ("\u2066\u200f", ""),
        ("a" * 9 + " " + "b" * 100_000, "a" * 9),
        ("\u0958" * 100, "\u0915\u093c" * 5),  # the normal form is longer
        (None, ""),
        (7, ""),
        ({"a": 1}, ""),
    ],
)
def test_a_line_of_another_system_is_cut_and_never_refused(value, line):
    assert coerce_line(value, max_length=10) == line
