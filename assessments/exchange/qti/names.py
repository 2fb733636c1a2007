"""QTI 2.x and 3.0 differ in names: `choiceInteraction` became `qti-choice-interaction`. Pure.

A file of either is brought to the names of 2.x without namespaces.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element

from assessments.exchange.xml_files import local_name

PREFIX: Final = "qti-"
HYPHEN: Final = re.compile(r"-([a-z])")


def as_version_2(element: Element) -> Element:
    made = Element(camel(local_name(element).removeprefix(PREFIX)))
    made.text, made.tail = element.text, element.tail
    for name, value in element.attrib.items():
        made.set(camel(name.rpartition("}")[2]), value)
    made.extend(as_version_2(child) for child in element if isinstance(child.tag, str))
    return made


def camel(name: str) -> str:
    return HYPHEN.sub(lambda found: found[1].upper(), name)
