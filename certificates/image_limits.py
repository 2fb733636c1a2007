"""What a picture from outside would take to unpack, known before it is unpacked. Portable.

A JPEG may come in any number of passes (scans) of a few bytes each, and every one goes over all
pixels. What is no JPEG is unpacked whole, with four bytes a pixel.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PASSED = 256_000_000  # pixels times passes: a phone's largest photo in one, others in several
MAX_WHOLE = 16_000_000  # pixels
_SCAN = b"\xff\xda"  # stands nowhere within the packed pixels, where FF is followed by 00


def exceeds_decode_limit(picture: "Image", data: bytes) -> bool:
    """`picture` is opened but not yet read; its head says how large it is."""
    pixels = picture.width * picture.height
    if picture.format == "JPEG":
        return pixels * max(data.count(_SCAN), 1) > MAX_PASSED
    return pixels > MAX_WHOLE
