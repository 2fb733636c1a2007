"""Texts of steps: differences in words, stale languages, checks, and the merge into a version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.olx.model import CourseContent, CourseLesson, CourseModule, CourseUnit
from courses.step_edits.checks import find_flaws
from courses.step_edits.differences import word_differences
from courses.step_edits.merge import with_texts
from courses.step_edits.texts import StepText, changed_languages, stale_language

BEFORE = StepText("Judul", "Title", "Satu dua tiga.", "One two three.")
AFTER = StepText("Judul", "Title", "Satu empat tiga [F02].", "One four three [F02].")
FACTS = (
    {"code": "F01", "claim_id": "a", "claim_en": "a", "source": "S", "url": None, "as_of": "2025"},
    {"code": "F02", "claim_id": "b", "claim_en": "b", "source": "S", "url": None, "as_of": "2026"},
)
SOURCE = {"id": "F01", **{name: value for name, value in FACTS[0].items() if name != "code"}}


def parts(before, after):
    return [(part.kind, part.text) for part in word_differences(before, after)]


def test_words_that_differ_stand_in_reading_order():
    assert parts("one two three", "one four three") == [
        ("same", "one "),
        ("removed", "two "),
        ("added", "four "),
        ("same", "three"),
    ]


def test_equal_texts_have_one_part_and_empty_ones_none():
    assert parts("one\n\ntwo", "one\n\ntwo") == [("same", "one\n\ntwo")]
    assert parts("", "") == []
    assert parts("", "new") == [("added", "new")]


TEXTS = st.text(alphabet="ab \n", max_size=40)


@given(TEXTS, TEXTS)
def test_the_parts_make_both_texts_again(before, after):
    found = word_differences(before, after)
    assert "".join(part.text for part in found if part.kind != "added") == before
    assert "".join(part.text for part in found if part.kind != "removed") == after


@pytest.mark.parametrize(
    ("changes", "changed", "stale"),
    [
        ({}, (), ""),
        ({"title_id": "Lain"}, ("id",), "en"),
        ({"markdown_en": "Other."}, ("en",), "id"),
        ({"title_id": "Lain", "markdown_en": "Other."}, ("id", "en"), ""),
    ],
)
def test_a_language_is_stale_if_only_the_other_one_has_changed(changes, changed, stale):
    names = ("title_id", "title_en", "markdown_id", "markdown_en")
    after = StepText(**{name: getattr(BEFORE, name) for name in names} | changes)
    assert changed_languages(BEFORE, after) == changed
    assert stale_language(BEFORE, after) == stale


def flaws(text, kind="case", *, has_prose=True):
    found = find_flaws(text, kind=kind, has_prose=has_prose, facts={"F02"})
    return [(flaw.field, flaw.line) for flaw in found]


def test_a_sound_text_has_no_flaw():
    assert flaws(AFTER) == []


def test_only_an_idea_has_a_limit_of_words():
    long = StepText("Judul", "Title", "kata " * 121, "word " * 120)
    assert flaws(long, "idea") == [("markdown_id", 0)]
    assert flaws(long, "case") == []


def test_a_step_without_prose_needs_no_text():
    bare = StepText("Judul", "Title", "", "")
    assert flaws(bare, "try", has_prose=False) == []
    assert flaws(bare) == [("markdown_id", 0), ("markdown_en", 0)]


def test_a_flaw_names_its_line():
    text = StepText("Judul", "Title", "Baik.\n\nKlik <b>ini</b> [F01].", "Fine.")
    assert flaws(text) == [("markdown_id", 3), ("markdown_id", 3)]


def content():
    """A version with a lesson of two steps and one lesson beside it."""
    steps = [
        {"id": name, "kind": "case", "title_id": "Judul", "title_en": "Title", "unit_keys": [name]}
        for name in ("case", "idea")
    ]
    units = tuple(
        CourseUnit(
            name,
            "payung_text",
            {
                "markdown_id": BEFORE.markdown_id,
                "markdown_en": BEFORE.markdown_en,
                "facts": {"F01": "A"},
            },
        )
        for name in ("case", "idea")
    )
    about = {"steps": steps, "sources": [SOURCE], "review_status": "draft"}
    lessons = tuple(
        CourseLesson(code, "Pelajaran", "Lesson", 5, 0, about, units) for code in ("L1", "L2")
    )
    module = CourseModule("M01", 1, "Modul", "Module", lessons)
    facts = tuple({**fact, "confidence": "B"} for fact in FACTS)
    return CourseContent("KECIL", {}, (module,), lists={"facts": facts})


def test_only_the_named_step_changes():
    before = content()
    after = with_texts(before, {("L1", "idea"): AFTER})
    lesson, other = after.modules[0].lessons
    assert other == before.modules[0].lessons[1]
    assert lesson.units[0] == before.modules[0].lessons[0].units[0]
    assert lesson.units[1].content == {
        "markdown_id": AFTER.markdown_id,
        "markdown_en": AFTER.markdown_en,
        "facts": {"F02": "B"},
    }
    assert [step["title_id"] for step in lesson.content["steps"]] == ["Judul", "Judul"]


def test_cited_facts_become_sources_once():
    after = with_texts(content(), {("L1", "idea"): AFTER, ("L1", "case"): AFTER})
    sources = after.modules[0].lessons[0].content["sources"]
    assert [source["id"] for source in sources] == ["F01", "F02"]
    assert sources[1]["confidence"] == "B"


def test_titles_change_in_the_steps_and_unknown_steps_are_left_out():
    titled = StepText("Baru", "New", BEFORE.markdown_id, BEFORE.markdown_en)
    after = with_texts(content(), {("L1", "case"): titled, ("L1", "gone"): titled})
    steps = after.modules[0].lessons[0].content["steps"]
    assert [step["title_en"] for step in steps] == ["New", "Title"]


def test_without_edits_the_content_is_the_same():
    assert with_texts(content(), {}) == content()
