"""Reader of QTI 2.x and 3.0 items scored by a standard template; others are rejected. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl. A file is an item or a package of items.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from assessments.exchange.model import (
    LocalizedText,
    NeutralItem,
    localized_text,
)
from assessments.exchange.qti.interactions import NO_TEXT, READERS, Declared
from assessments.exchange.qti.names import to_version_2
from assessments.exchange.qti.pictures import extract_pictures, picture_targets
from assessments.exchange.qti.stimulus import STIMULI, get_stimulus_code, read_stimulus
from assessments.exchange.reading import ItemRejected, Reader, Reading
from assessments.exchange.texts import (
    DROPPED_TAGS,
    has_picture,
    html_to_text,
    normalise_text,
    require_small_pictures,
)
from assessments.exchange.xml_files import (
    has_element,
    inner_markup,
    iter_xml_files,
    local_name,
    read_files,
)
from assessments.items.pictures import STEM

TEMPLATES: Final = ("match_correct", "map_response")
INLINE: Final = ("textEntryInteraction", "inlineChoiceInteraction")
BLANK: Final = "_____"
ITEM_NAMES: Final = ("assessmentItem", "qti-assessment-item")


def read(content: bytes, language: str) -> Reading:
    """Read a QTI file in one language. Raises FileRejected."""
    reader = Reader(language)
    cases: dict[str, str] = {}  # code of a case by name of its file
    files = read_files(content)
    for name, root in iter_xml_files(files):
        if local_name(root) in STIMULI:
            code = cases[name] = get_stimulus_code(root, reader.begin())
            try:
                reader.items.append(_stimulus(reader, code, name, root, files))
            except ItemRejected as problem:
                reader.reject(code, problem)
        if local_name(root) in ITEM_NAMES:
            element = to_version_2(root)
            code = _code(element, reader.begin())
            try:
                item = _item(reader, code, element, name, files)
                reader.items.append(replace(item, vignette=_case(name, element)))
            except ItemRejected as problem:
                reader.reject(code, problem)
    for index, item in enumerate(reader.items):
        if item.vignette and item.vignette not in cases:
            reader.note("vignette-elsewhere", item.code, item.vignette)
        reader.items[index] = replace(item, vignette=cases.get(item.vignette, ""))
    return reader.result()


def _stimulus(
    reader: Reader, code: str, name: str, root: Element, files: Mapping[str, bytes]
) -> NeutralItem:
    element = to_version_2(root)
    pictures = extract_pictures(element, {"": STEM}, name, files, reader.language)
    if has_picture(inner_markup(element)):
        reader.note("picture-left-out", code)
    if has_element(element, DROPPED_TAGS):
        reader.note("markup-left-out", code)
    return replace(read_stimulus(element, code, reader.language), pictures=pictures)


def _case(name: str, item: Element) -> str:
    """Return the name of the file with the case of an item."""
    references = item.findall("assessmentStimulusRef")
    if len(references) > 1:
        raise ItemRejected("several-cases")
    if not references:
        return ""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(name), references[0].get("href", ""))
    )


def _code(item: Element, fallback: str) -> str:
    identifier, title = item.get("identifier", ""), normalise_text(item.get("title", ""))
    return title if identifier.startswith("item-") and title else identifier or fallback


def _item(
    reader: Reader, code: str, item: Element, name: str, files: Mapping[str, bytes]
) -> NeutralItem:
    body = item.find("itemBody")
    interactions = [
        e for e in (body.iter() if body is not None else ()) if e.tag.endswith("Interaction")
    ]
    if body is None or len(interactions) != 1:
        raise ItemRejected("several-questions" if interactions else "kind-unknown", code)
    interaction = interactions[0]
    if interaction.tag not in READERS:
        raise ItemRejected("kind-unknown", interaction.tag)
    require_small_pictures(inner_markup(body))
    declared = _declared(item, interaction.get("responseIdentifier", "RESPONSE"))
    targets = picture_targets(interaction, declared.right)
    pictures = extract_pictures(body, targets, name, files, reader.language)
    if has_picture(inner_markup(body)):
        reader.note("picture-left-out", code)
    if has_element(item, DROPPED_TAGS):
        reader.note("markup-left-out", code)
    parsed_item = READERS[interaction.tag](reader, code, interaction, declared)
    return replace(
        parsed_item,
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
    for declaration in item.findall("responseDeclaration"):
        if declaration.get("identifier") == identifier:
            return _declaration(declaration, template)
    raise ItemRejected("key-missing", identifier)


def _declaration(element: Element, template: str) -> Declared:
    entries = list(element.iter("mapEntry"))
    try:
        weights = {e.get("mapKey", ""): float(e.get("mappedValue", "0")) for e in entries}
    except ValueError as problem:
        raise ItemRejected("scoring-unknown", "mappedValue") from problem
    return Declared(
        cardinality=element.get("cardinality", "single"),
        base_type=element.get("baseType", ""),
        right=tuple(normalise_text(v.text or "") for v in element.findall("correctResponse/value")),
        weights=weights,
        is_case_sensitive=all(e.get("caseSensitive", "true") in ("true", "1") for e in entries),
        template=template,
    )


def _stem(reader: Reader, body: Element, interaction: Element) -> LocalizedText:
    """Return the prompt with the text around it; an inline answer becomes a blank."""
    prompt = inner_markup(interaction.find("prompt"))
    replacement = f" {BLANK} " if interaction.tag in INLINE else f"<br>{prompt}<br>"
    marked = "".join(_around(body, interaction, replacement))
    text = html_to_text(marked).removesuffix(BLANK)
    return localized_text(normalise_text(text), reader.language)


def _around(element: Element, interaction: Element, replacement: str) -> Iterator[str]:
    yield _escaped(element.text)
    for child in element:
        if child is interaction:
            yield replacement
        elif child.tag not in ("rubricBlock", "modalFeedback", *DROPPED_TAGS):
            is_block = child.tag in ("p", "div", "li", "br", "blockquote")
            yield from _around(child, interaction, replacement)
            yield "<br>" if is_block else ""
        yield _escaped(child.tail)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _rationale(reader: Reader, item: Element) -> LocalizedText:
    for block in item.iter("rubricBlock"):
        if "author" in block.get("view", "").split():
            return localized_text(html_to_text(inner_markup(block)), reader.language)
    return NO_TEXT
