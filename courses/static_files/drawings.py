"""Checks SVG files for scripts and external references. Pure."""

import re
from typing import Final

from lxml import etree

SVG: Final = "{http://www.w3.org/2000/svg}"
ACTIVE_TAGS: Final = frozenset(
    {
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "handler",
        "listener",
    }
    | {"set", "animate", "animatemotion", "animatetransform", "animatecolor", "discard", "a"}
)
EXTERNAL_REFERENCE: Final = re.compile(r"url\((?!\s*['\"]?#)|javascript:", re.IGNORECASE)
EXTERNAL_STYLE: Final = re.compile(
    EXTERNAL_REFERENCE.pattern + r"|@import|image-set|\\", re.IGNORECASE
)  # or hides it
INTERNAL_REFERENCE: Final = re.compile(r"#|data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)


def parse_drawing(data: bytes) -> "etree._Element | None":
    """The root element of an SVG, or None for anything else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag == f"{SVG}svg" else None


def is_active(data: bytes) -> bool:
    """Whether a drawing has scripts, external references or a document type."""
    root = parse_drawing(data)
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return True
    if root.getprevious() is not None and any(
        map(_is_instruction, root.itersiblings(preceding=True))
    ):
        return True
    for node in root.iter():
        if EXTERNAL_REFERENCE.search(node.tail or ""):  # a style goes on behind a comment in it
            return True
        if _is_instruction(node) or (isinstance(node.tag, str) and _is_active_element(node)):
            return True
    return False


def _is_instruction(node: "etree._Element") -> bool:
    """Processing instructions can load external style sheets."""
    return node.tag is etree.ProcessingInstruction


def _is_active_element(node: "etree._Element") -> bool:
    element = etree.QName(node).localname.lower()
    if element in ACTIVE_TAGS or (
        element == "style" and EXTERNAL_STYLE.search("".join(node.itertext()))
    ):
        return True
    return any(_is_active_value(name, str(value)) for name, value in node.attrib.items())


def _is_active_value(name: str, value: str) -> bool:
    attribute = etree.QName(name).localname.lower()
    if attribute == "href":
        return not INTERNAL_REFERENCE.match(value.strip())
    loads = EXTERNAL_STYLE if attribute == "style" else EXTERNAL_REFERENCE
    return attribute.startswith("on") or bool(loads.search(value))
