"""A type in one file of the package goes through all that stands, and nothing else names it."""

import sys
from fractions import Fraction

import pytest

from assessments.exchange.bank_items import to_neutral_items
from assessments.forms.assembly import Shuffle
from assessments.items import types
from assessments.items.bank import BankItem
from assessments.items.bank_check import check_bank
from assessments.items.types.form_parts import build_form_fields
from assessments.scoring.score import AnsweredSlot, score_attempt

SOURCE = '''
"""Sure or not: yes or no, and how sure one is of it."""
from fractions import Fraction
from assessments.items.types.base import Choice, Control, Feedback, ItemType, get_option_id
from assessments.items.types.flaws import find_missing_texts
from assessments.items.types.values import get_texts
from assessments.items.types.form_parts import RATIONALE, STEM, Flag


class YesNo(ItemType):
    code = "yes-no"
    source_type = "yes_no"
    title = ("Ya atau tidak", "Yes or no")

    def flaws(self, entry):
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")

    def read(self, entry):
        key = {"is_yes": entry.get("yes") is True, **get_texts(entry, "rationale")}
        return get_texts(entry, "stem"), key

    def form(self):
        return (STEM, Flag("yes", ("Jawabannya ya", "The answer is yes")), RATIONALE)

    def entry(self, content, key):
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        return {**texts, "yes": key["is_yes"]}

    def option_ids(self, content):
        return ["yes", "no"]

    def controls(self, content, options, response, language):
        given = self.chosen(response)
        choices = tuple(Choice(value, one, one in given) for value, one in options)
        return (Control("answer", "one", content[f"stem_{language}"], choices),)

    def response(self, fields, options):
        values = fields.get("answer", ())
        return {"option": get_option_id(values[0], options)} if values else None

    def score(self, key, response):
        return Fraction(bool(response) and (response["option"] == "yes") == key["is_yes"])

    def feedback(self, content, key, response, language):
        return Feedback(self.score(key, response), (), key[f"rationale_{language}"])

    def chosen(self, response):
        return (response["option"],) if response else ()
'''
ENTRY = {
    "id": "N1",
    "type": "yes_no",
    "use": "practice",
    "objective_id": "O1",
    "stem_id": "Apakah besok hari?",
    "stem_en": "Is tomorrow a day?",
    "rationale_id": "Ya.",
    "rationale_en": "Yes.",
    "yes": True,
}


@pytest.fixture
def kind(tmp_path, monkeypatch):
    """The type, found in its file like every other."""
    (tmp_path / "yes_no.py").write_text(SOURCE)
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    found = {one.code: one for one in types._discover()}
    assert set(found) - set(types.ITEM_TYPES) == {"yes-no"}
    monkeypatch.setitem(types.ITEM_TYPES, "yes-no", found["yes-no"])
    monkeypatch.setitem(types.TYPE_OF_SOURCE, "yes_no", found["yes-no"])
    yield found["yes-no"]
    sys.modules.pop("assessments.items.types.yes_no", None)


def test_its_form_makes_the_entry_that_it_shows(kind):
    shown = build_form_fields(kind.form(), ENTRY)
    entry = kind.form_entry(shown)
    assert list(kind.flaws(entry)) == []
    assert kind.entry(*kind.read(entry)) == entry
    assert [flaw.path for flaw in kind.flaws(kind.form_entry({}))] == [
        ("stem_id",),
        ("stem_en",),
        ("rationale_id",),
        ("rationale_en",),
    ]


def test_it_is_shown_answered_scored_and_summed_up(kind):
    content, key = kind.read(ENTRY)
    options = Shuffle(b"key", b"attempt").options("slot", kind, content)
    (control,) = kind.controls(content, options, None, "en")
    values = {one.text: one.value for one in control.choices}
    points = []
    for answer in ("yes", "no"):
        response = kind.response({"answer": [values[answer]]}, options)
        score = score_attempt([AnsweredSlot(1, "yes-no", key, response)], pass_percent=75)
        points.append(score.points)
        assert kind.chosen(response) == (answer,)
        assert kind.feedback(content, key, response, "id").rationale == "Ya."
    assert points == [Fraction(1), Fraction(0)]


def test_the_check_of_a_course_knows_it(kind):
    def codes(entry):
        found = check_bank({"any_list": [entry]}, objective_ids={"O1"})
        return [one.code for one in found if one.path[0] == "any_list"]

    assert codes(ENTRY) == []
    assert codes(ENTRY | {"stem_en": ""}) == ["item-text-missing"]
    assert codes(ENTRY | {"type": "no_yes"}) == ["item-type-unknown"]


def test_an_export_names_what_no_format_knows_yet(kind):
    content, key = kind.read(ENTRY)
    item = BankItem("N1", kind.code, "", "O1", "", "", "draft", content=content, answer_key=key)
    items, left_out = to_neutral_items([item])
    assert items == []
    assert [(one.code, one.item, one.detail) for one in left_out] == [
        ("kind-not-in-format", "N1", "yes-no")
    ]
