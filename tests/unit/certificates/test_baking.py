"""What is baked comes out again, and no picture that was tampered with gives a credential."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from certificates.open_badges.baking import (
    MAX_PICTURE_SIZE,
    BakingReason,
    InvalidBakedImage,
    bake_png,
    bake_svg,
    credential_in_png,
    credential_in_svg,
)

CREDENTIAL = '{"name":"Ratna ]]> <&> ꦫꦠꦤ"}'
TOKEN = "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.fixture(scope="module")
def picture():
    file = BytesIO()
    Image.new("RGBA", (8, 8), "#1c4f6b").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def baked(picture):
    return bake_png(picture, CREDENTIAL)


def chunk(kind, content):
    check_sum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check_sum)


def after_header(picture, added):
    return picture[:33] + added + picture[33:]


def header(width, height):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))


def refusal_of(take_out, picture):
    with pytest.raises(InvalidBakedImage) as refusal:
        take_out(picture)
    return refusal.value.reason


@pytest.mark.parametrize("credential", [CREDENTIAL, TOKEN])
def test_what_is_baked_into_a_png_comes_out_and_the_picture_is_the_same(picture, credential):
    baked = bake_png(picture, credential)
    assert credential_in_png(baked) == credential
    with Image.open(BytesIO(baked)) as seen, Image.open(BytesIO(picture)) as before:
        assert seen.tobytes() == before.tobytes()
        assert seen.text["openbadgecredential"] == credential


@pytest.mark.parametrize("credential", [CREDENTIAL, TOKEN])
def test_what_is_baked_into_an_svg_comes_out(credential):
    assert credential_in_svg(bake_svg(SVG, credential).encode()) == credential


def bomb(_baked):
    return after_header(b"\x89PNG\r\n\x1a\n" + header(60_000, 60_000), b"") + chunk(b"IEND", b"")


def compressed(picture):
    packed = zlib.compress(b"x" * 10_000_000)
    return after_header(picture, chunk(b"zTXt", b"openbadgecredential\0\0" + packed))


def compressed_in_place(picture):
    packed = zlib.compress(b"x" * 10_000_000)
    text = b"openbadgecredential\0\1\0\0\0" + packed
    return after_header(picture, chunk(b"iTXt", text))


PNG_CHANGES = {
    "doubled": (lambda baked: bake_png(baked, CREDENTIAL), BakingReason.SEVERAL_CREDENTIALS),
    "edited": (lambda baked: baked.replace(b"Ratna", b"Ratni"), BakingReason.DAMAGED),
    "cut off": (lambda baked: baked[:-4], BakingReason.DAMAGED),
    "something after the end": (lambda baked: baked + b"\0", BakingReason.DAMAGED),
    "another beginning": (lambda baked: b"GIF89a" + baked, BakingReason.DAMAGED),
    "too large": (lambda baked: baked + b"\0" * MAX_PICTURE_SIZE, BakingReason.TOO_LARGE),
    "many pixels": (bomb, BakingReason.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize(("change", "reason"), PNG_CHANGES.values(), ids=PNG_CHANGES.keys())
def test_a_changed_png_is_refused(baked, change, reason):
    assert credential_in_png(baked) == CREDENTIAL
    assert refusal_of(credential_in_png, change(baked)) is reason


@pytest.mark.parametrize("pack", [compressed, compressed_in_place])
def test_a_compressed_credential_is_never_unpacked(picture, pack):
    assert refusal_of(credential_in_png, pack(picture)) is BakingReason.COMPRESSED


def test_text_that_is_none_is_refused(picture):
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff\xfe")
    assert refusal_of(credential_in_png, after_header(picture, text)) is BakingReason.NOT_TEXT


def test_a_picture_without_a_credential_says_so(picture):
    assert refusal_of(credential_in_png, picture) is BakingReason.EMPTY
    assert refusal_of(credential_in_svg, SVG.encode()) is BakingReason.EMPTY


BAKED_SVG = bake_svg(SVG, CREDENTIAL)
SVG_CHANGES = {
    "doubled": (
        bake_svg(
            BAKED_SVG.replace(' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', ""), TOKEN
        ),
        BakingReason.SEVERAL_CREDENTIALS,
    ),
    "doctype": ("<!DOCTYPE svg>" + BAKED_SVG, BakingReason.DECLARATIONS),
    "entities": (
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + BAKED_SVG,
        BakingReason.DECLARATIONS,
    ),
    "script": (BAKED_SVG.replace("<path", "<script>1</script><path"), BakingReason.ACTIVE),
    "handler": (BAKED_SVG.replace("<path", '<path onload="x()"'), BakingReason.ACTIVE),
    "address that runs": (
        BAKED_SVG.replace("<path", '<a href=" javascript:x()"/><path'),
        BakingReason.ACTIVE,
    ),
    "page inside": (BAKED_SVG.replace("<path", "<foreignObject/><path"), BakingReason.ACTIVE),
    "style from elsewhere": (
        '<?xml-stylesheet href="https://elsewhere.example/x.css"?>' + BAKED_SVG,
        BakingReason.ACTIVE,
    ),
    "cut off": (BAKED_SVG[:-3], BakingReason.DAMAGED),
    "too large": (BAKED_SVG + " " * MAX_PICTURE_SIZE, BakingReason.TOO_LARGE),
}


@pytest.mark.parametrize(("picture", "reason"), SVG_CHANGES.values(), ids=SVG_CHANGES.keys())
def test_a_changed_svg_is_refused(picture, reason):
    assert credential_in_svg(BAKED_SVG.encode()) == CREDENTIAL
    assert refusal_of(credential_in_svg, picture.encode()) is reason


def test_other_encodings_cannot_hide_a_doctype():
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE svg>' + BAKED_SVG
    assert refusal_of(credential_in_svg, hidden.encode("utf-16")) is BakingReason.DECLARATIONS
