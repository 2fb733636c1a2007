"""Pictures in the form of an item: brought, described, kept, left out, refused."""

from io import BytesIO

import pytest
from PIL import Image

from .conftest import fields_of, objective_of
from .test_items import FILLED, TEXTS


def png(colour="teal"):
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def upload(content=None, name="gambar.png"):
    return BytesIO(png() if content is None else content), name


ALT = {"picture-alt_id": "Kotak biru", "picture-alt_en": "A blue box"}


@pytest.fixture
def item(author, course):
    about = {"code": "N-1", "objective": objective_of(author, course), "bloom": "apply"}
    return TEXTS | FILLED["single-choice"] | about | {"type_code": "single-choice"}


def send(author, course, fields, **files):
    named = {name.replace("__", "-"): file for name, file in files.items()}
    return author.post(f"{course.path}/new", data=fields | named)


def test_a_picture_is_brought_described_and_shown(author, course, item, versions):
    sent = send(author, course, item | ALT, picture__file=upload())
    assert sent.status_code == 303, sent.text
    kept = versions("N-1")[0].content["pictures"]["stem"]
    assert (kept["width"], kept["height"], kept["alt_en"]) == (40, 30, "A blue box")
    page = author.get(f"{course.path}/items/N-1").text
    assert page.count('src="data:image/png;base64,') == 2
    assert 'alt="Kotak biru"' in page
    assert 'alt="A blue box"' in page


def test_a_picture_of_an_option_stands_beside_it(author, course, item, versions):
    alt = {"options-1-picture-alt_id": "Kotak", "options-1-picture-alt_en": "Box"}
    sent = send(author, course, item | alt, **{"options-1-picture__file": upload()})
    assert sent.status_code == 303, sent.text
    assert set(versions("N-1")[0].content["pictures"]) == {"B"}


@pytest.mark.parametrize(
    ("type_code", "rows", "places"),
    [
        ("ordering", "correct_order", {"stem", "B"}),
        ("matching", "pairs", {"stem", "L2"}),
        ("categorising", "things", {"stem", "L2"}),
    ],
)
def test_pictures_of_lines_are_brought_kept_and_shown_to_authors(
    author, course, item, versions, type_code, rows, places
):
    about = {name: item[name] for name in ("code", "objective", "bloom")}
    fields = TEXTS | FILLED[type_code] | about | ALT | {"type_code": type_code}
    prefix = f"{rows}-1-picture"
    fields |= {f"{prefix}-alt_id": "Langkah", f"{prefix}-alt_en": "Line"}
    sent = send(author, course, fields, **{"picture__file": upload(), f"{prefix}__file": upload()})
    assert sent.status_code == 303, sent.text
    assert set(versions("N-1")[0].content["pictures"]) == places
    assert author.get(f"{course.path}/items/N-1").text.count('alt="Langkah"') == 1
    path = f"{course.path}/items/N-1/edit"
    again = author.post(path, data=fields_of(author.get(path)))
    assert (again.status_code, len(versions("N-1"))) == (303, 1), "nothing has changed"


def test_an_option_of_a_picture_alone_is_refused_by_name_and_loses_none(
    author, course, item, versions
):
    item |= {"options-rows": "4"}
    sent = send(author, course, item, **{"options-3-picture__file": upload()})
    assert (sent.status_code, versions("N-1")) == (422, [])
    assert 'href="#options-3-text_id"' in sent.text
    told = {f"options-3-{name}": "Kotak" for name in ("text_id", "text_en")}
    told |= {f"options-3-rationale_{one}": "Tidak, karena lain." for one in ("id", "en")}
    alt = {"options-3-picture-alt_id": "Kotak", "options-3-picture-alt_en": "Box"}
    again = author.post(f"{course.path}/new", data=item | fields_of(sent) | told | alt)
    assert again.status_code == 303, again.text
    assert len(versions("N-1")[0].content["pictures"]) == 1


def test_an_option_of_a_picture_that_is_left_out_is_no_option(author, course, item, versions):
    item |= {"options-rows": "4"}
    sent = send(author, course, item, **{"options-3-picture__file": upload()})
    again = author.post(
        f"{course.path}/new", data=item | fields_of(sent) | {"options-3-picture-drop": "y"}
    )
    assert again.status_code == 303, again.text
    assert "pictures" not in versions("N-1")[0].content


def test_without_a_description_it_is_refused_and_stands_in_the_form_again(
    author, course, item, versions
):
    sent = send(author, course, item, picture__file=upload())
    assert sent.status_code == 422
    assert 'href="#picture-alt_id"' in sent.text
    assert versions("N-1") == []
    again = author.post(f"{course.path}/new", data=item | fields_of(sent) | ALT)
    assert again.status_code == 303, again.text
    assert "stem" in versions("N-1")[0].content["pictures"]


def test_the_form_keeps_a_picture_and_leaves_it_out_on_request(author, course, item, versions):
    send(author, course, item | ALT, picture__file=upload())
    path = f"{course.path}/items/N-1/edit"
    assert author.post(path, data=fields_of(author.get(path))).status_code == 303
    assert len(versions("N-1")) == 1
    fields = fields_of(author.get(path)) | {"picture-drop": "y"}
    assert author.post(path, data=fields).status_code == 303
    assert "pictures" not in versions("N-1")[-1].content


@pytest.mark.parametrize(
    "content",
    [b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"x" * 400_000],
)
def test_what_is_no_picture_is_refused_beside_one_that_is(author, course, item, versions, content):
    sent = send(author, course, item | ALT, picture__file=upload(content, "x.svg"))
    assert sent.status_code == 422
    assert 'href="#picture"' in sent.text
    assert versions("N-1") == []
    assert send(author, course, item | ALT, picture__file=upload()).status_code == 303


def test_what_comes_back_from_the_form_is_looked_at_again(author, course, item, versions):
    forged = item | ALT | {"picture-kept": "PHNjcmlwdD4="}
    assert author.post(f"{course.path}/new", data=forged).status_code == 422
    assert versions("N-1") == []
