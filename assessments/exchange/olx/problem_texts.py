"""Splits an OLX problem into its texts, and finds parts of it that items cannot hold. Pure.

A problem has its question in a `label`, or in any markup around its answers. All of it is read: the
passage is everything outside of labels, descriptions, answers, explanations and hints.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from assessments.exchange.texts import html_to_text
from assessments.exchange.xml_files import inner_markup, local_name

GROUPS: Final = frozenset({"choicegroup", "checkboxgroup", "radiogroup", "optioninput"})
ANSWERS: Final = GROUPS | {
    *("textline", "formulaequationinput", "responseparam", "additional_answer")
}
HINTS: Final = frozenset(
    {"demandhint", "compoundhint", "correcthint", "stringequalhint", "regexphint", "choicehint"}
)
QUESTION: Final = frozenset({"label", "description"})
SOLUTION: Final = "solution"
FIGURES: Final = frozenset({"img", "table", "pre", "svg", "video", "audio", "iframe", "object"})
EMBEDDED: Final = FIGURES - {"table", "pre"}
RESPONSE: Final = "response"
ALT: Final = re.compile(r"<img\b[^>]*?\balt=\"([^\"]*)\"[^>]*>", re.IGNORECASE)
CELL_END: Final = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
BLOCK_START: Final = re.compile(
    r"<(?=(?:p|div|section|table|tr|blockquote|pre|ul|ol|li|dl|dt|dd|h[1-6]|figure)\b)"
)


@dataclass(frozen=True, slots=True)
class ProblemTexts:
    """Texts of a problem as markup; `question` has labels and descriptions and may be empty."""

    passage: str
    question: str
    solution: str
    figures: str  # pictures, tables and preformatted text of the passage alone

    @property
    def stem(self) -> str:
        """The whole question as plain text."""
        return to_plain_text(f"{self.passage}<br>{self.question}")


def split_texts(problem: Element) -> ProblemTexts:
    """The texts of a problem with one response. Raises ItemRejected for a large picture."""
    left = _without(problem, QUESTION | ANSWERS | HINTS | {SOLUTION})
    labels = [inner_markup(e) for e in problem.iter() if local_name(e) in QUESTION]
    if not labels and not to_plain_text(inner_markup(left)):
        labels = [e.get("label", "") for e in problem.iter() if local_name(e) in ANSWERS][:1]
    solutions = [inner_markup(e) for e in problem.iter() if local_name(e) == SOLUTION]
    figures = [_markup(e) for e in left.iter() if local_name(e) in FIGURES]
    return ProblemTexts(
        inner_markup(left).strip(), "<br>".join(labels), "<br>".join(solutions), "".join(figures)
    )


def to_plain_text(marked: str) -> str:
    """Text of markup with a line for each block; pictures by their description."""
    spaced = BLOCK_START.sub("<br><", CELL_END.sub(" ", marked))
    return html_to_text(ALT.sub(r"(\1)", spaced))


def links_of(marked: Element) -> Iterator[str]:
    """Addresses of links, which plain text loses."""
    return (e.get("href", "") for e in marked.iter() if local_name(e) == "a" and e.get("href"))


def pictures_of(marked: Element) -> Iterator[str]:
    """Pictures and other embedded objects, by element and address."""
    for element in marked.iter():
        if local_name(element) in EMBEDDED:
            address = element.get("src") or element.get("data") or ""
            yield f"{local_name(element)} {address}".strip()


def hints_of(problem: Element) -> Iterator[str]:
    """Hints that items do not have. Reasons of options are no such hints."""
    for element in problem.iter():
        name = local_name(element)
        if name == "demandhint":
            yield from (to_plain_text(inner_markup(hint)) for hint in element)
        elif name in HINTS and name != "choicehint":
            yield to_plain_text(inner_markup(element))


def _without(node: Element, dropped: Collection[str]) -> Element:
    """A copy without elements of these names; the text after them stays."""
    name = local_name(node)
    copy = Element("div" if name.endswith(RESPONSE) else name, dict(node.attrib))
    copy.text, copy.tail = node.text, node.tail
    for child in node:
        if local_name(child) not in dropped:
            copy.append(_without(child, dropped))
        elif child.tail and child.tail.strip():
            SubElement(copy, "span").text = child.tail
    return copy


def _markup(element: Element) -> str:
    tail, element.tail = element.tail, None
    markup = tostring(element, encoding="unicode", method="html")
    element.tail = tail
    return markup
