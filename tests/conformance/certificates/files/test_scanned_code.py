"""The printed QR code, as cheap scanners meet it: 100 dpi, blurred, turned, a poor JPEG.

Two independent readers decode each picture, zxing-cpp and one of OpenCV and ZBar. The latter two
get enlarged pages, since they look at single pixels: about one signature in a thousand is lost at
one size and read at the next, and a camera that moves shows a code at many sizes.
"""

from io import BytesIO
from random import Random

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter
from pyzbar import pyzbar

from certificates.pdf.rendering import render_pdf
from certificates.qr import code as qr
from certificates.qr.drawing import MIN_MODULE, QUIET_ZONE, qr_svg
from tests.conformance.certificates.conftest import HOST, NUMBER
from tests.conformance.certificates.files.conftest import NAMES

DPI = 100
SIZES = (3, 2, 4)  # times as large
SAMPLES, MASK_TOLERANCE = 24, 0.9
HARD, HARDER = 2.8, 2.4  # pixels for a module


def blurred(picture):
    return picture.filter(ImageFilter.GaussianBlur(1))


def turned(picture):
    return picture.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def poor(picture):
    file = BytesIO()
    picture.save(file, "JPEG", quality=30)
    return Image.open(file).convert("RGB")


def all_together(picture):
    return poor(blurred(turned(picture)))


TREATMENTS = {
    "as it is": lambda picture: picture,
    "blurred": blurred,
    "turned": turned,
    "poor JPEG": poor,
    "all together": all_together,
}


@pytest.fixture(scope="module")
def page_of(record_for):
    """Text of the code and picture of the page, drawn once for each name."""
    kept = {}

    def page_of(name):
        if name not in kept:
            record = record_for(name)
            with pypdfium2.PdfDocument(render_pdf(record)) as document:
                picture = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
            kept[name] = (record.qr_text, picture)
        return kept[name]

    return page_of


def read_by_zxing(picture):
    return {code.text for code in zxingcpp.read_barcodes(picture)}


def read_by_opencv(picture):
    try:
        return {cv2.QRCodeDetector().detectAndDecode(numpy.array(picture))[0]}
    except cv2.error:
        return set()


def read_by_zbar(picture):
    only = [pyzbar.ZBarSymbol.QRCODE]
    return {code.data.decode() for code in pyzbar.decode(picture, symbols=only)}


def symbol(matrix, pixels):
    """The modules alone, with a quiet zone, as a camera would see them without the page."""
    light = numpy.pad(~numpy.array(matrix), QUIET_ZONE, constant_values=True)
    fine = Image.fromarray(light.astype("uint8") * 255).resize(
        (light.shape[0] * 12,) * 2, Image.Resampling.NEAREST
    )
    side = round(light.shape[0] * pixels)
    picture = Image.new("RGB", (side + 80, side + 80), "white")
    picture.paste(fine.resize((side, side), Image.Resampling.BOX), (40, 40))
    return picture


def enlarged(picture, times):
    size = (picture.width * times, picture.height * times)
    return picture.convert("L").resize(size, Image.Resampling.BICUBIC)


def second_reader_decodes(text, picture):
    """Whether ZBar or OpenCV reads the text at one of the sizes."""
    pictures = (enlarged(picture, times) for times in SIZES)
    return any(text in read_by_zbar(larger) | read_by_opencv(larger) for larger in pictures)


@pytest.mark.parametrize("treat", TREATMENTS.values(), ids=TREATMENTS.keys())
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_two_readers_decode_the_page(page_of, name, treat):
    text, page = page_of(name)
    picture = treat(page)
    assert text in read_by_zxing(picture)
    assert second_reader_decodes(text, picture)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_modules_have_the_size_that_was_measured(page_of, name):
    text, _page = page_of(name)
    svg, side = qr_svg(text)
    modules = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    assert (modules - 2 * QUIET_ZONE - 17) % 4 == 0
    assert side / modules >= MIN_MODULE


@pytest.mark.parametrize("pixels", [HARD, HARDER])
def test_one_mask_for_all_scans_as_well_as_the_best_for_each(monkeypatch, pixels):
    """Made-up signatures of the usual lengths, the same ones at each run."""
    chance = Random(11)  # noqa: S311 - codes to look at, no secrets
    messages = [chance.randbytes(chance.randrange(140, 190)) for _number in range(SAMPLES)]
    texts = [qr.qr_text(host=HOST, number=NUMBER, message=message) for message in messages]

    def count_read(mask):
        monkeypatch.setattr(qr, "MASK_PATTERN", mask)
        pictures = {text: all_together(symbol(qr.qr_matrix(text), pixels)) for text in texts}
        return sum(text in read_by_zxing(picture) for text, picture in pictures.items())

    fixed, best_for_each = count_read(qr.MASK_PATTERN), count_read(None)
    assert fixed >= MASK_TOLERANCE * best_for_each
    assert fixed > 0
