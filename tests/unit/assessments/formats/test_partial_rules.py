"""The rule for partly right answers: in our template both ways, named where it cannot come."""

import pytest

from assessments.exchange.bank_items import to_neutral_item
from assessments.exchange.model import LocalizedText, NeutralItem, Option
from assessments.exchange.reading import Remark
from assessments.exchange.registry import FORMATS, read_items, write_items
from assessments.items.bank import BankItem
from assessments.items.draft_entries import build_draft_entry
from assessments.items.types import ITEM_TYPES

KIND = ITEM_TYPES["multiple-choice"]
RULES = {
    "": {},
    "per-option": {"partial": "per-option"},
    "all-or-nothing": {"partial": "all-or-nothing"},
    "per-option 50-80": {"partial": "per-option", "partial_from": 50, "partial_to": 80},
    "right-minus-wrong 25-100": {"partial_from": 25},
}


def item(rule):
    options = tuple(Option(LocalizedText(text, text), text != "c") for text in "abc")
    return NeutralItem(
        "Q1", "multiple", LocalizedText("Apa?", "What?"), options=options, partial=rule
    )


@pytest.mark.parametrize("name", ["xlsx", "csv"])
@pytest.mark.parametrize("rule", RULES)
def test_the_template_holds_the_rule(name, rule):
    written = write_items((item(rule),), name, language="id")
    assert written.notes == ()
    assert read_items(written.content, name, language="id").items == (item(rule),)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_the_same_after_export_and_draft(rule):
    entry = build_draft_entry(item(rule))
    for option in entry["options"]:
        option |= {"rationale_id": "x", "rationale_en": "x"}
    assert list(KIND.flaws(entry)) == []
    content, key = KIND.read(entry)
    again = to_neutral_item(
        BankItem("Q1", KIND.code, "", "", "", "", "draft", content=content, answer_key=key)
    )
    assert again.partial == rule
    assert [option.is_right for option in again.options] == [True, True, False]


@pytest.mark.parametrize(
    "name", [n for n, one in FORMATS.items() if one.write and "multiple" in one.kinds]
)
def test_a_format_without_rules_says_whose_it_leaves_out(name):
    notes = write_items((item("per-option"),), name, language="id").notes
    told = Remark("scoring-rule-left-out", "Q1", "per-option")
    assert (told in notes) == (not FORMATS[name].is_bilingual)
    assert not any(
        note.code == "scoring-rule-left-out"
        for note in write_items((item(""),), name, language="id").notes
    )


@pytest.mark.parametrize("rule", ["half", "per-option 20", "per-option 0-101", "per-option 1-2-3"])
def test_a_rule_that_is_not_known_is_refused_with_its_item(rule):
    head = "Code,Type,Question (Indonesian),Key,Partial credit,Option A (Indonesian),"
    table = f"{head}Option B (Indonesian)\nQ1,multiple,Apa?,A,{rule},ya,tidak\n"
    found = read_items(table.encode(), "csv", language="id")
    assert [(one.code, one.item) for one in found.rejected] == [("scoring-unknown", "Q1")]
