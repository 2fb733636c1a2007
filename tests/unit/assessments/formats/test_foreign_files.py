"""Files as other programs write them come in whole, or with a reason for each item that cannot."""

import base64
from pathlib import Path

import pytest

from assessments.exchange.gift.gift_answers import escape
from assessments.exchange.model import LocalizedText
from assessments.exchange.reading import FileRejected
from assessments.exchange.registry import read_items
from assessments.exchange.xml_files import pack_files

FILES = Path(__file__).parent / "files"
GIFT = (FILES / "others.gift.txt").read_text()
MOODLE = (FILES / "moodle.xml").read_text()
QTI_21 = (FILES / "qti21_choice.xml").read_text()
QTI_INLINE = (FILES / "qti3_inline_choice.xml").read_text()
OLX = (FILES / "library.xml").read_text()
STANDARD = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"


def reading(text, name, language="id"):
    return read_items(text if isinstance(text, bytes) else text.encode(), name, language=language)


def refusals(found):
    return [(one.code, one.item, one.detail) for one in found.rejected]


def test_gift_of_others():
    found = reading(GIFT, "gift")
    by_code = {item.code: item for item in found.items}
    assert [item.kind for item in found.items] == [
        *("single", "multiple", "true-false", "short-text", "number", "number", "matching")
    ]
    assert [o.text.id for o in by_code["Q1"].options] == ["SAPA 129", "Tetangga", "Teman"]
    assert by_code["Q1"].options[0].reason.id == "Benar"
    assert by_code["item-004"].answers == ("129", "seratus dua puluh sembilan")
    assert by_code["item-005"].stem.id == "Berapa umur anak menurut UU? di bawah _____ tahun."
    assert (by_code["item-006"].number, by_code["item-006"].tolerance) == ("3", "2")
    assert by_code["item-007"].stem.id == "Pasangkan layanan"
    assert refusals(found) == [
        ("kind-unknown", "item-008", "essay"),
        ("partial-credit", "item-009", ""),
    ]
    assert [(note.code, note.item) for note in found.notes] == [("scoring-differs", "item-002")]


def test_moodle_xml_of_others():
    found = reading(MOODLE, "moodle-xml")
    by_code = {item.code: item for item in found.items}
    assert {code: item.kind for code, item in by_code.items()} == {
        "MC": "single",
        "MR": "multiple",
        "SA": "short-text",
        "NU": "number",
        "MA": "categorising",
    }
    assert by_code["MC"].stem == LocalizedText(id="Mana yang aman?")
    assert by_code["MC"].options[0].reason == LocalizedText(id="Ya & segera")
    assert refusals(found) == [
        ("kind-unknown", "ES", "essay"),
        ("kind-unknown", "CA", "calculated"),
    ]
    assert [(note.code, note.item) for note in found.notes] == [("scoring-differs", "MR")]


def test_qti_2_item_and_package():
    for content in (QTI_21.encode(), pack_files({"a/q.xml": QTI_21.encode(), "x.png": b"\x00"})):
        item = reading(content, "qti2").items[0]
        assert item.stem.id == "Lihat kalimat ini:\nApa artinya?"
        assert [(o.text.id, o.is_right) for o in item.options] == [
            ("Jangan ditinggal", True),
            ("Boleh ditinggal", False),
        ]


def test_qti_3_inline_choice():
    item = reading(QTI_INLINE % STANDARD, "qti3").items[0]
    assert (item.stem.id, item.is_dropdown) == ("Hubungi _____ dengan segera.", True)


@pytest.mark.parametrize("template", ["", "https://example.org/my_own.xml"])
def test_qti_with_scoring_of_its_own_is_refused(template):
    found = reading(QTI_INLINE % template, "qti3")
    assert [one.code for one in found.rejected] == ["scoring-not-standard"]


def test_qti_interaction_that_is_not_ours_is_named():
    other = (QTI_INLINE % STANDARD).replace("inline-choice-interaction", "hotspot-interaction")
    assert refusals(reading(other, "qti3")) == [("kind-unknown", "inline", "hotspotInteraction")]


def test_olx_of_others():
    found = reading(OLX, "olx")
    kinds = {item.code: item.kind for item in found.items}
    assert kinds == {
        "mc1": "single",
        "cb1": "multiple",
        "dd1": "single",
        "st1": "short-text",
        "nu1": "number",
    }
    first, checks, dropdown, short, number = found.items
    assert (first.stem.id, first.options[0].reason.id) == ("Apa yang pertama?", "Ya")
    assert checks.options[0].reason == LocalizedText()
    assert (dropdown.is_dropdown, dropdown.options[0].is_right) == (True, True)
    assert short.answers == ("SAPA", "Sapa 129")
    assert (number.number, number.tolerance) == ("200", "10")
    assert [one.code for one in found.rejected] == [
        *("script-in-problem", "kind-unknown", "pattern-answer")
    ]


def test_aiken_of_others():
    blocks = ["Siapa?\nA) Ani\nB) Budi\nANSWER: B", "Apa?\nA. x\nB. y\nANSWER: C", "Sisa"]
    text = "\n\n".join(blocks).replace("\n", "\r\n")
    found = reading(text, "aiken")
    assert [o.is_right for o in found.items[0].options] == [False, True]
    assert refusals(found) == [
        ("answer-unknown", "item-002", "C"),
        ("answer-line-missing", "item-003", "Sisa"),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_encodings_of_real_files(encoding):
    text = "Café?\nA. é\nB. e\nANSWER: A\n"
    assert reading(text.encode(encoding), "aiken").items[0].stem.id == "Café?"


def test_a_picture_is_told_and_a_large_one_refused():
    small = base64.b64encode(b"x" * 100).decode()
    large = base64.b64encode(b"x" * 300_000).decode()

    def question(name, data):
        return (
            f'<question type="truefalse"><name><text>{name}</text></name>'
            f'<questiontext format="html"><text>&lt;img src="data:image/png;base64,{data}"&gt;'
            f'Apa?</text></questiontext><answer fraction="100"><text>true</text></answer>'
            f'<answer fraction="0"><text>false</text></answer></question>'
        )

    found = reading(f"<quiz>{question('S', small)}{question('L', large)}</quiz>", "moodle-xml")
    assert [(one.code, one.item) for one in found.notes] == [("picture-left-out", "S")]
    assert [(one.code, one.item) for one in found.rejected] == [("picture-too-large", "L")]
    file = f'<file name="a.png" encoding="base64">{large}</file></questiontext>'
    attached = question("F", small).replace("</questiontext>", file)
    refused = reading(f"<quiz>{attached}</quiz>", "moodle-xml").rejected
    assert [(one.code, one.detail) for one in refused] == [("picture-too-large", "a.png")]


def test_html_is_cleaned():
    marked = '<p onclick="x()">Aman?<script>alert(1)</script><style>p{}</style>'
    text = f"::H::[html]{escape(marked)}{{T}}"
    assert reading(text, "gift").items[0].stem.id == "Aman?"


def test_a_file_without_a_single_item_is_refused():
    with pytest.raises(FileRejected) as caught:
        reading("<quiz/>", "moodle-xml")
    assert caught.value.remark.code == "no-items"


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gift", "::A::[html]Apa?%s{=Ya ~Tidak}"),
        ("gift", "::A::[html]Apa?{=Ya%s ~Tidak}"),
        ("moodle-xml", MOODLE.replace("<![CDATA[", "<![CDATA[%s")),
        ("qti2", QTI_21.replace("<itemBody>", "<itemBody>%s")),
        (
            "olx",
            OLX.replace("<label>", "<label>%s").replace("<script", "<p").replace("</script", "</p"),
        ),
    ],
    ids=["gift question", "gift answer", "moodle", "qti", "olx"],
)
def test_a_script_or_style_is_left_out_and_that_is_told(name, content):
    assert "%s" in content
    dropped = "<style>p{}</style>" if name == "olx" else SCRIPT  # a script in OLX is refused
    if name == "gift":
        dropped = escape(dropped)
    told = reading(content.replace("%s", dropped), name)
    bare = reading(content.replace("%s", ""), name)
    assert told.items == bare.items
    noted = [one.item for one in told.notes if one.code == "markup-left-out"]
    assert noted
    assert len(noted) == len(set(noted))
    assert "markup-left-out" not in [one.code for one in bare.notes]


def test_the_word_script_in_plain_text_is_no_markup():
    found = reading(f"::A::[plain]Apa itu {escape(SCRIPT)}?{{=Kode ~Gambar}}", "gift")
    assert SCRIPT in found.items[0].stem.id
    assert found.notes == ()
