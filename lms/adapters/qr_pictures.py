"""Reads QR codes from a picture or the pages of a PDF, with readers that are not ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 20 * 1024 * 1024
MOST_PAGES = 5
DPI = 200


class PictureUnreadable(ValueError):
    """The file is too large, or neither a picture nor a PDF."""


def codes_in(path: Path) -> list[str]:
    """The texts of all QR codes in a file. Raises PictureUnreadable or OSError."""
    import zxingcpp

    if path.stat().st_size > LARGEST_FILE:
        raise PictureUnreadable("too large")
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [
        code.text
        for picture in _pictures(path)
        for code in zxingcpp.read_barcodes(picture, formats=only)
    ]


def _pictures(path: Path) -> Iterator["Image"]:
    data = path.read_bytes()
    return _pages(data) if data.startswith(b"%PDF-") else _picture(data)


def _pages(data: bytes) -> Iterator["Image"]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise PictureUnreadable("damaged") from problem
    with document:
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].render(scale=DPI / 72).to_pil()


def _picture(data: bytes) -> Iterator["Image"]:
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            yield picture.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as problem:
        raise PictureUnreadable("damaged") from problem
