"""Renders the page of a stored PDF as an image, so that both always agree. Portable."""

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PNG_PPI = 150
COLOURS = 96
PREVIEW_WIDTH = 640  # pixels; A4 landscape is 452 high
PREVIEW_QUALITY = 38  # under 40 kB; not meant for reading
A4_INCHES = 297 / 25.4

_pdfium_lock = Lock()  # pdfium is not thread-safe


def page_png(pdf: bytes) -> bytes:
    """Render a PNG with a palette at 150 dpi."""
    from PIL import Image  # slow to import

    palette = _drawn(pdf, PNG_PPI).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = BytesIO()
    palette.save(file, "PNG", dpi=(PNG_PPI, PNG_PPI))
    return file.getvalue()


def page_preview(pdf: bytes, *, width: int = PREVIEW_WIDTH) -> bytes:
    """Render a small WebP; `width` in pixels."""
    file = BytesIO()
    drawn = _drawn(pdf, width / A4_INCHES)
    drawn.crop((0, 0, width, round(width / 297 * 210) - 1)).save(
        file, "WEBP", quality=PREVIEW_QUALITY
    )
    return file.getvalue()


def _drawn(pdf: bytes, ppi: float) -> "Image":
    import pypdfium2  # slow to import

    with _pdfium_lock, pypdfium2.PdfDocument(pdf) as document:
        picture: Image = document[0].render(scale=ppi / 72).to_pil().convert("RGB")
        return picture
