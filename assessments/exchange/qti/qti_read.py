"""Reads QTI 2.x and 3.0 items scored by a standard template; refuses the rest by name. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl. A file is one item, or a package with many.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
from assessments.exchange.qti.names import as_version_2
from assessments.exchange.qti.pictures import TRUTHS, extract_pictures, places_of
from assessments.exchange.qti.stimulus import STIMULI, stimulus_code, stimulus_item
from assessments.exchange.reading import ItemRejected, Reader, Reading
from assessments.exchange.texts import (
    NO_WORDS_OF_IT,
    has_picture,
    normal,
    plain,
    refuse_large_pictures,
)
from assessments.exchange.xml_files import files_of, holds, inner, local_name, xml_parts
from assessments.items.pictures import STEM

TEMPLATES: Final = ("match_correct", "map_response")
INLINE: Final = ("textEntryInteraction", "inlineChoiceInteraction")
BLANK: Final = "_____"
NO_WORDS: Final = LocalizedText()
ITEM_NAMES: Final = ("assessmentItem", "qti-assessment-item")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a response declaration says is right; `weights` is empty without a mapping."""

    cardinality: str
    base_type: str
    right: tuple[str, ...]
    weights: Mapping[str, float]
    is_case_sensitive: bool
    template: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Right answers by the template in use."""
        if self.template == "map_response":
            return tuple(key for key, weight in self.weights.items() if weight > 0)
        return self.right


def read(content: bytes, language: str) -> Reading:
    reader = Reader(language)
    cases: dict[str, str] = {}  # codes by name of the file
    files = files_of(content)
    for name, root in xml_parts(files):
        if local_name(root) in STIMULI:
            code = cases[name] = stimulus_code(root, reader.begin())
            try:
                reader.items.append(_stimulus(reader, code, name, root, files))
            except ItemRejected as problem:
                reader.refuse(code, problem)
        if local_name(root) in ITEM_NAMES:
            item = as_version_2(root)
            code = _code(item, reader.begin())
            try:
                found = _item(reader, code, item, name, files)
                reader.items.append(replace(found, vignette=_case(name, item)))
            except ItemRejected as problem:
                reader.refuse(code, problem)
    for place, one in enumerate(reader.items):
        if one.vignette and one.vignette not in cases:
            reader.note("vignette-elsewhere", one.code, one.vignette)
        reader.items[place] = replace(one, vignette=cases.get(one.vignette, ""))
    return reader.result()


def _stimulus(
    reader: Reader, code: str, name: str, root: Element, files: Mapping[str, bytes]
) -> NeutralItem:
    found = as_version_2(root)
    pictures = extract_pictures(found, {"": STEM}, name, files, reader.language)
    if has_picture(inner(found)):
        reader.note("picture-left-out", code)
    if holds(found, NO_WORDS_OF_IT):
        reader.note("markup-left-out", code)
    return replace(stimulus_item(found, code, reader.language), pictures=pictures)


def _case(name: str, item: Element) -> str:
    """The name of the file with the case of an item."""
    found = item.findall("assessmentStimulusRef")
    if len(found) > 1:
        raise ItemRejected("several-cases")
    if not found:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), found[0].get("href", "")))


def _code(item: Element, place: str) -> str:
    identifier, title = item.get("identifier", ""), normal(item.get("title", ""))
    return title if identifier.startswith("item-") and title else identifier or place


def _item(
    reader: Reader, code: str, item: Element, name: str, files: Mapping[str, bytes]
) -> NeutralItem:
    body = item.find("itemBody")
    found = [e for e in (body.iter() if body is not None else ()) if e.tag.endswith("Interaction")]
    if body is None or len(found) != 1:
        raise ItemRejected("several-questions" if found else "kind-unknown", code)
    interaction = found[0]
    if interaction.tag not in READERS:
        raise ItemRejected("kind-unknown", interaction.tag)
    refuse_large_pictures(inner(body))
    declared = _declared(item, interaction.get("responseIdentifier", "RESPONSE"))
    places = places_of(interaction, declared.right)
    pictures = extract_pictures(body, places, name, files, reader.language)
    if has_picture(inner(body)):
        reader.note("picture-left-out", code)
    if holds(item, NO_WORDS_OF_IT):
        reader.note("markup-left-out", code)
    kept = READERS[interaction.tag](reader, code, interaction, declared)
    return replace(
        kept,
        stem=_stem(reader, body, interaction),
        rationale=_rationale(reader, item),
        pictures=pictures,
    )


def _declared(item: Element, identifier: str) -> Declared:
    processing = item.find("responseProcessing")
    name = (processing.get("template", "") if processing is not None else "").rstrip("/")
    template = name.rpartition("/")[2].removesuffix(".xml")
    if template not in TEMPLATES:
        raise ItemRejected("scoring-not-standard", template or "responseProcessing")
    for one in item.findall("responseDeclaration"):
        if one.get("identifier") == identifier:
            return _declaration(one, template)
    raise ItemRejected("key-missing", identifier)


def _declaration(one: Element, template: str) -> Declared:
    entries = list(one.iter("mapEntry"))
    try:
        weights = {e.get("mapKey", ""): float(e.get("mappedValue", "0")) for e in entries}
    except ValueError as problem:
        raise ItemRejected("scoring-unknown", "mappedValue") from problem
    return Declared(
        cardinality=one.get("cardinality", "single"),
        base_type=one.get("baseType", ""),
        right=tuple(normal(v.text or "") for v in one.findall("correctResponse/value")),
        weights=weights,
        is_case_sensitive=all(e.get("caseSensitive", "true") in ("true", "1") for e in entries),
        template=template,
    )


def _stem(reader: Reader, body: Element, interaction: Element) -> LocalizedText:
    """The prompt with the text around it; the place of an inline answer is a line."""
    prompt = inner(interaction.find("prompt"))
    stands_for = f" {BLANK} " if interaction.tag in INLINE else f"<br>{prompt}<br>"
    marked = "".join(_around(body, interaction, stands_for))
    text = plain(marked).removesuffix(BLANK)
    return localized_text(normal(text), reader.language)


def _around(element: Element, interaction: Element, stands_for: str) -> Iterator[str]:
    yield _escaped(element.text)
    for child in element:
        if child is interaction:
            yield stands_for
        elif child.tag not in ("rubricBlock", "modalFeedback", *NO_WORDS_OF_IT):
            is_block = child.tag in ("p", "div", "li", "br", "blockquote")
            yield from _around(child, interaction, stands_for)
            yield "<br>" if is_block else ""
        yield _escaped(child.tail)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _rationale(reader: Reader, item: Element) -> LocalizedText:
    for block in item.iter("rubricBlock"):
        if "author" in block.get("view", "").split():
            return localized_text(plain(inner(block)), reader.language)
    return NO_WORDS


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
            localized_text(plain(inner(choice.find("feedbackInline"))), reader.language),
        )
        for choice in choices
    )
    if declared.cardinality == "multiple":
        _note_other_scoring(reader, code, declared, identifiers)
        return NeutralItem(code, "multiple", NO_WORDS, options=options)
    if set(identifiers) == TRUTHS and not any(option.reason for option in options):
        return NeutralItem(code, "true-false", NO_WORDS, is_true=keys == ("true",))
    is_dropdown = interaction.tag == "inlineChoiceInteraction"
    return NeutralItem(code, "single", NO_WORDS, options=options, is_dropdown=is_dropdown)


def _note_other_scoring(
    reader: Reader, code: str, declared: Declared, identifiers: list[str]
) -> None:
    """Ours takes off for a wrong choice what it gives for a right one."""
    right = [weight for weight in declared.weights.values() if weight > 0]
    wrong = [declared.weights.get(one, 0.0) for one in identifiers if one not in declared.keys]
    alike = {round(weight, 4) for weight in (*right, *(-weight for weight in wrong))}
    if declared.template == "match_correct" or len(alike) != 1:
        reader.note("scoring-differs", code)


def _without_feedback(choice: Element) -> str:
    bare = Element("choice")
    bare.text = choice.text
    bare.extend(child for child in choice if child.tag != "feedbackInline")
    return plain(inner(bare))


def _order(reader: Reader, code: str, interaction: Element, declared: Declared) -> NeutralItem:
    texts = {c.get("identifier", ""): plain(inner(c)) for c in interaction.iter("simpleChoice")}
    if sorted(declared.right) != sorted(texts):
        raise ItemRejected("answer-unknown", ", ".join(declared.right))
    reader.note("scoring-differs", code)
    steps = tuple(localized_text(texts[one], reader.language) for one in declared.right)
    return NeutralItem(code, "ordering", NO_WORDS, steps=steps)


def _match(reader: Reader, code: str, interaction: Element, declared: Declared) -> NeutralItem:
    sets = interaction.findall("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - left and right
        raise ItemRejected("pair-unclear")
    lefts, rights = (
        {c.get("identifier", ""): plain(inner(c)) for c in one.iter("simpleAssociableChoice")}
        for one in sets
    )
    told = [key.partition(" ")[::2] for key in declared.keys]
    if any(left not in lefts or right not in rights for left, right in told):
        raise ItemRejected("answer-unknown", " ".join(declared.keys))
    partner = dict(told)
    if len(partner) != len(told) or set(partner) != set(lefts):
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
    return NeutralItem(code, kind_of_pairs(pairs), NO_WORDS, pairs=pairs)


def _entry(_reader: Reader, code: str, _interaction: Element, declared: Declared) -> NeutralItem:
    keys = declared.keys
    if declared.base_type in ("float", "integer"):
        if len(keys) != 1:
            raise ItemRejected("several-numbers")
        return NeutralItem(code, "number", NO_WORDS, number=keys[0])
    if len({w for w in declared.weights.values() if w > 0}) > 1:
        raise ItemRejected("partial-credit")
    answers = tuple(normal(key) for key in keys)
    is_strict = declared.is_case_sensitive
    return NeutralItem(code, "short-text", NO_WORDS, answers=answers, is_case_sensitive=is_strict)


READERS: Final = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _entry,
}
