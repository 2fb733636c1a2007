"""Parses untrusted XML and packages within limits (no DTD, no entities), and writes them. Pure."""

import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError, indent, tostring

from assessments.exchange.reading import MAX_BYTES, FileRejected

MAX_ENTRIES: Final = 3_000
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_DEPTH: Final = 100  # of nested elements: serialising them recurses
ZIP: Final = b"PK\x03\x04"
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # so that equal items give equal packages


def parse_xml(content: bytes) -> Element:
    """Return the root. Raises FileRejected for a DTD, an entity, or broken XML."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise FileRejected("dtd-refused") from problem
    except (ParseError, ValueError, LookupError) as problem:
        raise FileRejected("xml-broken", str(problem)[:80]) from problem
    _require_depth(root)
    return root


def _require_depth(root: Element) -> None:
    level = [root]
    for _depth in range(MAX_DEPTH):
        level = [child for element in level for child in element]
    if level:
        raise FileRejected("xml-broken", f"> {MAX_DEPTH}")


def read_files(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by name, or the file itself with an empty name.

    Raises FileRejected.
    """
    return dict(unpack(content)) if content.startswith(ZIP) else {"": content}


def iter_xml_files(files: Mapping[str, bytes]) -> Iterator[tuple[str, Element]]:
    """Yield name and root of each XML file. Raises FileRejected."""
    for name, part in files.items():
        if not name or name.lower().endswith(".xml"):
            yield name, parse_xml(part)


def unpack(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of a package; declared sizes are not trusted.

    Raises FileRejected.
    """
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES:
                raise FileRejected("package-too-large")
            for entry in entries:
                with package.open(entry) as part:
                    read = part.read(MAX_UNPACKED - total + 1)
                total += len(read)
                if total > MAX_UNPACKED:
                    raise FileRejected("package-too-large")
                yield entry.filename, read
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as problem:
        raise FileRejected("package-broken", str(problem)[:80]) from problem


def pack_files(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP package of files by name."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def has_element(element: Element, names: Collection[str]) -> bool:
    """Return whether an element or one of its descendants has one of these names."""
    return any(local_name(descendant) in names for descendant in element.iter())


def inner_markup(element: Element | None) -> str:
    """Return the markup inside an element."""
    if element is None:
        return ""
    parts = [_text(element.text)]
    for child in element:
        parts.append(tostring(child, encoding="unicode", method="html"))
    return "".join(parts)


def _text(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def serialise(root: Element) -> bytes:
    """Return an indented XML document in UTF-8."""
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
