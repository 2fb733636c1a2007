"""The browser's own detector of codes. Chromium on this system has none, so a test lays one.

What is laid has the interface of the Shape Detection API and nothing behind it: it shows that the
scanner asks the browser first, hands it the camera's frames, and judges what it gives like others.
"""

import json

import pytest

from tests.browser.scanner.test_without_a_network import SCANNER, WHILE, scan

DETECTOR = """
window.seen = [];
window.BarcodeDetector = class {
  static async getSupportedFormats() { return FORMATS; }
  constructor({ formats }) { this.formats = formats; }
  async detect(source) {
    window.seen.push([source.constructor.name, ...this.formats]);
    if (!(source instanceof HTMLVideoElement) || !source.videoWidth) throw new TypeError("source");
    if (TEXT === null) throw new DOMException("Barcode detection service unavailable.");
    return [{ rawValue: TEXT, format: "qr_code", boundingBox: null, cornerPoints: [] }];
  }
};
"""


@pytest.fixture
def opened(secure_site, telephone):
    """The scanner of a telephone that sees `film`; its detector reads `text`, or fails for None."""
    from contextlib import contextmanager

    @contextmanager
    def opened(text, *, film=None, formats=("qr_code", "ean_13")):
        laid = DETECTOR.replace("FORMATS", json.dumps(formats)).replace("TEXT", json.dumps(text))
        with telephone(film or secure_site.codes["genuine"]) as context:
            context.add_init_script(laid)
            page = context.new_page()
            page.goto(SCANNER)
            page.locator("[data-ready]").wait_for(timeout=WHILE)
            yield page

    return opened


def has_vendored(page):
    return page.evaluate("window.ZXingWASM !== undefined")


@pytest.mark.slow
def test_the_browsers_own_detector_is_asked_first_and_judged_alike(opened, secure_site):
    with opened(secure_site.codes["revoked"]) as page:
        assert scan(page) == "revoked"  # what it read, though the film shows another
        assert page.evaluate("seen[0]") == ["HTMLVideoElement", "qr_code"]
        assert not has_vendored(page)


@pytest.mark.slow
def test_a_detector_that_fails_gives_way_to_the_vendored_reader(opened):
    with opened(None) as page:
        assert scan(page) == "valid"
        assert has_vendored(page)
        assert page.evaluate("seen.length") == 1


@pytest.mark.slow
def test_a_detector_without_qr_codes_is_not_asked(opened):
    with opened(None, formats=("ean_13",)) as page:
        assert scan(page) == "valid"
        assert page.evaluate("seen.length") == 0
