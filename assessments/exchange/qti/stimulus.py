"""Reads and writes cases as shared stimuli of QTI 3.0: one file each. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring

from assessments.exchange.model import NeutralItem, localized_text
from assessments.exchange.qti.names import camel_case
from assessments.exchange.texts import html_to_markdown, normalise_text, strip_lines
from assessments.exchange.xml_files import inner_markup
from assessments.items.case_markup import render_case

SPACE: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
IDENTIFIER: Final = re.compile(r"^(?!item-|stimulus-)[A-Za-z_][A-Za-z0-9_.-]*$")
STIMULI: Final = ("qti-assessment-stimulus", "assessmentStimulus")
SOURCE: Final = "data-markdown"  # the Markdown source of the case, for reading it back
EMPTY: Final = re.compile(r"<(br|hr)>")


def build_stimulus(item: NeutralItem, fallback_id: str, language: str) -> Element:
    """Return the document of a case; `fallback_id` is used if its code is no identifier."""
    root = Element(
        STIMULI[0],
        {
            "xmlns": SPACE,
            "identifier": item.code if IDENTIFIER.match(item.code) else fallback_id,
            "title": item.code,
            "xml:lang": language,
        },
    )
    body = SubElement(root, "qti-stimulus-body")
    html = EMPTY.sub(r"<\1/>", render_case(item.stem.of(language))).replace("&nbsp;", "&#160;")
    rendered = fromstring(f"<div>{html}</div>")  # noqa: S314  our own HTML, cleaned
    rendered.set(SOURCE, item.stem.of(language))
    body.append(rendered)
    return root


def read_stimulus(root: Element, code: str, language: str) -> NeutralItem:
    """Return the case of a stimulus in names of version 2.

    Raises ItemRejected for a large picture.
    """
    body = root.find("stimulusBody")
    body = root if body is None else body
    sources = [e.get(camel_case(SOURCE), "") for e in body.iter() if e.get(camel_case(SOURCE))]
    text = strip_lines(sources[0]) if sources else html_to_markdown(inner_markup(body))
    return NeutralItem(code, "vignette", localized_text(text, language))


def get_stimulus_code(root: Element, fallback: str) -> str:
    """Return the code of a case: title, identifier, or `fallback`."""
    identifier, title = root.get("identifier", ""), normalise_text(root.get("title", ""))
    return title if identifier.startswith("stimulus-") and title else identifier or fallback
