"""Parses untrusted XML: no document type, no entities, no network access."""

from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.errors import CourseArchiveRejected

MAX_BYTES: Final = 5 * 1024 * 1024  # of one file of XML or HTML


def parse_xml(name: str, content: bytes) -> _Element:
    """Parse a file and return the root element. Raises CourseArchiveRejected with its name."""
    if len(content) > MAX_BYTES:
        raise CourseArchiveRejected("file-too-large", name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CourseArchiveRejected("xml-broken", f"{name}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CourseArchiveRejected("dtd-refused", name)
    return root
