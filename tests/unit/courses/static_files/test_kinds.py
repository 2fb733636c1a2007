"""Files are what their names say, drawings do nothing, and the rest is never run."""

from io import BytesIO

import pytest
from PIL import Image

from courses.static_files import kinds
from courses.static_files.kinds import BYTES, StaticFileUnfit, media_type_of

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def raster(kind):
    made = BytesIO()
    Image.new("RGB", (2, 2)).save(made, kind)
    return made.getvalue()


def drawing(inside="", around=""):
    return f"{around}<svg {NS}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.png", raster("PNG"), "image/png"),
        ("deep/A.JPG", raster("JPEG"), "image/jpeg"),
        ("a.gif", raster("GIF"), "image/gif"),
        ("a.webp", raster("WEBP"), "image/webp"),
        ("a.svg", drawing('<style>p{fill:url(#g)}</style><use href="#a"/>'), "image/svg+xml"),
        ("b.svg", drawing("<g fill=\"url( '#g' )\"/><text>url(x): C:\\</text>"), "image/svg+xml"),
        ("a.pdf", b"%PDF-1.4", "application/pdf"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.vtt", "WEBVTT\n\nSelamat — ya".encode(), "text/vtt; charset=utf-8"),
        ("a.json", b"{}", "text/plain; charset=utf-8"),
        ("a.html", b"<script>1</script>", BYTES),
        ("a.js", b"alert(1)", BYTES),
        ("a.css", b"p{}", BYTES),
        ("png", b"x", BYTES),
        ("a.docx", b"PK", BYTES),
        ("a.xhtml", b"<html/>", BYTES),
    ],
)
def test_a_file_is_told_as_what_it_is(name, data, expected):
    assert media_type_of(name, data) == expected


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", raster("JPEG")),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.png", b""),
        ("a.jpg", b"<html>"),
        ("a.svg", b"<html/>"),
        ("a.svg", b"<svg/>"),
        ("a.svg", b"\xff\xfe<"),
        ("a.pdf", b"<html>"),
        ("a.mp4", b"MZ"),
        ("a.txt", b"\xff\xfe\0"),
        ("a.vtt", b"a\0b"),
        ("a.woff2", b"x"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, data):
    assert refused(name, data) == "static-unfit"


@pytest.mark.parametrize(
    "data",
    [
        drawing("<script>1</script>"),
        drawing("<SCRIPT/>"),
        drawing('<g onload="x()"/>'),
        drawing('<a href="https://x.id"/>'),
        drawing('<image href="https://x.id/a.png"/>'),
        drawing('<image xlink:href="//x.id/a.png"/>'),
        drawing('<image href="data:image/svg+xml;base64,AA"/>'),
        drawing('<use href=" javascript:x"/>'),
        drawing('<set attributeName="href" to="javascript:x"/>'),
        drawing("<foreignObject/>"),
        drawing("<style>@import 'x.css';</style>"),
        drawing("<style>@\\69mport 'x.css';</style>"),
        drawing("<style>p{}<g/>@import 'x.css';</style>"),
        drawing('<g style="fill:u\\72l(//x.id)"/>'),
        drawing('<g fill="url(//x.id#a)"/>'),
        drawing("<style>a{}<!-- -->@import 'x.css';</style>"),
        drawing('<g style="fill:url(https://x.id/#a)"/>'),
        drawing("<style>p{fill:url(//x.id)}</style>"),
        drawing("<g/><?xml-stylesheet href='x'?>"),
        drawing(around="<?xml-stylesheet href='x.css'?>"),
        drawing("&e;", '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        drawing("&f;", '<!DOCTYPE svg [<!ENTITY e "ha"><!ENTITY f "&e;&e;">]>'),
    ],
)
def test_a_drawing_that_acts_or_loads_is_refused(data):
    assert media_type_of("a.svg", drawing("<g/>"))  # the control
    assert refused("a.svg", data) == "static-unsafe"


def test_what_is_too_large_is_refused_by_its_bytes_and_by_its_points(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_BYTES", 10)
    assert refused("a.txt", b"x" * 11) == "static-too-large"
    monkeypatch.setattr(kinds, "MAX_BYTES", 10_000)
    monkeypatch.setattr(kinds, "MAX_PIXELS", 3)
    assert refused("a.png", raster("PNG")) == "static-unfit"


def refused(name, data):
    with pytest.raises(StaticFileUnfit) as unfit:
        media_type_of(name, data)
    return unfit.value.reason
