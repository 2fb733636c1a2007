"""Makes pictures of items clean: PNG, JPEG or SVG in, small and without anything beside it. Pure.

A raster picture is decoded and, unless it holds nothing but its pixels already, drawn anew: no
metadata, no second picture, no appended data. An SVG keeps shapes and text alone. What is clean
comes out as it went in, byte by byte.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_BYTES: Final = 1024 * 1024  # bytes, as it is brought
MAX_STORED_BYTES: Final = 40 * 1024  # bytes: ten seconds at 32 kbit/s
MAX_PIXELS: Final = 16_000_000
MAX_SIDES: Final = (720, 720)  # pixels, as they are kept
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
# so few digits that no side is endless; programs write as many as 17 behind the point
SIDES: Final = re.compile(r"^\s*(\d{1,6}(?:\.\d{1,17})?)(?:px)?\s*$")
USUAL_SIDES: Final = (640, 480)


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


def clean_picture(brought: bytes) -> PictureFile:
    """Raises PictureRejected."""
    if len(brought) > MAX_FILE_BYTES:
        raise PictureRejected("too-large")
    if brought.startswith((PNG, JPEG)):
        return _raster(brought)
    if b"<svg" in brought[:4096]:
        return _drawing(brought)
    raise PictureRejected("not-a-picture")


def _raster(brought: bytes) -> PictureFile:
    from PIL import Image, ImageOps

    is_png = brought.startswith(PNG)
    kind = "image/png" if is_png else "image/jpeg"
    try:
        with Image.open(BytesIO(brought), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureRejected("too-many-pixels")
            sides = opened.size
            drawn = ImageOps.exif_transpose(opened)
            drawn.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        if isinstance(problem, PictureRejected):
            raise
        raise PictureRejected("not-a-picture") from problem
    is_small = len(brought) <= MAX_STORED_BYTES and max(sides) <= max(MAX_SIDES)
    if is_small and (_is_clean_png(brought) if is_png else _is_clean_jpeg(brought)):
        return PictureFile(kind, brought, *sides)
    drawn.thumbnail(MAX_SIDES)
    data = _as_png(drawn) if is_png else _as_jpeg(drawn)
    return PictureFile(kind, data, drawn.width, drawn.height)


def _as_png(drawn: "Image") -> bytes:
    """With fewer colours where it would be too heavy."""
    has_alpha = "A" in drawn.getbands() or "transparency" in drawn.info
    plain = drawn.convert("RGBA" if has_alpha else "RGB")
    for colours in (0, 128, 32):
        reduced = plain.quantize(colours, method=2) if colours else plain  # 2: takes alpha too
        file = BytesIO()
        reduced.save(file, "PNG", optimize=True)
        if file.tell() <= MAX_STORED_BYTES:
            return file.getvalue()
    raise PictureRejected("too-heavy")


def _as_jpeg(drawn: "Image") -> bytes:
    for quality in QUALITIES:
        file = BytesIO()
        plain = drawn.convert("RGB")
        plain.info.clear()
        plain.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
        if file.tell() <= MAX_STORED_BYTES:
            return file.getvalue()
    raise PictureRejected("too-heavy")


def _is_clean_png(data: bytes) -> bool:
    place = len(PNG)
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        name = data[place + 4 : place + 8]
        if name not in PNG_PARTS:
            return False
        place += length + 12
        if name == b"IEND":
            return place == len(data)
    return False


def _is_clean_jpeg(data: bytes) -> bool:
    """Segments up to the first scan; the decoder has looked at the rest."""
    place = 2
    while place + 4 <= len(data) and data[place] == MARKER:
        kind = data[place + 1]
        if kind not in JPEG_PARTS:
            return False
        if kind == SCAN:
            return data.endswith(b"\xff\xd9") and data.count(b"\xff\xd9") == 1
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return False


def _drawing(brought: bytes) -> PictureFile:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(brought, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as problem:
        raise PictureRejected("not-a-picture") from problem
    if root.tag != f"{{{SVG}}}svg":
        raise PictureRejected("not-a-picture")
    _keep_shapes(root)
    width, height = _sides(root)
    register_namespace("", SVG)
    try:
        data: bytes = tostring(root, encoding="utf-8")
    except RecursionError as problem:  # nested as no drawing is
        raise PictureRejected("unsafe") from problem
    if len(data) > MAX_STORED_BYTES:
        raise PictureRejected("too-heavy")
    return PictureFile("image/svg+xml", data, width, height)


def _keep_shapes(root: Element) -> None:
    """Refuses what acts, loads or hides; it does not repair by leaving out."""
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
    told = [SIDES.match(root.get(side, "")) for side in ("width", "height")]
    values = [float(one[1]) for one in told if one]
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(values) != len(USUAL_SIDES) and len(box) == 4:  # noqa: PLR2004 - x, y, width, height
        values = [float(one) for one in box[2:] if SIDES.match(one)]
    if len(values) != len(USUAL_SIDES) or min(values) <= 0:
        return USUAL_SIDES
    scale = min(1.0, max(MAX_SIDES) / max(values))
    return max(1, round(values[0] * scale)), max(1, round(values[1] * scale))
