"""Pictures of items in files: whole in Moodle XML and QTI, named where a format has no place."""

from base64 import b64encode
from dataclasses import replace

import pytest

from assessments.exchange.model import ItemPicture, LocalizedText, NeutralItem, Option, Pair
from assessments.exchange.reading import Remark
from assessments.exchange.registry import FORMATS, read_items, write_items
from assessments.exchange.xml_files import pack_files, read_files
from assessments.items.picture_files import sanitise_picture
from tests.unit.assessments.test_pictures import DRAWING, raster

CLEAN = sanitise_picture(DRAWING).data


def placed(place, content, kind, alt='Kotak "biru" & <hijau>'):
    return ItemPicture(place, kind, b64encode(content).decode(), LocalizedText(alt))


CASE = NeutralItem(
    "V01",
    "vignette",
    LocalizedText("Sari."),
    pictures=(placed("stem", CLEAN, "image/svg+xml", "Sari"),),
)
ITEM = NeutralItem(
    "Q1",
    "single",
    LocalizedText("Apa?"),
    options=(
        Option(LocalizedText("Ya"), True, LocalizedText("Sebab")),
        Option(LocalizedText("Tidak"), False),
    ),
    vignette="V01",
    pictures=(
        placed("stem", raster("JPEG"), "image/jpeg"),
        placed("1", raster("PNG"), "image/png"),
    ),
)
PAIRS = tuple(Pair(LocalizedText(f"Kiri {n}"), LocalizedText(f"Kanan {n}")) for n in range(3))
MATCHED = NeutralItem(
    "Q2", "matching", LocalizedText("Pasangkan"), pairs=PAIRS, pictures=(*ITEM.pictures,)
)
GROUPED = replace(
    MATCHED,
    code="Q3",
    kind="categorising",
    pairs=(*PAIRS, Pair(LocalizedText("Kiri lagi"), PAIRS[0].right)),
)
ORDERED = NeutralItem(
    "Q4",
    "ordering",
    LocalizedText("Urutkan"),
    steps=tuple(LocalizedText(f"Langkah {n}") for n in range(3)),
    pictures=(placed("stem", raster("JPEG"), "image/jpeg"), placed("2", CLEAN, "image/svg+xml")),
)
TYPED = NeutralItem(
    "Q5", "number", LocalizedText("Berapa kotak?"), number="3", pictures=(MATCHED.pictures[0],)
)
TRUE = NeutralItem("Q6", "true-false", LocalizedText("Benar?"), pictures=(MATCHED.pictures[0],))
ALL = (CASE, ITEM, MATCHED, GROUPED, ORDERED, TYPED, TRUE)
WITH = [name for name, one in FORMATS.items() if one.write and one.has_pictures]
WITHOUT = [name for name, one in FORMATS.items() if one.write and not one.has_pictures]


@pytest.mark.parametrize("name", WITH)
def test_pictures_and_their_descriptions_come_back_as_they_were(name):
    given = tuple(one for one in ALL if one.kind in FORMATS[name].kinds)
    written = write_items(given, name, language="id")
    found = read_items(written.content, name, language="id")
    assert (found.items, found.rejected) == (given, ())
    assert {one.code for one in found.notes} <= {"scoring-differs"}


def test_pictures_stand_in_a_package_as_files_that_its_manifest_names():
    files = read_files(write_items((CASE, ITEM), "qti3", language="id").content)
    assert [name for name in files if name.startswith("images/")] == [
        "images/001-stem.svg",
        "images/002-stem.jpg",
        "images/002-1.png",
    ]
    manifest = files["imsmanifest.xml"].decode()
    for name in files:
        assert name == "imsmanifest.xml" or f'<file href="{name}" />' in manifest


def package_with(item, **files):
    """One item in a package, whose image has another file behind its name."""
    made = read_files(write_items((item,), "qti3", language="id").content)
    return pack_files(made | {name.replace("__", "/") + ".png": one for name, one in files.items()})


SHOWN = replace(ITEM, vignette="", pictures=(placed("1", raster("PNG"), "image/png"),))


def test_a_picture_in_a_package_that_cannot_be_shown_is_refused_with_its_item():
    content = package_with(SHOWN, **{"images__001-1": b"GIF89a"})
    found = read_items(content, "qti3", language="id")
    assert [(one.code, one.item) for one in found.rejected] == [("picture-unfit", "Q1")]


@pytest.mark.parametrize(
    "source", ["https://example.org/x.png", "../../etc/passwd", "../images/none.png", ""]
)
def test_a_picture_that_is_not_in_the_package_is_named_and_never_fetched(source):
    made = read_files(write_items((SHOWN,), "qti3", language="id").content)
    name = "items/item-001.xml"
    made[name] = made[name].replace(b"../images/001-1.png", source.encode())
    found = read_items(pack_files(made), "qti3", language="id")
    assert [(one.code, one.pictures) for one in found.items] == [("Q1", ())]
    assert [(one.code, one.item) for one in found.notes] == [("picture-left-out", "Q1")]


def test_a_picture_inside_the_item_itself_comes():
    made = read_files(write_items((SHOWN,), "qti3", language="id").content)
    inline = f"data:image/png;base64,{SHOWN.pictures[0].data}"
    item = made["items/item-001.xml"].replace(b"../images/001-1.png", inline.encode())
    assert read_items(item, "qti3", language="id").items == (SHOWN,)


def test_pictures_where_ours_have_no_place_are_named():
    made = read_files(write_items((MATCHED,), "qti3", language="id").content)
    image = '<img src="../images/001-stem.jpg" alt="x"/>'
    item = made["items/item-001.xml"].decode().replace("Kanan 1", f"Kanan 1{image}")
    found = read_items(
        pack_files(made | {"items/item-001.xml": item.encode()}), "qti3", language="id"
    )
    assert found.items == (MATCHED,)
    assert [(one.code, one.item) for one in found.notes] == [("picture-left-out", "Q2")]


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
    assert [(one.code, one.item) for one in found.rejected] == [(code, "Q1")]
