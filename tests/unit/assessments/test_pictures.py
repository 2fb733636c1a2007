"""Pictures of items: made clean and small, described in both languages, named by no option id."""

import zlib
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from assessments.items.picture_files import (
    DEFAULT_SIDES,
    MAX_SIDES,
    MAX_STORED_BYTES,
    PictureRejected,
    sanitise_picture,
)
from assessments.items.pictures import (
    entry_with_pictures,
    find_picture,
    find_picture_flaws,
    get_stem_picture,
    with_choice_pictures,
    with_pictures,
)
from assessments.items.types import ITEM_TYPES

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
SINGLE = ITEM_TYPES["single-choice"]
DRAWING = SVG.format('<rect width="9" height="9" fill="#123"/>').encode()


def raster(kind, size=(30, 20), mode="RGB", **more):
    file = BytesIO()
    Image.new(mode, size, "teal").save(file, kind, **more)
    return file.getvalue()


def noise(size):
    from random import Random

    chance = Random(7)  # noqa: S311
    return Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))


def reason(content):
    with pytest.raises(PictureRejected) as caught:
        sanitise_picture(content)
    return caught.value.reason


@pytest.mark.parametrize("brought", [raster("PNG"), raster("JPEG"), DRAWING])
def test_what_is_clean_comes_out_as_it_went_in(brought):
    once = sanitise_picture(brought)
    assert sanitise_picture(once.data) == once
    assert (once.width, once.height) in ((30, 20), (40, 20))


def test_metadata_and_appended_bytes_are_taken_off():
    notes = PngInfo()
    notes.add_text("GPS", "-6.2,106.8")
    exif = Image.Exif()
    exif[0x010E] = "GPS -6.2"
    for brought in (
        raster("PNG", pnginfo=notes),
        raster("JPEG", exif=exif),
        raster("PNG") + b"GPS <script>",
        raster("JPEG") + b"GPS <script>",
    ):
        assert b"GPS" in brought
        assert b"GPS" not in sanitise_picture(brought).data


def test_large_pictures_are_made_small():
    large = sanitise_picture(raster("PNG", (2000, 1000)))
    assert (large.width, large.height) == (720, 360)
    file = BytesIO()
    noise((90, 50)).resize((1800, 1000)).save(file, "JPEG", quality=95)
    small = sanitise_picture(file.getvalue())
    assert len(small.data) <= MAX_STORED_BYTES < len(file.getvalue())
    assert max(small.width, small.height) == max(MAX_SIDES)


def test_what_stays_too_heavy_is_refused():
    file = BytesIO()
    noise((700, 700)).save(file, "PNG")
    assert reason(file.getvalue()) in ("too-heavy", "too-large")
    assert reason(b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000) == "too-large"


def test_a_bomb_of_pixels_is_refused_unopened():
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\1\0\0\0\1\0\0\x08\2\0\0\0")
    assert reason(head + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")) in (
        "too-many-pixels",
        "not-a-picture",
    )


def chunk(name, data):
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


@pytest.mark.parametrize(
    "brought", [b"", b"GIF89a", b"%PDF", raster("PNG")[:60], b"<svg", b"<svg><x></svg>", b"<svg/>"]
)
def test_what_is_no_picture_is_refused(brought):
    assert reason(brought) == "not-a-picture"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>@import 'https://example.org/x.css'</style>",
        "<foreignObject/>",
        '<image href="https://example.org/x.png"/>',
        '<rect onload="x()"/>',
        '<rect fill="url(https://example.org/x)"/>',
        '<rect fill="url( \'https://example.org/x)"/>',
        '<a href="javascript:x()"><rect/></a>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>',
        '<animate attributeName="x"/>',
    ],
)
def test_a_drawing_that_acts_or_loads_is_refused(inside):
    assert reason(SVG.format(inside).encode()) == "unsafe"


def test_a_drawing_nested_too_deeply_is_refused_and_named_as_a_flaw():
    deep = SVG.format("<g>" * 1500 + "</g>" * 1500).encode()
    assert reason(deep) == "unsafe"
    assert [one.code for one in find_picture_flaws(SINGLE, entry(picture=told(deep)))] == [
        "item-picture-unfit"
    ]


@pytest.mark.parametrize("endless", ["9" * 400, "9" * 7, "1." + "0" * 18, "0." + "0" * 400 + "1"])
def test_a_side_that_no_picture_has_is_passed_over_for_the_box_or_the_usual(endless):
    sides = f'width="{endless}" height="9"'
    boxed = sanitise_picture(DRAWING.replace(b"<svg", f"<svg {sides}".encode()))
    assert (boxed.width, boxed.height) == (40, 20)
    odd = sanitise_picture(DRAWING.replace(b"0 0 40 20", f"0 0 {endless} 20".encode()))
    assert (odd.width, odd.height) == DEFAULT_SIDES


def test_sides_with_many_decimals_are_read():
    exact = DRAWING.replace(b"0 0 40 20", b"0 0 40.00000000000000001 20.26458333")
    assert (sanitise_picture(exact).width, sanitise_picture(exact).height) == (40, 20)


def test_a_drawing_with_a_document_type_is_refused():
    assert reason(b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + DRAWING) == "not-a-picture"


def told(content=DRAWING, **more):
    return {"data": b64encode(content).decode(), "alt_id": "Kotak", "alt_en": "A box"} | more


def entry(**more):
    options = [{"id": "A", "picture": told()}, {"id": "B"}]
    return {"picture": told(), "options": options} | more


def test_pictures_stand_in_the_content_by_place():
    content = with_pictures(SINGLE, {"stem_id": "x"}, entry())
    assert set(content["pictures"]) == {"stem", "A"}
    shown = get_stem_picture(content, "en")
    assert (shown.alt, shown.target, shown.width, shown.height) == ("A box", "stem", 40, 20)
    assert shown.inline.startswith("data:image/svg+xml;base64,")


def test_a_page_names_a_picture_by_the_value_of_its_option_alone():
    content = with_pictures(SINGLE, {}, entry())
    options = [["5c1f09ab3e", "B"], ["77aa09ab3e", "A"]]
    kind, data = find_picture(content, options, "77aa09ab3e")
    assert (kind, data) == ("image/svg+xml", b64decode(content["pictures"]["A"]["data"]))
    assert [find_picture(content, options, place) for place in ("A", "5c1f09ab3e", "case")] == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("picture", "code", "path"),
    [
        (told(alt_en=" "), "item-text-missing", ("picture", "alt_en")),
        (told(alt_id=None), "item-text-missing", ("picture", "alt_id")),
        (told(b"GIF89a"), "item-picture-unfit", ("picture",)),
        (told(data="%%%"), "item-picture-unfit", ("picture",)),
        (told(data=None), "item-picture-unfit", ("picture",)),
        ("x.png", "item-picture-unfit", ("picture",)),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(picture, code, path):
    assert list(find_picture_flaws(SINGLE, entry())) == []
    assert [(one.code, one.path) for one in find_picture_flaws(SINGLE, entry(picture=picture))] == [
        (code, path)
    ]


def test_all_pictures_of_an_item_are_light_together():
    file = BytesIO()
    noise((180, 160)).save(file, "JPEG", quality=80)
    heavy = sanitise_picture(file.getvalue()).data
    count = 60 * 1024 // len(heavy) + 1
    options = [{"id": str(n), "picture": told(heavy)} for n in range(count)]
    assert [one.code for one in find_picture_flaws(SINGLE, {"options": options})] == [
        "item-picture-unfit"
    ]
    assert list(find_picture_flaws(SINGLE, {"options": options[1:]})) == []


STEPS = [{"id": n, "text_id": f"Langkah {n}", "text_en": f"Step {n}"} for n in (2, 1, 3)]
PAIRS = [
    {f"{side}_{one}": f"{side} {n} {one}" for side in ("left", "right") for one in ("id", "en")}
    for n in range(3)
]
THINGS = [{"text_id": f"Hal {n}", "text_en": f"Thing {n}", "group": "A"} for n in range(3)]
GROUPS = [{"id": name, "text_id": name, "text_en": name} for name in "AB"]


@pytest.mark.parametrize(
    ("code", "name", "more"),
    [
        ("ordering", "correct_order", {"correct_order": STEPS}),
        ("matching", "pairs", {"pairs": PAIRS}),
        ("categorising", "things", {"things": THINGS, "groups": GROUPS}),
    ],
)
def test_pictures_stand_beside_the_lines_of_orderings_pairs_and_groups(code, name, more):
    kind = ITEM_TYPES[code]
    texts = {f"{one}_{two}": "x" for one in ("stem", "rationale") for two in ("id", "en")}
    rows = [dict(row) for row in more[name]]
    rows[1]["picture"] = told()
    full = {**texts, **more, name: rows}
    assert [*kind.flaws(full), *find_picture_flaws(kind, full)] == []
    content, key = kind.read(full)
    content = with_pictures(kind, content, full)
    shown = entry_with_pictures(kind, kind.entry(content, key), content)
    assert [row.get("picture", {}).get("alt_en") for row in shown[name]] == [None, "A box", None]
    options = [[f"value-{one}", one] for one in kind.option_ids(content)]
    controls = with_choice_pictures(
        kind.controls(content, options, None, "id"), content, options, "id"
    )
    (asked,) = [one for one in controls if one.picture]
    assert asked.label == rows[1].get("text_id", rows[1].get("left_id"))
    assert (asked.picture.alt, asked.picture.target) == ("Kotak", asked.name)
    assert not any(choice.picture for one in controls for choice in one.choices)
    spoilt = {**full, name: [rows[0] | {"picture": told(b"GIF89a")}, *rows[1:]]}
    assert [(one.code, one.path) for one in find_picture_flaws(kind, spoilt)] == [
        ("item-picture-unfit", (name, 0, "picture"))
    ]
