"""Bakes credentials into badge images and extracts them (Open Badges 3.0, 5.3). Portable.

A PNG has the credential in an uncompressed iTXt chunk, an SVG in an element directly after its
first tag. Extracted credentials are not verified yet.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
MAX_PICTURE_SIZE = 2 * 1024 * 1024
MAX_CREDENTIAL_SIZE = 64 * 1024
MAX_CHUNKS = 2_000
MAX_PIXELS = 16_000_000
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 5_000  # parsers compare the attributes of a tag pairwise

_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler"}
_ACTIVE_ADDRESS = re.compile(r"\s*(javascript|vbscript|data:text|data:application)", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
_SVG_TAG = re.compile(r"<svg\b[^>]*>")


class BakingReason(StrEnum):
    """Why no credential can be extracted; codes are part of the public interface."""

    TOO_LARGE = "picture-too-large"
    DAMAGED = "picture-damaged"  # truncated, wrong checksum or trailing data
    TOO_MANY_PIXELS = "picture-too-many-pixels"  # too large when decoded
    EMPTY = "picture-holds-no-credential"
    SEVERAL_CREDENTIALS = "picture-holds-two-credentials"
    COMPRESSED = (
        "picture-chunk-compressed"  # not allowed by the standard; may decompress to any size
    )
    NOT_TEXT = "picture-chunk-not-text"
    DECLARATIONS = "picture-has-doctype"
    ACTIVE = "picture-has-script"


class InvalidBakedImage(ValueError):
    """No credential can be extracted from an image; `reason` says why."""

    def __init__(self, reason: BakingReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def bake_png(picture: bytes, credential: str) -> bytes:
    """Insert the credential as a chunk after the header."""
    header_end = len(PNG_SIGNATURE) + 12 + struct.unpack_from(">I", picture, len(PNG_SIGNATURE))[0]
    text = PNG_KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential.encode()
    return picture[:header_end] + _chunk(b"iTXt", text) + picture[header_end:]


def bake_svg(picture: str, credential: str) -> str:
    """Insert the credential as an element after the first tag.

    A token is in an attribute, a credential with its own proof is the content of the element.
    Raises InvalidBakedImage.
    """
    if credential.startswith("{"):
        body = credential.replace("]]>", "]]]]><![CDATA[>")
        element = f"<openbadges:credential><![CDATA[{body}]]></openbadges:credential>"
    else:
        element = f'<openbadges:credential verify="{credential}"></openbadges:credential>'
    tag = _SVG_TAG.search(picture)
    if tag is None:
        raise InvalidBakedImage(BakingReason.DAMAGED)
    named = f'{tag.group()[:-1]} xmlns:openbadges="{SVG_NAMESPACE}">'
    return picture[: tag.start()] + named + element + picture[tag.end() :]


def credential_in_png(picture: bytes) -> str:
    """Extract the credential of a PNG. Raises InvalidBakedImage."""
    texts = [text for text in map(_baked_text, _chunks(picture)) if text is not None]
    return _only_credential(texts)


def credential_in_svg(picture: bytes) -> str:
    """Extract the credential of an SVG. Raises InvalidBakedImage, also for active content."""
    from lxml import etree  # slow to import

    if len(picture) > MAX_PICTURE_SIZE:
        raise InvalidBakedImage(BakingReason.TOO_LARGE)
    if (
        b"<!DOCTYPE" in picture
        or b"<!ENTITY" in picture
        or picture.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise InvalidBakedImage(BakingReason.DECLARATIONS)
    if len(_ATTRIBUTE.findall(picture)) > MAX_ATTRIBUTES:
        raise InvalidBakedImage(BakingReason.TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(picture, parser)
    except etree.XMLSyntaxError as problem:
        raise InvalidBakedImage(BakingReason.DAMAGED) from problem
    if root.getroottree().docinfo.doctype:
        raise InvalidBakedImage(BakingReason.DECLARATIONS)
    _reject_active_content(root)
    elements = root.iter(f"{{{SVG_NAMESPACE}}}credential")
    return _only_credential(
        [element.get("verify") or "".join(element.itertext()) for element in elements]
    )


def _only_credential(texts: list[str]) -> str:
    if not texts or not texts[0].strip():
        raise InvalidBakedImage(BakingReason.EMPTY)
    if len(texts) > 1:
        raise InvalidBakedImage(BakingReason.SEVERAL_CREDENTIALS)
    if len(texts[0]) > MAX_CREDENTIAL_SIZE:
        raise InvalidBakedImage(BakingReason.TOO_LARGE)
    return texts[0].strip()


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield type and content of each chunk with a valid checksum, without decompressing."""
    if len(picture) > MAX_PICTURE_SIZE:
        raise InvalidBakedImage(BakingReason.TOO_LARGE)
    if not picture.startswith(PNG_SIGNATURE):
        raise InvalidBakedImage(BakingReason.DAMAGED)
    offset = len(PNG_SIGNATURE)
    for number in range(MAX_CHUNKS):
        if offset + 12 > len(picture):
            break
        (size,) = struct.unpack_from(">I", picture, offset)
        kind, content = picture[offset + 4 : offset + 8], picture[offset + 8 : offset + 8 + size]
        offset += 12 + size
        if offset > len(picture) or picture[offset - 4 : offset] != _check_sum(kind, content):
            break
        if (number == 0) != (kind == b"IHDR"):
            break
        if kind == b"IHDR":
            _reject_many_pixels(content)
        yield kind, content
        if kind == b"IEND":
            if offset != len(picture):
                break
            return
    raise InvalidBakedImage(BakingReason.DAMAGED)


def _reject_many_pixels(header: bytes) -> None:
    if len(header) != 13:  # noqa: PLR2004  PNG, 11.2.1
        raise InvalidBakedImage(BakingReason.DAMAGED)
    width, height = struct.unpack_from(">II", header)
    if width * height > MAX_PIXELS:
        raise InvalidBakedImage(BakingReason.TOO_MANY_PIXELS)


def _baked_text(chunk: tuple[bytes, bytes]) -> str | None:
    kind, content = chunk
    keyword, separator, rest = content.partition(b"\0")
    if kind not in _TEXT_CHUNKS or keyword != PNG_KEYWORD:
        return None
    if kind != b"iTXt" or not separator or rest[:1] != b"\0":
        raise InvalidBakedImage(BakingReason.COMPRESSED)
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3:  # noqa: PLR2004  language, translated keyword, text
        raise InvalidBakedImage(BakingReason.DAMAGED)
    try:
        return parts[2].decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InvalidBakedImage(BakingReason.NOT_TEXT) from problem


def _reject_active_content(root: "_Element") -> None:
    """Reject content that a browser could run or fetch."""
    from lxml import etree

    for count, element in enumerate(chain(root.itersiblings(preceding=True), root.iter())):
        if count > MAX_ELEMENTS:
            raise InvalidBakedImage(BakingReason.TOO_LARGE)
        if element.tag is etree.ProcessingInstruction:
            raise InvalidBakedImage(BakingReason.ACTIVE)
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.tag.rpartition("}")[2].lower() in _ACTIVE:
            raise InvalidBakedImage(BakingReason.ACTIVE)
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or _ACTIVE_ADDRESS.match(value):
                raise InvalidBakedImage(BakingReason.ACTIVE)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + _check_sum(kind, content)


def _check_sum(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
