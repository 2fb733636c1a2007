"""Pictures that are small as files and would take long or much room to unpack, and odd chunks."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from certificates.pdf.uploaded_images import PictureRejected, clean_picture
from certificates.qr.qr_reader import UnreadablePicture, read_qr_codes

pytestmark = pytest.mark.slow  # what is large is made first

SCAN = b"\xff\xda"


def png(*chunks, size=(40, 40)):
    file = BytesIO()
    Image.new("RGB", size, "white").save(file, "PNG")
    data = file.getvalue()
    return data[:33] + b"".join(chunks) + data[33:]


def chunk(kind, content):
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def text_of(count, *, kind=b"zTXt", size=1):
    packed = zlib.compress(bytes(size), 9)
    return [chunk(kind, b"T%d\0\0" % number + packed) for number in range(count)]


def jpeg(passes, size=(1000, 1000)):
    """Progressive, its last pass repeated: 14 bytes for each go over all pixels."""
    file = BytesIO()
    Image.new("L", size, "white").save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data[data.rindex(SCAN) : -2]
    return data[:-2] + last * (passes - data.count(SCAN)) + data[-2:]


SMALL = {
    "text": png(*text_of(1)),
    "much text": png(*text_of(3, size=1000)),
    "profile": png(chunk(b"iCCP", b"x\0\0" + zlib.compress(b"none"))),
    "passes": jpeg(10),
}
LARGE = {
    "text": png(*text_of(1, size=100_000_000)),
    "much text": png(*text_of(70, size=1_000_000)),
    "profile": png(*text_of(1, kind=b"iCCP", size=100_000_000)),
    "passes": jpeg(300),
}


@pytest.mark.parametrize("what", SMALL)
def test_what_unpacks_too_far_is_refused_beside_what_does_not(what):
    assert read_qr_codes(SMALL[what]) == []
    with pytest.raises(UnreadablePicture):
        read_qr_codes(LARGE[what])
    assert clean_picture(SMALL[what]).width
    with pytest.raises(PictureRejected):
        clean_picture(LARGE[what])


def test_passes_are_refused_before_any_of_them_is_made():
    with pytest.raises(UnreadablePicture, match="too many pixels"):
        read_qr_codes(jpeg(5, size=(8000, 8000)))
    with pytest.raises(PictureRejected) as refused:
        clean_picture(LARGE["passes"])
    assert refused.value.reason == "too-many-pixels"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP"])
def test_what_is_unpacked_whole_has_fewer_pixels(kind):
    """A JPEG of that size is unpacked smaller."""
    files = {}
    for side in (100, 4001):
        file = BytesIO()
        Image.new("P" if kind == "GIF" else "RGB", (side, 4000)).save(file, kind)
        files[side] = file.getvalue()
    assert read_qr_codes(files[100]) == []
    with pytest.raises(UnreadablePicture):
        read_qr_codes(files[4001])


def test_of_a_moving_picture_the_first_one_is_read():
    file, frames = BytesIO(), [Image.new("P", (60, 60), colour) for colour in range(5)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert read_qr_codes(file.getvalue()) == []
