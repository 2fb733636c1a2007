"""Sanitises pictures of items: PNG, JPEG or SVG, scaled down and without metadata. Pure.

A raster picture is decoded and re-encoded unless it holds only its pixels: no metadata, no second
picture, no appended data. An SVG may hold only shapes and text. A clean picture is returned
unchanged, byte for byte.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_BYTES: Final = 1024 * 1024  # as uploaded
MAX_STORED_BYTES: Final = 40 * 1024  # ten seconds at 32 kbit/s
MAX_PIXELS: Final = 16_000_000
MAX_SIDES: Final = (720, 720)  # pixels, as stored
QUALITIES: Final = (80, 65, 50)
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
PNG_PARTS: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
MARKER: Final = 0xFF
SCAN: Final = 0xDA
JPEG_PARTS: Final = (0xE0, 0xDB, 0xC0, 0xC2, 0xC4, SCAN, 0xDD)
SVG: Final = "http://www.w3.org/2000/svg"
SHAPES: Final = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "title", "desc", "defs", "linearGradient", "radialGradient", "stop"),
    }
)
UNSAFE_VALUE: Final = re.compile(
    r"url\(\s*['\"]?(?!#)|javascript:|data:|https?:|@import", re.IGNORECASE
)
# few digits, so that no side is huge; programs write up to 17 decimals
SIDES: Final = re.compile(r"^\s*(\d{1,6}(?:\.\d{1,17})?)(?:px)?\s*$")
DEFAULT_SIDES: Final = (640, 480)


class PictureRejected(ValueError):
    """`reason` is too-large, too-heavy, too-many-pixels, not-a-picture or unsafe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A clean picture; sides in pixels."""

    media_type: str
    data: bytes
    width: int
    height: int


def sanitise_picture(uploaded: bytes) -> PictureFile:
    """Return the sanitised picture. Raises PictureRejected."""
    if len(uploaded) > MAX_FILE_BYTES:
        raise PictureRejected("too-large")
    if uploaded.startswith((PNG, JPEG)):
        return _raster(uploaded)
    if b"<svg" in uploaded[:4096]:
        return _vector(uploaded)
    raise PictureRejected("not-a-picture")


def _raster(uploaded: bytes) -> PictureFile:
    from PIL import Image, ImageOps

    is_png = uploaded.startswith(PNG)
    kind = "image/png" if is_png else "image/jpeg"
    try:
        with Image.open(BytesIO(uploaded), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureRejected("too-many-pixels")
            sides = opened.size
            image = ImageOps.exif_transpose(opened)
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        if isinstance(problem, PictureRejected):
            raise
        raise PictureRejected("not-a-picture") from problem
    is_small = len(uploaded) <= MAX_STORED_BYTES and max(sides) <= max(MAX_SIDES)
    if is_small and (_is_clean_png(uploaded) if is_png else _is_clean_jpeg(uploaded)):
        return PictureFile(kind, uploaded, *sides)
    image.thumbnail(MAX_SIDES)
    data = _as_png(image) if is_png else _as_jpeg(image)
    return PictureFile(kind, data, image.width, image.height)


def _as_png(image: "Image") -> bytes:
    """Encode with fewer colours where the file would be too large."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha else "RGB")
    for colours in (0, 128, 32):
        reduced = plain.quantize(colours, method=2) if colours else plain  # 2: takes alpha too
        file = BytesIO()
        reduced.save(file, "PNG", optimize=True)
        if file.tell() <= MAX_STORED_BYTES:
            return file.getvalue()
    raise PictureRejected("too-heavy")


def _as_jpeg(image: "Image") -> bytes:
    for quality in QUALITIES:
        file = BytesIO()
        plain = image.convert("RGB")
        plain.info.clear()
        plain.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
        if file.tell() <= MAX_STORED_BYTES:
            return file.getvalue()
    raise PictureRejected("too-heavy")


def _is_clean_png(data: bytes) -> bool:
    offset = len(PNG)
    while offset + 12 <= len(data):
        length = int.from_bytes(data[offset : offset + 4])
        name = data[offset + 4 : offset + 8]
        if name not in PNG_PARTS:
            return False
        offset += length + 12
        if name == b"IEND":
            return offset == len(data)
    return False


def _is_clean_jpeg(data: bytes) -> bool:
    """Check the segments up to the first scan; the decoder has checked the rest."""
    offset = 2
    while offset + 4 <= len(data) and data[offset] == MARKER:
        kind = data[offset + 1]
        if kind not in JPEG_PARTS:
            return False
        if kind == SCAN:
            return data.endswith(b"\xff\xd9") and data.count(b"\xff\xd9") == 1
        offset += 2 + int.from_bytes(data[offset + 2 : offset + 4])
    return False


def _vector(uploaded: bytes) -> PictureFile:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(uploaded, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as problem:
        raise PictureRejected("not-a-picture") from problem
    if root.tag != f"{{{SVG}}}svg":
        raise PictureRejected("not-a-picture")
    _require_safe(root)
    width, height = _sides(root)
    register_namespace("", SVG)
    try:
        data: bytes = tostring(root, encoding="utf-8")
    except RecursionError as problem:  # nested too deep for a drawing
        raise PictureRejected("unsafe") from problem
    if len(data) > MAX_STORED_BYTES:
        raise PictureRejected("too-heavy")
    return PictureFile("image/svg+xml", data, width, height)


def _require_safe(root: Element) -> None:
    """Raise PictureRejected for scripts, links and embedded content; nothing is removed."""
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{SVG}}}") if isinstance(element.tag, str) else ""
        if name not in SHAPES:
            raise PictureRejected("unsafe")
        for attribute, value in element.attrib.items():
            if attribute.lower().startswith("on") or attribute.endswith("href"):
                raise PictureRejected("unsafe")
            if UNSAFE_VALUE.search(value):
                raise PictureRejected("unsafe")


def _sides(root: Element) -> tuple[int, int]:
    matches = [SIDES.match(root.get(side, "")) for side in ("width", "height")]
    values = [float(value[1]) for value in matches if value]
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(values) != len(DEFAULT_SIDES) and len(box) == 4:  # noqa: PLR2004 - x, y, width, height
        values = [float(value) for value in box[2:] if SIDES.match(value)]
    if len(values) != len(DEFAULT_SIDES) or min(values) <= 0:
        return DEFAULT_SIDES
    scale = min(1.0, max(MAX_SIDES) / max(values))
    return max(1, round(values[0] * scale)), max(1, round(values[1] * scale))
