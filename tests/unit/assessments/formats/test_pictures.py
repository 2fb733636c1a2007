"""Pictures of items in files: whole in Moodle XML, named where a format has no place for them."""

from base64 import b64encode
from dataclasses import replace

import pytest

from assessments.formats.model import NeutralItem, Option, PlacedPicture, Words
from assessments.formats.reading import Remark
from assessments.formats.registry import FORMATS, read_items, write_items
from assessments.items.picture_files import clean_picture
from tests.unit.assessments.test_pictures import DRAWING, raster

CLEAN = clean_picture(DRAWING).data


def placed(place, content, kind, alt='Kotak "biru" & <hijau>'):
    return PlacedPicture(place, kind, b64encode(content).decode(), Words(alt))


CASE = NeutralItem(
    "V01", "vignette", Words("Sari."), pictures=(placed("stem", CLEAN, "image/svg+xml", "Sari"),)
)
ITEM = NeutralItem(
    "Q1",
    "single",
    Words("Apa?"),
    options=(Option(Words("Ya"), True, Words("Sebab")), Option(Words("Tidak"), False)),
    vignette="V01",
    pictures=(
        placed("stem", raster("JPEG"), "image/jpeg"),
        placed("1", raster("PNG"), "image/png"),
    ),
)
WITHOUT = [name for name, one in FORMATS.items() if one.write and not one.has_pictures]


def test_pictures_and_their_descriptions_come_back_as_they_were():
    written = write_items((CASE, ITEM), "moodle-xml", language="id")
    found = read_items(written.content, "moodle-xml", language="id")
    assert (found.items, found.notes, found.refused) == ((CASE, ITEM), (), ())


@pytest.mark.parametrize("name", WITHOUT)
def test_a_format_without_pictures_says_whose_it_leaves_out(name):
    written = write_items((replace(ITEM, vignette=""),), name, language="id")
    assert Remark("picture-left-out", "Q1") in written.notes
    assert read_items(written.content, name, language="id").items[0].pictures == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a", "picture-unfit"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "picture-unfit"),
        (b"x" * 300_000, "picture-too-large"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused_with_its_item(content, code):
    spoilt = replace(ITEM, vignette="", pictures=(placed("stem", content, "image/png"),))
    written = write_items((spoilt,), "moodle-xml", language="id").content
    found = read_items(written, "moodle-xml", language="id")
    assert [(one.code, one.item) for one in found.refused] == [(code, "Q1")]
