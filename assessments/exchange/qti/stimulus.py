"""Cases as shared stimuli of QTI 3.0: a file each, that items refer to. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring

from assessments.exchange.model import NeutralItem, localized_text
from assessments.exchange.qti.names import camel
from assessments.exchange.texts import as_paragraphs, normal, paragraphs
from assessments.exchange.xml_files import inner
from assessments.items.case_markup import marked

SPACE: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
IDENTIFIER: Final = re.compile(r"^(?!item-|stimulus-)[A-Za-z_][A-Za-z0-9_.-]*$")
STIMULI: Final = ("qti-assessment-stimulus", "assessmentStimulus")
SOURCE: Final = "data-markdown"  # the case as it was written, for whoever reads it back
EMPTY: Final = re.compile(r"<(br|hr)>")


def stimulus(item: NeutralItem, place: str, language: str) -> Element:
    """The file of a case."""
    root = Element(
        STIMULI[0],
        {
            "xmlns": SPACE,
            "identifier": item.code if IDENTIFIER.match(item.code) else place,
            "title": item.code,
            "xml:lang": language,
        },
    )
    body = SubElement(root, "qti-stimulus-body")
    html = EMPTY.sub(r"<\1/>", marked(item.stem.of(language))).replace("&nbsp;", "&#160;")
    told = fromstring(f"<div>{html}</div>")  # noqa: S314  our own HTML, cleaned
    told.set(SOURCE, item.stem.of(language))
    body.append(told)
    return root


def stimulus_item(found: Element, code: str, language: str) -> NeutralItem:
    """A case, in names of version 2. Raises ItemRejected for a large picture."""
    body = found.find("stimulusBody")
    body = found if body is None else body
    sources = [one.get(camel(SOURCE), "") for one in body.iter() if one.get(camel(SOURCE))]
    told = paragraphs(sources[0]) if sources else as_paragraphs(inner(body))
    return NeutralItem(code, "vignette", localized_text(told, language))


def stimulus_code(root: Element, place: str) -> str:
    identifier, title = root.get("identifier", ""), normal(root.get("title", ""))
    return title if identifier.startswith("stimulus-") and title else identifier or place
