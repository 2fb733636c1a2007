"""Limits on the work of decoding uploaded images, checked before they are decoded. Portable.

A JPEG may have any number of scans of a few bytes each, and each scan covers all pixels. Other
formats are decoded at once, with four bytes a pixel.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_JPEG_WORK = 256_000_000  # pixels times scans
MAX_PIXELS = 16_000_000  # pixels
_SCAN = b"\xff\xda"  # never occurs in compressed pixels, where 00 follows FF


def exceeds_decode_limit(picture: "Image", data: bytes) -> bool:
    """Whether decoding would take too much work. `picture` is opened but not yet decoded."""
    pixels = picture.width * picture.height
    if picture.format == "JPEG":
        return pixels * max(data.count(_SCAN), 1) > MAX_JPEG_WORK
    return pixels > MAX_PIXELS
