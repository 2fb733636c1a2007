"""Cleans uploaded images of signatures and logos. Portable.

Images are decoded and encoded again, so that metadata, further images and appended data are lost.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from certificates.image_limits import exceeds_decode_limit
from certificates.pdf.design import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_SIZE = 320 * 1024  # six fit in one form
MAX_PIXELS = 4_000_000
MAX_SIZE = (800, 320)  # pixels: 300 dpi in the largest box of a template
FORMATS = ("PNG", "JPEG")


class PictureRejected(ValueError):
    """`reason` is too-large, too-many-pixels, not-a-picture or empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_picture(uploaded: bytes) -> Picture:
    """Return a PNG that keeps transparency. Raises PictureRejected."""
    if len(uploaded) > MAX_FILE_SIZE:
        raise PictureRejected("too-large")
    with _opened(uploaded) as picture:
        if picture.width * picture.height > MAX_PIXELS or exceeds_decode_limit(picture, uploaded):
            raise PictureRejected("too-many-pixels")
        drawn = _loaded(picture)
    drawn.thumbnail(MAX_SIZE)
    if drawn.getbbox(alpha_only=True) is None:
        raise PictureRejected("empty")
    return Picture(_png(drawn), drawn.width, drawn.height)


def _opened(uploaded: bytes) -> "Image":
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(BytesIO(uploaded), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError, OSError) as problem:
        raise PictureRejected("not-a-picture") from problem


def _loaded(picture: "Image") -> "Image":
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture).convert("RGBA")
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        IndexError,
    ) as problem:  # truncated or malformed
        raise PictureRejected("not-a-picture") from problem


def _png(picture: "Image") -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
