"""Reads the interactions of QTI items: choice, order, match and text entry. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from assessments.exchange.model import (
    LocalizedText,
    NeutralItem,
    Option,
    Pair,
    kind_of_pairs,
    localized_text,
)
from assessments.exchange.qti.pictures import TRUTHS
from assessments.exchange.reading import ItemRejected, Reader
from assessments.exchange.texts import (
    html_to_text,
    normalise_text,
)
from assessments.exchange.xml_files import (
    inner_markup,
)

NO_TEXT: Final = LocalizedText()


@dataclass(frozen=True, slots=True)
class Declared:
    """The key in a response declaration; `weights` is empty without a mapping."""

    cardinality: str
    base_type: str
    right: tuple[str, ...]
    weights: Mapping[str, float]
    is_case_sensitive: bool
    template: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Right answers, by the template in use."""
        if self.template == "map_response":
            return tuple(key for key, weight in self.weights.items() if weight > 0)
        return self.right


def _choice(reader: Reader, code: str, interaction: Element, declared: Declared) -> NeutralItem:
    choices = [*interaction.iter("simpleChoice"), *interaction.iter("inlineChoice")]
    keys = declared.keys
    if declared.cardinality == "single" and len(keys) > 1:
        raise ItemRejected("partial-credit")
    identifiers = [choice.get("identifier", "") for choice in choices]
    if not set(keys) <= set(identifiers):
        raise ItemRejected("answer-unknown", ", ".join(sorted(set(keys) - set(identifiers))))
    options = tuple(
        Option(
            localized_text(_without_feedback(choice), reader.language),
            choice.get("identifier") in keys,
            localized_text(
                html_to_text(inner_markup(choice.find("feedbackInline"))), reader.language
            ),
        )
        for choice in choices
    )
    if declared.cardinality == "multiple":
        _note_other_scoring(reader, code, declared, identifiers)
        return NeutralItem(code, "multiple", NO_TEXT, options=options)
    if set(identifiers) == TRUTHS and not any(option.reason for option in options):
        return NeutralItem(code, "true-false", NO_TEXT, is_true=keys == ("true",))
    is_dropdown = interaction.tag == "inlineChoiceInteraction"
    return NeutralItem(code, "single", NO_TEXT, options=options, is_dropdown=is_dropdown)


def _note_other_scoring(
    reader: Reader, code: str, declared: Declared, identifiers: list[str]
) -> None:
    """Note weights that differ from the default: a wrong choice cancels a right one."""
    right = [weight for weight in declared.weights.values() if weight > 0]
    wrong = [declared.weights.get(name, 0.0) for name in identifiers if name not in declared.keys]
    alike = {round(weight, 4) for weight in (*right, *(-weight for weight in wrong))}
    if declared.template == "match_correct" or len(alike) != 1:
        reader.note("scoring-differs", code)


def _without_feedback(choice: Element) -> str:
    bare = Element("choice")
    bare.text = choice.text
    bare.extend(child for child in choice if child.tag != "feedbackInline")
    return html_to_text(inner_markup(bare))


def _order(reader: Reader, code: str, interaction: Element, declared: Declared) -> NeutralItem:
    texts = {
        c.get("identifier", ""): html_to_text(inner_markup(c))
        for c in interaction.iter("simpleChoice")
    }
    if sorted(declared.right) != sorted(texts):
        raise ItemRejected("answer-unknown", ", ".join(declared.right))
    reader.note("scoring-differs", code)
    steps = tuple(
        localized_text(texts[identifier], reader.language) for identifier in declared.right
    )
    return NeutralItem(code, "ordering", NO_TEXT, steps=steps)


def _match(reader: Reader, code: str, interaction: Element, declared: Declared) -> NeutralItem:
    sets = interaction.findall("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - left and right
        raise ItemRejected("pair-unclear")
    lefts, rights = (
        {
            c.get("identifier", ""): html_to_text(inner_markup(c))
            for c in match_set.iter("simpleAssociableChoice")
        }
        for match_set in sets
    )
    keys = [key.partition(" ")[::2] for key in declared.keys]
    if any(left not in lefts or right not in rights for left, right in keys):
        raise ItemRejected("answer-unknown", " ".join(declared.keys))
    partner = dict(keys)
    if len(partner) != len(keys) or set(partner) != set(lefts):
        raise ItemRejected("several-partners")
    if set(partner.values()) != set(rights):
        raise ItemRejected("extra-answers")
    if declared.template == "match_correct":
        reader.note("scoring-differs", code)
    pairs = tuple(
        Pair(
            localized_text(text, reader.language),
            localized_text(rights[partner[left]], reader.language),
        )
        for left, text in lefts.items()
    )
    return NeutralItem(code, kind_of_pairs(pairs), NO_TEXT, pairs=pairs)


def _entry(_reader: Reader, code: str, _interaction: Element, declared: Declared) -> NeutralItem:
    keys = declared.keys
    if declared.base_type in ("float", "integer"):
        if len(keys) != 1:
            raise ItemRejected("several-numbers")
        return NeutralItem(code, "number", NO_TEXT, number=keys[0])
    if len({w for w in declared.weights.values() if w > 0}) > 1:
        raise ItemRejected("partial-credit")
    answers = tuple(normalise_text(key) for key in keys)
    is_strict = declared.is_case_sensitive
    return NeutralItem(code, "short-text", NO_TEXT, answers=answers, is_case_sensitive=is_strict)


READERS: Final = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _entry,
}
