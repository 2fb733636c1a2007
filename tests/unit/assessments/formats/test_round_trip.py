"""What is written in a format is read again as the same items."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.exchange.model import LocalizedText, NeutralItem, Option, item_from_json
from assessments.exchange.reading import find_flaws
from assessments.exchange.registry import FORMATS, read_items, write_items
from tests.unit.assessments.formats.items import items

pytestmark = pytest.mark.slow  # each tries dozens of invented items

LINES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
FEWER_LINES = settings(LINES, max_examples=12)  # each workbook is opened by a process of its own
NO_REASONS = ("aiken",)
CLASSES = ("xlsx", "csv", "moodle-xml")


def fits(item, name):
    """What each format can hold of an item."""
    texts = [text for words in item.texts() for text in (words.id, words.en)]
    answers = [*item.answers, *texts]
    if name == "gift":
        return not any("->" in text for text in answers) and not item.is_case_sensitive
    if name == "aiken":
        return not any("\n" in text for text in texts) and not aiken_confuses(item)
    if name in ("xlsx", "csv"):
        return not any("|" in answer for answer in item.answers)
    if name == "qti3":
        return item.tolerance == "0" and not item.stem.id.endswith("_")
    if name == "moodle-xml":
        return not any("*" in answer for answer in item.answers)
    return True


def aiken_confuses(item):
    return any(item.stem.id[1:2] == sign for sign in ".)")


def drawn(name):
    chosen = FORMATS[name]
    languages = ("id", "en") if chosen.is_bilingual else ("id",)
    return st.lists(
        items(
            chosen.kinds,
            languages,
            has_reasons=name not in NO_REASONS,
            has_classes=name in CLASSES,
        ).filter(lambda item: fits(item, name)),
        min_size=1,
        max_size=4,
        unique_by=lambda item: item.code,
    )


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.write])
def test_written_and_read_again_is_equal(name):
    @given(drawn(name))
    @(FEWER_LINES if name == "xlsx" else LINES)
    def holds(given_items):
        written = write_items(given_items, name, language="id")
        assert written.skipped == ()
        found = read_items(written.content, name, language="id")
        assert found.rejected == ()
        kept = found.items
        if name == "aiken":  # it has no codes
            kept = tuple(
                replace(item, code=one.code) for item, one in zip(kept, given_items, strict=True)
            )
        assert kept == tuple(given_items)

    holds()


@pytest.mark.parametrize("text", ["=1+1?", "+62 atau 0?", "-5 atau 5?", "@sekolah?", "'aman'?"])
def test_a_text_like_a_formula_is_guarded_in_csv_and_read_as_it_was(text):
    item = NeutralItem("F1", "true-false", LocalizedText(text, text), is_true=True)
    written = write_items([item], "csv", language="id")
    assert f"'{text}".encode() in written.content
    assert read_items(written.content, "csv", language="id").items == (item,)


@given(items(("single",), ("id",)))
@LINES
def test_a_dropdown_stays_one(item):
    dropdown = replace(item, is_dropdown=True)
    assume(fits(dropdown, "qti3"))
    for name in ("olx", "qti3", "xlsx"):
        written = write_items([dropdown], name, language="id")
        assert read_items(written.content, name, language="id").items == (dropdown,)


@given(items(FORMATS["xlsx"].kinds, ("id", "en"), has_classes=True))
@LINES
def test_an_item_is_the_same_after_it_was_stored(item):
    assert item_from_json(item.as_json()) == item


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_the_template_has_headings_of_either_language(name, language):
    item = NeutralItem("T1", "true-false", LocalizedText("Benar?", "True?"), is_true=True)
    written = write_items([item], name, language=language)
    assert read_items(written.content, name, language="id").items == (item,)


def test_what_a_format_does_not_know_is_left_out_by_name():
    choice = NeutralItem("C1", "true-false", LocalizedText(id="Ya?"))
    number = NeutralItem("N1", "number", LocalizedText(id="Berapa?"), number="1", tolerance="0.5")
    untranslated = NeutralItem("E1", "number", LocalizedText(en="How many?"), number="1")
    written = write_items([choice, number, untranslated], "olx", language="id")
    assert [(one.code, one.item) for one in written.skipped] == [
        ("kind-not-in-format", "C1"),
        ("language-missing", "E1"),
    ]
    written = write_items([choice, number], "qti3", language="id")
    assert [(one.code, one.item) for one in written.skipped] == [("tolerance-not-in-format", "N1")]


def test_the_same_items_make_the_same_package():
    item = NeutralItem("N1", "number", LocalizedText(id="Berapa?"), number="1")
    assert find_flaws(item) == []
    first, second = (write_items([item], "qti3", language="id").content for _ in range(2))
    assert first == second


def test_where_points_would_differ_it_is_said():
    strict = NeutralItem(
        "S", "short-text", LocalizedText(id="?"), answers=("A",), is_case_sensitive=True
    )
    several = NeutralItem(
        "M",
        "multiple",
        LocalizedText(id="?"),
        tuple(Option(LocalizedText(id=t), t == "a") for t in "ab"),
    )
    ordered = NeutralItem(
        "O", "ordering", LocalizedText(id="?"), steps=tuple(LocalizedText(id=t) for t in "abc")
    )
    for name, item in (("gift", strict), ("olx", several), ("qti3", ordered)):
        notes = write_items([item], name, language="id").notes
        assert [(note.code, note.item) for note in notes] == [("scoring-differs", item.code)]
