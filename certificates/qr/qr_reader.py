"""Reads QR codes from images and PDFs with third-party libraries. Portable.

Input is untrusted: images larger than a large photo are rejected before they are decoded, and
photos are scaled down while they are decoded.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from certificates.image_limits import exceeds_decode_limit

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_SIZE = 10 * 1024 * 1024
MAX_PIXELS = 64_000_000
WORKING_SIDE = 3_000  # pixels; photos are scaled down to this
MAX_PAGES = 5
DPI = 200
MAX_PAGE_SIZE = 2_400  # points; A0 is 3,370: a certificate is A4
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


class UnreadablePicture(ValueError):
    """The file is too large, or neither a picture nor a PDF."""


def read_qr_codes(data: bytes) -> list[str]:
    """Return the distinct texts of all QR codes in a file. Raises UnreadablePicture."""
    import zxingcpp

    if len(data) > MAX_FILE_SIZE:
        raise UnreadablePicture("too large")
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    pictures = _pages(data) if data.startswith(b"%PDF-") else _picture(data)
    texts = [
        code.text for picture in pictures for code in zxingcpp.read_barcodes(picture, formats=only)
    ]
    return list(dict.fromkeys(texts))


def _pages(data: bytes) -> Iterator["Image"]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise UnreadablePicture("damaged") from problem
    with document:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            scale = DPI / 72 * min(1, MAX_PAGE_SIZE / max(*page.get_size(), 1))
            yield page.render(scale=scale, may_draw_forms=False).to_pil()


def _picture(data: bytes) -> Iterator["Image"]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS or exceeds_decode_limit(picture, data):
                raise UnreadablePicture("too many pixels")
            picture.draft("L", (WORKING_SIDE, WORKING_SIDE))  # decodes a JPEG at a smaller size
            small = _on_white(picture)
            small.thumbnail((WORKING_SIDE, WORKING_SIDE))
            yield small
    except UnreadablePicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as problem:
        raise UnreadablePicture("damaged") from problem
    except (
        ValueError,
        TypeError,
        IndexError,
        struct.error,
    ) as problem:  # malformed chunks
        raise UnreadablePicture("damaged") from problem


def _on_white(picture: "Image") -> "Image":
    """Convert to greyscale on a white background."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("L")
    layer = picture.convert("LA")
    paper = Image.new("L", layer.size, 255)
    paper.paste(layer.getchannel("L"), mask=layer.getchannel("A"))
    return paper
