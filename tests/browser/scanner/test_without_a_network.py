"""The installed scanner with the network off: a real browser, its camera, and no server."""

from datetime import timedelta

import pytest

from certificates.qr import base41
from lms.kernel.clock import utc_now

SCANNER = "/verify/scan"
WHILE = 30_000  # milliseconds; two shared cores


@pytest.fixture
def installed(secure_site, telephone):
    """A telephone that has opened the scanner once, and now has no network and no server."""
    from contextlib import contextmanager

    @contextmanager
    def installed(*codes):
        with telephone(*codes) as context:
            page = context.new_page()
            page.goto(SCANNER)
            page.locator("[data-ready]").wait_for(timeout=WHILE)
            context.set_offline(True)
            secure_site.stop()
            page.goto(SCANNER)
            assert page.evaluate("fetch('/verify').then(() => 'answer', () => 'none')") == "none"
            yield page

    return installed


def scan(page):
    page.locator("[data-start]").click()
    return found(page)


def found(page):
    head = page.locator("[data-result] [data-verdict]")
    head.wait_for(timeout=WHILE)
    return head.get_attribute("data-verdict")


def picture_of(page, *codes, path):
    """What the scanner says about a picture with these codes beside each other."""
    from PIL import Image

    from certificates.qr.code import qr_matrix

    matrices = [qr_matrix(code) for code in codes]
    side = max(map(len, matrices)) + 8
    picture = Image.new("L", (side * len(codes), side), 255)
    for position, matrix in enumerate(matrices):
        for row, modules in enumerate(matrix):
            for column, is_dark in enumerate(modules):
                point = (position * side + column + 4, row + 4)
                picture.putpixel(point, 0 if is_dark else 255)
    picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST).save(path)
    page.locator("[data-picture]").set_input_files(path)
    return found(page)


def forged(code):
    """Another name under the same signature."""
    address, _, payload = code.partition("#")
    message = base41.decode(payload)
    assert b"Ratna" in message
    return f"{address}#{base41.encode(message.replace(b'Ratna', b'Ratni'))}"


@pytest.mark.slow
def test_a_genuine_code_before_the_camera_is_valid(installed, secure_site):
    with installed(secure_site.codes["genuine"]) as page:
        assert scan(page) == "valid"
        assert page.locator("[data-result] bdi").inner_text() == "Ratna Dewi Kusumaningtyas"


@pytest.mark.slow
def test_a_forged_code_is_refused_and_names_nobody(installed, secure_site):
    with installed(forged(secure_site.codes["genuine"])) as page:
        assert scan(page) == "forged"
        assert page.locator("[data-result] bdi").count() == 0


@pytest.mark.slow
def test_a_revoked_code_is_shown_as_revoked(installed, secure_site):
    with installed(secure_site.codes["revoked"]) as page:
        assert scan(page) == "revoked"


@pytest.mark.slow
def test_with_an_old_list_a_genuine_code_is_amber_and_a_revoked_one_still_revoked(
    installed, secure_site, tmp_path
):
    with installed(secure_site.codes["genuine"]) as page:
        page.clock.set_fixed_time(utc_now() + timedelta(days=6))
        assert scan(page) == "valid"
        page.clock.set_fixed_time(utc_now() + timedelta(days=8))
        page.reload()
        assert scan(page) == "old-list"
        page.reload()
        code = secure_site.codes["revoked"]
        assert picture_of(page, code, path=tmp_path / "revoked.png") == "revoked"


@pytest.mark.slow
def test_a_clock_that_was_set_back_is_not_believed(installed, secure_site):
    with installed(secure_site.codes["genuine"]) as page:
        page.clock.set_fixed_time(utc_now() - timedelta(days=30))
        assert scan(page) == "old-list"


@pytest.mark.slow
def test_pictures_tell_as_much_as_the_camera(installed, secure_site, tmp_path):
    codes = {
        "valid": secure_site.codes["genuine"],
        "suspended": secure_site.codes["suspended"],
        "foreign-host": secure_site.codes["genuine"].replace("PAYUNG.EXAMPLE", "LAIN.EXAMPLE"),
        "unreadable": "https://payung.example/",
        "forged": forged(secure_site.codes["genuine"]),
    }
    with installed(secure_site.codes["genuine"]) as page:
        for expected, code in codes.items():
            assert picture_of(page, code, path=tmp_path / "code.png") == expected
            page.reload()


@pytest.mark.slow
@pytest.mark.parametrize("order", [("genuine", "revoked"), ("revoked", "genuine")])
def test_the_camera_says_that_there_are_several_codes(installed, secure_site, order):
    with installed(*(secure_site.codes[state] for state in order)) as page:
        assert scan(page) == "several-codes"
        assert page.locator("[data-result] bdi").count() == 0


@pytest.mark.slow
def test_a_picture_with_several_codes_of_certificates_gives_no_verdict(
    installed, secure_site, tmp_path
):
    genuine, revoked = secure_site.codes["genuine"], secure_site.codes["revoked"]
    advertisements = [f"https://payung.example/{path}" for path in "abcd"]
    pictures = [
        ("several-codes", (genuine, revoked)),
        ("several-codes", (revoked, genuine)),
        ("several-codes", (*advertisements, genuine, revoked)),
        ("several-codes", (genuine, forged(genuine))),
        ("valid", (genuine, genuine)),
        ("valid", (advertisements[0], genuine)),
        ("revoked", (revoked, advertisements[0])),
    ]
    with installed(genuine) as page:
        for expected, codes in pictures:
            assert picture_of(page, *codes, path=tmp_path / "codes.png") == expected, codes
            page.reload()
