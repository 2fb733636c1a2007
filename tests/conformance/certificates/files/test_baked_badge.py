"""The baked badge, as openbadgeslib, pillow and a browser's parser see it."""

from io import BytesIO

import pytest
from lxml import etree
from openbadgeslib.ob3.verifier import OB3Verifier
from PIL import Image

from certificates.open_badges.badge import BadgeFacts, badge_png, badge_svg
from certificates.open_badges.baking import bake_png, bake_svg, credential_in_png, credential_in_svg
from certificates.open_badges.credential_verification import verify_json_credential
from tests.conformance.certificates.conftest import ISSUED
from tests.conformance.certificates.files.conftest import NAMES

TITLE = "Pencegahan Eksploitasi Seksual Anak di Ranah Daring"
FACTS = BadgeFacts(TITLE, level=0, language="id")
LARGEST = 120_000


@pytest.fixture(scope="module", params=NAMES.values(), ids=NAMES.keys())
def credential(request, credential_for):
    return credential_for(request.param).decode()


def test_openbadgeslib_takes_the_credential_out_of_the_png(credential, trust):
    baked = bake_png(badge_png(FACTS), credential)
    found = OB3Verifier.extract_token_from_png(baked)
    assert found == credential == credential_in_png(baked)
    assert verify_json_credential(found, trust=trust, now=ISSUED).is_genuine


def test_openbadgeslib_takes_the_credential_out_of_the_svg(credential, trust):
    baked = bake_svg(badge_svg(FACTS), credential).encode()
    found = OB3Verifier.extract_token_from_svg(baked)
    assert found == credential == credential_in_svg(baked)
    assert verify_json_credential(found, trust=trust, now=ISSUED).is_genuine


def test_the_picture_is_square_transparent_and_light():
    with Image.open(BytesIO(badge_png(FACTS))) as picture:
        drawn = picture.convert("RGBA")
    assert drawn.size == (512, 512)
    assert drawn.getpixel((2, 2))[3] == 0
    assert drawn.getpixel((256, 215))[3] > 250
    assert len(badge_png(FACTS)) < LARGEST


def test_the_drawing_runs_and_fetches_nothing():
    svg = badge_svg(FACTS)
    assert len(svg) < LARGEST
    for element in etree.fromstring(svg.encode()).iter("*"):
        assert element.tag.rpartition("}")[2] not in ("script", "image", "text", "foreignObject")
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href":
                assert value.startswith("#")


@pytest.mark.parametrize(
    "other",
    [
        BadgeFacts(TITLE, level=1, language="id"),
        BadgeFacts("Preventing Online Child Sexual Exploitation and Abuse", 0, "en"),
        BadgeFacts(TITLE, 0, "id", is_specimen=True),
        BadgeFacts(TITLE, 0, "id", is_pilot=True),
    ],
)
def test_what_differs_is_seen(other):
    assert badge_png(other) != badge_png(FACTS)
    assert badge_svg(other) != badge_svg(FACTS)
