"""Converts names of QTI 3.0 to those of 2.x: `qti-choice-interaction` to `choiceInteraction`. Pure.

Namespaces are removed.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element

from assessments.exchange.xml_files import local_name

PREFIX: Final = "qti-"
HYPHEN: Final = re.compile(r"-([a-z])")


def to_version_2(element: Element) -> Element:
    """Return a copy of a 2.x or 3.0 element with the names of 2.x."""
    copy = Element(camel_case(local_name(element).removeprefix(PREFIX)))
    copy.text, copy.tail = element.text, element.tail
    for name, value in element.attrib.items():
        copy.set(camel_case(name.rpartition("}")[2]), value)
    copy.extend(to_version_2(child) for child in element if isinstance(child.tag, str))
    return copy


def camel_case(name: str) -> str:
    """Convert a hyphenated name to camel case."""
    return HYPHEN.sub(lambda match: match[1].upper(), name)
