"""Reader and writer of Moodle XML, for the question types that this platform has. Pure.

https://docs.moodle.org/en/Moodle_XML_format
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import (
    LocalizedText,
    NeutralItem,
    Option,
    Pair,
    kind_of_pairs,
    localized_text,
)
from assessments.exchange.moodle.pictures import extract_pictures, insert_pictures, read_pictures
from assessments.exchange.reading import FileRejected, ItemRejected, Reader, Reading, Written
from assessments.exchange.texts import (
    MAX_PICTURE,
    has_dropped_tags,
    has_picture,
    html_to_markdown,
    html_to_text,
    normalise_text,
    require_small_pictures,
    strip_lines,
    text_to_html,
)
from assessments.exchange.weights import kind_by_weights
from assessments.exchange.xml_files import local_name, parse_xml, serialise
from assessments.items.pictures import STEM

KINDS: Final = (
    "single",
    "multiple",
    "true-false",
    "short-text",
    "number",
    "matching",
    "categorising",
    "vignette",
)
SKIPPED_TYPES: Final = ("category",)
DESCRIPTION: Final = "description"
OWN_CASE: Final = "vignette"  # the tag of a description that questions ask about
TYPES: Final = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true-false": "truefalse",
    "short-text": "shortanswer",
    "number": "numerical",
    "matching": "matching",
    "categorising": "matching",
    "vignette": DESCRIPTION,
}
TAGS: Final = ("objective", "bloom", "difficulty", "vignette")
NO_HTML: Final = ("plain_text", "markdown")
WHOLE: Final = 100.0
NO_TEXT: Final = LocalizedText()


def read(content: bytes, language: str) -> Reading:
    """Read a Moodle XML file in one language. Raises FileRejected."""
    root = parse_xml(content)
    if local_name(root) != "quiz":
        raise FileRejected("not-this-format", local_name(root))
    reader = Reader(language)
    for question in root.iter("question"):
        kind = question.get("type", "")
        if kind in SKIPPED_TYPES:
            continue
        code = reader.begin()
        try:
            code = _text(question.find("name")) or code
            require_small_pictures("".join(question.itertext()))
            _refuse_large_files(question)
            if kind == DESCRIPTION and OWN_CASE not in map(_text, question.iter("tag")):
                reader.note("description-left-out", code)
                continue
            reader.items.append(_item(reader, code, kind, question))
        except ItemRejected as problem:
            reader.reject(code, problem)
    return reader.result()


def _item(reader: Reader, code: str, kind: str, question: Element) -> NeutralItem:
    if kind not in TYPES.values():
        raise ItemRejected("kind-unknown", kind)
    text = question.find("questiontext")
    marked = (e.findtext("text") or "" for e in question.iter() if e.get("format") not in NO_HTML)
    if any(has_dropped_tags(raw) for raw in marked):
        reader.note("markup-left-out", code)
    stem = _case_text(reader, code, text) if kind == DESCRIPTION else _plain(reader, code, text)
    rationale = _plain(reader, code, question.find("generalfeedback"))
    tags = dict(_text(tag).partition(":")[::2] for tag in question.iter("tag"))
    item = READERS[kind](reader, code, question)
    return replace(
        item,
        pictures=read_pictures(question, reader.language),
        stem=stem,
        rationale=rationale,
        objective=tags.get("objective", ""),
        bloom=tags.get("bloom", ""),
        difficulty=tags.get("difficulty", ""),
        vignette=tags.get("vignette", ""),
    )


def _case(reader: Reader, code: str, question: Element) -> NeutralItem:
    return NeutralItem(code, "vignette", NO_TEXT)


def _choice(reader: Reader, code: str, question: Element) -> NeutralItem:
    answers = question.findall("answer")
    options = tuple(
        Option(_plain(reader, code, a), _share(a) > 0, _plain(reader, code, a.find("feedback")))
        for a in answers
    )
    is_single = (question.findtext("single") or "true").strip() in ("true", "1")
    shares = [_share(answer) for answer in answers]
    kind = kind_by_weights(reader, code, shares, is_single=is_single)
    return NeutralItem(code, kind, NO_TEXT, options=options)


def _truth(reader: Reader, code: str, question: Element) -> NeutralItem:
    right = [_text(a).lower() for a in question.findall("answer") if _share(a) > 0]
    if right not in (["true"], ["false"]):
        raise ItemRejected("answer-unclear", ", ".join(right))
    if any(_text(a.find("feedback")) for a in question.findall("answer")):
        reader.note("reasons-left-out", code)
    return NeutralItem(code, "true-false", NO_TEXT, is_true=right == ["true"])


def _short(reader: Reader, code: str, question: Element) -> NeutralItem:
    answers = question.findall("answer")
    if any(_share(answer) not in (0, WHOLE) for answer in answers):
        raise ItemRejected("partial-credit")
    accepted = tuple(_text(answer) for answer in answers if _share(answer) == WHOLE)
    if any("*" in answer for answer in accepted):
        raise ItemRejected("wildcard", accepted[0])
    if any(_text(answer.find("feedback")) for answer in answers):
        reader.note("reasons-left-out", code)
    is_strict = (question.findtext("usecase") or "0").strip() == "1"
    return NeutralItem(code, "short-text", NO_TEXT, answers=accepted, is_case_sensitive=is_strict)


def _number(_reader: Reader, code: str, question: Element) -> NeutralItem:
    right = [answer for answer in question.findall("answer") if _share(answer) > 0]
    if len(right) != 1 or _share(right[0]) != WHOLE:
        raise ItemRejected("several-numbers")
    tolerance = (right[0].findtext("tolerance") or "0").strip()
    return NeutralItem(code, "number", NO_TEXT, number=_text(right[0]), tolerance=tolerance)


def _matching(reader: Reader, code: str, question: Element) -> NeutralItem:
    pairs = tuple(
        Pair(
            _plain(reader, code, sub),
            localized_text(normalise_text(_text(sub.find("answer"))), reader.language),
        )
        for sub in question.findall("subquestion")
    )
    if not all(pair.left for pair in pairs):
        raise ItemRejected("extra-answers")
    return NeutralItem(code, kind_of_pairs(pairs), NO_TEXT, pairs=pairs)


READERS: Final = {
    DESCRIPTION: _case,
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _matching,
}


def _text_of(reader: Reader, code: str, element: Element) -> str:
    """Return the text of an element without its picture; note pictures that are lost."""
    raw, picture = element.findtext("text") or "", None
    if element.tag in ("questiontext", "answer", "subquestion"):
        raw, picture = extract_pictures(element, "", reader.language)
    if has_picture(raw) or len(element.findall("file")) > int(picture is not None):
        reader.note("picture-left-out", code)
    return raw


def _plain(reader: Reader, code: str, element: Element | None) -> LocalizedText:
    """Return the plain text of an element, by its format."""
    if element is None:
        return NO_TEXT
    raw = _text_of(reader, code, element)
    is_plain = element.get("format") in NO_HTML
    return localized_text(normalise_text(raw) if is_plain else html_to_text(raw), reader.language)


def _case_text(reader: Reader, code: str, element: Element | None) -> LocalizedText:
    """Return the text of a case as Markdown, with its paragraphs."""
    raw = _text_of(reader, code, element) if element is not None else ""
    is_plain = element is not None and element.get("format") in NO_HTML
    return localized_text(strip_lines(raw) if is_plain else html_to_markdown(raw), reader.language)


def _text(element: Element | None) -> str:
    return "" if element is None else normalise_text(element.findtext("text") or "")


def _share(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError as problem:
        raise ItemRejected("answer-unclear", answer.get("fraction", "")) from problem


def _refuse_large_files(question: Element) -> None:
    for file in question.iter("file"):
        if len(file.text or "") * 3 // 4 > MAX_PICTURE:
            raise ItemRejected("picture-too-large", file.get("name", ""))


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as Moodle XML in one language."""
    quiz = Element("quiz")
    for item in items:
        question = SubElement(quiz, "question", type=TYPES[item.kind])
        _add_text(SubElement(question, "name"), item.code)
        if item.kind == "vignette":
            text = SubElement(question, "questiontext", format="markdown")
            _add_text(text, item.stem.of(language))
        else:
            _marked(question, "questiontext", item.stem.of(language))
        for picture in item.pictures:
            if picture.target == STEM:
                insert_pictures(question[-1], picture, 0, language)
        _marked(question, "generalfeedback", item.rationale.of(language))
        SubElement(question, "defaultgrade").text = "1"
        _answers(question, item, language)
        tags = SubElement(question, "tags")
        for name in TAGS:
            if getattr(item, name):
                _add_text(SubElement(tags, "tag"), f"{name}:{getattr(item, name)}")
        if item.kind == "vignette":
            _add_text(SubElement(tags, "tag"), OWN_CASE)
    return Written(serialise(quiz))


def _answers(question: Element, item: NeutralItem, language: str) -> None:
    if item.kind == "vignette":
        return
    if item.kind == "true-false":
        for truth in ("true", "false"):
            is_right = truth == str(item.is_true).lower()
            _add_text(SubElement(question, "answer", fraction=str(100 * is_right)), truth)
    elif item.kind == "short-text":
        SubElement(question, "usecase").text = str(int(item.is_case_sensitive))
        for accepted in item.answers:
            _add_text(SubElement(question, "answer", fraction="100"), accepted)
    elif item.kind == "number":
        answer = SubElement(question, "answer", fraction="100")
        _add_text(answer, item.number)
        SubElement(answer, "tolerance").text = item.tolerance
    elif item.pairs:
        SubElement(question, "shuffleanswers").text = "1"
        pictures = {picture.target: picture for picture in item.pictures}
        for index, pair in enumerate(item.pairs):
            sub = _marked(question, "subquestion", pair.left.of(language))
            if str(index) in pictures:
                insert_pictures(sub, pictures[str(index)], index + 1, language)
            _add_text(SubElement(sub, "answer"), pair.right.of(language))
    else:
        _options(question, item, language)


def _options(question: Element, item: NeutralItem, language: str) -> None:
    SubElement(question, "single").text = str(item.kind == "single").lower()
    SubElement(question, "shuffleanswers").text = "1"
    right = sum(option.is_right for option in item.options)
    pictures = {picture.target: picture for picture in item.pictures}
    for index, option in enumerate(item.options):
        share = WHOLE / right if option.is_right else -WHOLE / right
        if item.kind == "single":
            share = WHOLE * option.is_right
        answer = _marked(question, "answer", option.text.of(language))
        answer.set("fraction", f"{share:.5f}".rstrip("0").rstrip("."))
        if str(index) in pictures:
            insert_pictures(answer, pictures[str(index)], index + 1, language)
        _marked(answer, "feedback", option.reason.of(language))


def _marked(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name, format="html")
    _add_text(element, text_to_html(text))
    return element


def _add_text(element: Element, text: str) -> None:
    SubElement(element, "text").text = text
