"""Reader and writer of OLX problems: choice, checkbox, dropdown, text and number. Pure.

https://docs.openedx.org/en/latest/educators/olx/problem-xml/. A file holds one or more problems.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import LocalizedText, NeutralItem, Option, localized_text
from assessments.exchange.olx.problem_texts import (
    GROUPS,
    HINTS,
    QUESTION,
    SOLUTION,
    ProblemTexts,
    hints_of,
    links_of,
    pictures_of,
    split_texts,
    to_plain_text,
)
from assessments.exchange.reading import ItemRejected, Reader, Reading, Remark, Written
from assessments.exchange.texts import DROPPED_TAGS, normalise_text
from assessments.exchange.xml_files import (
    has_element,
    inner_markup,
    iter_xml_files,
    local_name,
    read_files,
    serialise,
)

KINDS: Final = ("single", "multiple", "short-text", "number")
NO_TEXT: Final = LocalizedText()
RIGHT: Final = ("true", "True", "TRUE")
PARTIAL: Final = "partial"
REASONS: Final = HINTS - {"choicehint"} | {SOLUTION}  # outside of options
PERCENT: Final = 100


def read(content: bytes, language: str, *, keeps_passage: bool = False) -> Reading:
    """Read OLX problems in one language, with notes on what items do not hold.

    `keeps_passage` omits notes on the passage, which the caller keeps itself. Raises FileRejected.
    """
    reader = Reader(language)
    for _name, root in iter_xml_files(read_files(content)):
        for problem in root.iter("problem"):
            code = reader.begin()
            code = (
                problem.get("url_name") or normalise_text(problem.get("display_name", "")) or code
            )
            try:
                reader.items.append(_item(reader, code, problem, keeps_passage=keeps_passage))
            except ItemRejected as rejection:
                reader.reject(code, rejection)
    return reader.result()


def _item(reader: Reader, code: str, problem: Element, *, keeps_passage: bool) -> NeutralItem:
    responses = [e for e in problem.iter() if local_name(e).endswith("response")]
    if len(responses) != 1:
        raise ItemRejected("several-questions" if responses else "kind-unknown", code)
    response = responses[0]
    kind = local_name(response)
    if kind not in READERS:
        raise ItemRejected("kind-unknown", kind)
    if problem.find(".//script") is not None:
        raise ItemRejected("script-in-problem")
    if has_element(problem, DROPPED_TAGS):
        reader.note("markup-left-out", code)
    texts = split_texts(problem)
    item = READERS[kind](reader, code, response)
    _note_losses(reader, code, problem, texts, keeps_passage=keeps_passage)
    return replace(
        item,
        stem=localized_text(texts.stem, reader.language),
        rationale=localized_text(to_plain_text(texts.solution), reader.language),
    )


def _note_losses(
    reader: Reader, code: str, problem: Element, texts: ProblemTexts, *, keeps_passage: bool
) -> None:
    """Note each picture, link and hint that plain texts do not hold."""
    in_options = [e for e in problem.iter() if local_name(e) in GROUPS]
    in_solutions = [e for e in problem.iter() if local_name(e) in REASONS]
    for part, note in [
        *((part, "picture-in-option") for part in in_options),
        *((part, "picture-in-reason") for part in in_solutions),
    ]:
        for picture in pictures_of(part):
            reader.note(note, code, picture)
    labels = [e for e in problem.iter() if local_name(e) in QUESTION]
    elsewhere = [*in_options, *in_solutions, *labels]
    counted = [picture for part in elsewhere for picture in pictures_of(part)]
    for picture in [] if keeps_passage else _minus(pictures_of(problem), counted):
        reader.note("picture-left-out", code, picture)
    for picture in (picture for part in labels for picture in pictures_of(part)):
        reader.note("picture-left-out", code, picture)
    for link in links_of(problem):
        if not keeps_passage or link not in texts.passage.replace("&amp;", "&"):
            reader.note("link-left-out", code, link)
    for hint in hints_of(problem):
        reader.note("hint-left-out", code, hint)


def _minus(all_of_it: Iterable[str], part: Iterable[str]) -> Iterable[str]:
    return (Counter(all_of_it) - Counter(part)).elements()


def _choice(reader: Reader, code: str, response: Element) -> NeutralItem:
    kind = "multiple" if local_name(response) == "choiceresponse" else "single"
    if kind == "multiple" and response.get("partial_credit") not in (None, "EDC", "halves"):
        raise ItemRejected("scoring-unknown", response.get("partial_credit", ""))
    if response.get("partial_credit"):
        reader.note("scoring-rule-left-out", code, response.get("partial_credit", ""))
    for choice in response.iter("choice"):
        if choice.get("correct", "").lower() == PARTIAL:
            reader.note("partial-credit-left-out", code, to_plain_text(inner_markup(choice)))
    options = tuple(
        _option(reader, code, choice, "choicehint") for choice in response.iter("choice")
    )
    return NeutralItem(code, kind, NO_TEXT, options=options)  # type: ignore[arg-type]


def _dropdown(reader: Reader, code: str, response: Element) -> NeutralItem:
    field = response.find(".//optioninput")
    if field is None:
        raise ItemRejected("answer-unclear")
    options = tuple(_option(reader, code, option, "optionhint") for option in field.iter("option"))
    if not options:  # the older form: options="('a','b')" correct="a"
        texts = [part.strip(" '\"") for part in field.get("options", "").strip("()").split("','")]
        right = field.get("correct", "")
        options = tuple(Option(localized_text(t, reader.language), t == right) for t in texts if t)
    return NeutralItem(code, "single", NO_TEXT, options=options, is_dropdown=True)


def _option(reader: Reader, code: str, element: Element, hint: str) -> Option:
    reasons = [
        element_hint
        for element_hint in element.iter(hint)
        if element_hint.get("selected", "true") in RIGHT
    ]
    reason = (
        localized_text(to_plain_text(inner_markup(reasons[0])), reader.language)
        if reasons
        else NO_TEXT
    )
    for left in element.iter(hint):
        if left not in reasons[:1]:
            reader.note("hint-left-out", code, to_plain_text(inner_markup(left)))
    bare = Element("text")
    bare.text = element.text
    bare.extend(child for child in element if local_name(child) != hint)
    tails = " ".join(child.tail or "" for child in element if local_name(child) == hint)
    text = to_plain_text(f"{inner_markup(bare)} {tails}")
    return Option(localized_text(text, reader.language), element.get("correct") in RIGHT, reason)


def _text(reader: Reader, code: str, response: Element) -> NeutralItem:
    modes = response.get("type", "").split()
    if "regexp" in modes:
        raise ItemRejected("pattern-answer", response.get("answer", ""))
    more = [answer.get("answer", "") for answer in response.iter("additional_answer")]
    answers = tuple(normalise_text(answer) for answer in (response.get("answer", ""), *more))
    return NeutralItem(
        code, "short-text", NO_TEXT, answers=answers, is_case_sensitive="ci" not in modes
    )


def _number(_reader: Reader, code: str, response: Element) -> NeutralItem:
    number, tolerance = response.get("answer", "").strip(), "0"
    if response.find("additional_answer") is not None:
        raise ItemRejected("several-numbers")
    for param in response.iter("responseparam"):
        if param.get("type") == "tolerance":
            tolerance = param.get("default", "0").strip()
    try:
        if tolerance.endswith("%"):
            absolute = abs(Decimal(number)) * Decimal(tolerance[:-1]) / PERCENT
            tolerance = format(absolute.normalize(), "f")
        Decimal(number)
    except InvalidOperation as problem:
        raise ItemRejected("number-unclear", f"{number} {tolerance}") from problem
    return NeutralItem(code, "number", NO_TEXT, number=number, tolerance=tolerance)


READERS: Final = {
    "multiplechoiceresponse": _choice,
    "choiceresponse": _choice,
    "optionresponse": _dropdown,
    "stringresponse": _text,
    "numericalresponse": _number,
}


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as OLX problems in one language."""
    root = Element("vertical")
    for item in items:
        problem = SubElement(root, "problem", display_name=item.code)
        response = WRITERS[item.kind](problem, item, language)
        _marked(response, "label", item.stem.of(language), index=0)
        if item.rationale.of(language):
            detail = SubElement(SubElement(response, "solution"), "div")
            detail.set("class", "detailed-solution")
            _marked(detail, "p", item.rationale.of(language))
    notes = [Remark("classification-left-out", i.code) for i in items if i.objective or i.bloom]
    notes += [Remark("scoring-differs", i.code) for i in items if i.kind == "multiple"]
    return Written(serialise(root), (), tuple(notes))


def _write_choice(problem: Element, item: NeutralItem, language: str) -> Element:
    if item.is_dropdown:
        response = SubElement(problem, "optionresponse")
        group, name, hint = SubElement(response, "optioninput"), "option", "optionhint"
    elif item.kind == "single":
        response = SubElement(problem, "multiplechoiceresponse")
        group, name, hint = SubElement(response, "choicegroup"), "choice", "choicehint"
    else:
        response = SubElement(problem, "choiceresponse")
        group, name, hint = SubElement(response, "checkboxgroup"), "choice", "choicehint"
    for option in item.options:
        element = _marked(group, name, option.text.of(language))
        element.set("correct", str(option.is_right).lower())
        if option.reason.of(language):
            reason = _marked(element, hint, option.reason.of(language))
            if item.kind == "multiple":
                reason.set("selected", "true")
    return response


def _write_text(problem: Element, item: NeutralItem, _language: str) -> Element:
    first, *more = item.answers
    kind = "cs" if item.is_case_sensitive else "ci"
    response = SubElement(problem, "stringresponse", answer=first, type=kind)
    for answer in more:
        SubElement(response, "additional_answer", answer=answer)
    SubElement(response, "textline", size="20")
    return response


def _write_number(problem: Element, item: NeutralItem, _language: str) -> Element:
    response = SubElement(problem, "numericalresponse", answer=item.number)
    SubElement(response, "responseparam", type="tolerance", default=item.tolerance)
    SubElement(response, "formulaequationinput")
    return response


WRITERS: Final = {
    "single": _write_choice,
    "multiple": _write_choice,
    "short-text": _write_text,
    "number": _write_number,
}


def _marked(parent: Element, name: str, text: str, *, index: int | None = None) -> Element:
    """Insert an element with text, line breaks as `br` elements."""
    element = Element(name)
    lines = text.split("\n")
    element.text = lines[0]
    for line in lines[1:]:
        SubElement(element, "br").tail = line
    parent.insert(len(parent) if index is None else index, element)
    return element
