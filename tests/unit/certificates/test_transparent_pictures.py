"""Pictures of a code with a transparent background are read as if they lay on white paper."""

from io import BytesIO

import pytest
from PIL import Image

from certificates.qr.code import qr_matrix
from certificates.qr.qr_reader import read_qr_codes

TEXT = "HTTPS://PAYUNG.EXAMPLE/V/1"
QUIET, SCALE = 4, 4  # modules around the symbol, and pixels of each


def stencil():
    """Dark where the symbol is dark: 255 there, 0 elsewhere."""
    matrix = qr_matrix(TEXT)
    side = len(matrix) + 2 * QUIET
    picture = Image.new("L", (side, side), 0)
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            picture.putpixel((x + QUIET, y + QUIET), 255 if is_dark else 0)
    return picture.resize((side * SCALE, side * SCALE), Image.Resampling.NEAREST)


def file_of(picture, **options):
    file = BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


def with_channel():
    symbol = stencil()
    return file_of(Image.merge("RGBA", (*[Image.new("L", symbol.size, 0)] * 3, symbol)))


def with_palette():
    """Both colours are black, and one of them is transparent."""
    picture = stencil().point(lambda value: 1 if value else 0).convert("P")
    picture.putpalette([0, 0, 0] * 2)
    return file_of(picture, transparency=0)


@pytest.mark.parametrize("make", [with_channel, with_palette])
def test_black_code_without_a_background_is_read(make):
    assert read_qr_codes(make()) == [TEXT]
