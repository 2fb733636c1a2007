"""Pictures of the page of a PDF: what is kept is drawn, so both always say the same. Portable."""

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PNG_PPI = 150
COLOURS = 96
PREVIEW_WIDTH = 640  # pixels; A4 landscape makes 452 of height
PREVIEW_QUALITY = 38  # under 40 kB: the letters are read in the file, not here
A4_INCHES = 297 / 25.4

_pdfium_lock = Lock()  # pdfium is not made for threads


def page_png(pdf: bytes) -> bytes:
    """At 150 dpi in a palette, small enough to send."""
    from PIL import Image  # heavy: needed only for pictures

    palette = _drawn(pdf, PNG_PPI).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = BytesIO()
    palette.save(file, "PNG", dpi=(PNG_PPI, PNG_PPI))
    return file.getvalue()


def page_preview(pdf: bytes, *, width: int = PREVIEW_WIDTH) -> bytes:
    """A small WebP for a page that offers the file itself."""
    file = BytesIO()
    drawn = _drawn(pdf, width / A4_INCHES)
    drawn.crop((0, 0, width, round(width / 297 * 210) - 1)).save(
        file, "WEBP", quality=PREVIEW_QUALITY
    )
    return file.getvalue()


def _drawn(pdf: bytes, ppi: float) -> "Image":
    import pypdfium2  # heavy: needed only for pictures

    with _pdfium_lock, pypdfium2.PdfDocument(pdf) as document:
        picture: Image = document[0].render(scale=ppi / 72).to_pil().convert("RGB")
        return picture
