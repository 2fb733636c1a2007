"""A file says by itself what kind it is, where it can; where it cannot, nothing is guessed."""

import pytest

from assessments.exchange.examples import EXAMPLES
from assessments.exchange.guess import guess_format
from assessments.exchange.registry import FORMATS, write_items
from assessments.exchange.xml_files import pack_files

WRITTEN = [name for name, one in FORMATS.items() if one.write is not None]
QTI_2 = b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a"/>'


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("file_name", ["soal", "soal.bak", "soal.xml"])
def test_what_we_write_is_known_by_its_content(name, file_name):
    items = [one for one in EXAMPLES if one.kind in FORMATS[name].kinds]
    content = write_items(items, name, language="id").content
    assert guess_format(content, file_name) == name


@pytest.mark.parametrize(
    ("content", "file_name", "kind"),
    [
        (QTI_2, "q.xml", "qti2"),
        (pack_files({"imsmanifest.xml": b"<manifest/>", "q.xml": QTI_2}), "q.zip", "qti2"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<quiz></quiz>", "a.txt", "moodle-xml"),
        ("Kode;Jenis;Soal (Indonesia)\r\n".encode("utf-16"), "a.txt", "csv"),
        (b"apa saja", "a.CSV", "csv"),
        (b"Siapa?\r\nA) Ani\r\nB) Budi\r\nANSWER: B\r\n", "a.txt", "aiken"),
        (b"// catatan\n::A::Ya?{T}", "a.txt", "gift"),
    ],
    ids=["qti 2", "qti 2 package", "moodle", "csv", "csv by name", "aiken", "gift"],
)
def test_files_of_others_are_known(content, file_name, kind):
    assert guess_format(content, file_name) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\x00",
        b"PK\x03\x04 broken",
        b"Hanya kalimat.",
        b"<html><body>x</body></html>",
        b"kurung \\{ saja",
        pack_files({"a.txt": b"<quiz>", "b.xml": b"<other/>"}),
    ],
    ids=["empty", "picture", "broken", "prose", "page", "escaped", "package"],
)
def test_where_nothing_speaks_for_a_format_none_is_guessed(content):
    assert guess_format(content, "soal.xlsx") is None
