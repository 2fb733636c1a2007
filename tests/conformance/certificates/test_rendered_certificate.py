"""The drawn certificate, as poppler, pdfium and zxing-cpp see it."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from certificates.pdf.page_images import page_png, page_preview
from certificates.pdf.rendering import NameNotPrintable, render_pdf
from certificates.qr.drawing import MIN_MODULE, qr_svg

NAMES = {
    "one word": "Suharti",
    "usual": "Ratna Dewi Kusumaningtyas",
    "sixty letters": "Raden Ajeng Siti Nurhaliza Kusumawardhani Prameswari Dewi Sr",
    "sixty wide letters": "W" * 60,
    "Javanese": "ꦫꦠꦤꦢꦺꦮꦶꦏꦸꦱꦸꦩꦤꦶꦁꦠꦾꦱ꧀",
    "sixty Javanese letters": ("ꦫꦠꦤꦢꦺꦮꦶꦏꦸꦱꦸꦩꦤꦶꦁꦠꦾꦱ꧀" * 3)[:60],
    "Arabic": "راتنا ديوي كوسوماننڠتياس",
    "Balinese": "ᬭᬢ᭄ᬦᬤᬾᬯᬶ",
    "markup": '#text("x") <b>*Ratna*</b> $1$ \\ "Dewi"',
}
SHIPPED = {"EBGaramond12-Regular", "EBGaramond12-Italic"} | {
    f"SourceSans3-{style}" for style in ("Regular", "Semibold")
}


@pytest.fixture
def poppler(tmp_path):
    """What one of poppler's programs says about a PDF."""

    def poppler(program, pdf, *options):
        file = tmp_path / "certificate.pdf"
        file.write_bytes(pdf)
        command = [program, *options, str(file), *(["-"] if program == "pdftotext" else [])]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    return poppler


def picture_of(pdf, *, dpi):
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        return document[0].render(scale=dpi / 72).to_pil()


def codes_in(picture):
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_code_is_read_from_page_and_picture(record_for, name):
    record = record_for(name)
    pdf = render_pdf(record)
    assert codes_in(picture_of(pdf, dpi=150)) == [record.qr_text]
    assert codes_in(Image.open(BytesIO(page_png(pdf)))) == [record.qr_text]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_modules_are_large_enough_and_the_code_has_its_room(record_for, name):
    svg, side = qr_svg(record_for(name).qr_text)
    modules = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    assert side / modules >= MIN_MODULE >= 0.6
    assert 54 <= side <= 59  # what the layout leaves room for


def test_only_shipped_fonts_are_embedded_with_their_characters(record_for, poppler):
    rows = poppler("pdffonts", render_pdf(record_for("Ratna Dewi"))).splitlines()[2:]
    names = {row.split()[0].partition("+")[2].removesuffix("-Identity-H") for row in rows}
    assert names == SHIPPED
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@pytest.mark.parametrize(
    ("name", "font"), [("ꦫꦠꦤ", "NotoSansJavanese"), ("راتنا", "NotoNaskhArabic")]
)
def test_other_scripts_have_their_own_font(record_for, poppler, name, font):
    assert font in poppler("pdffonts", render_pdf(record_for(name)))


def test_the_page_is_a4_tagged_and_titled(record_for, poppler):
    told = poppler("pdfinfo", render_pdf(record_for("Ratna Dewi")))
    assert "841.89 x 595.276 pts (A4)" in told
    assert "Tagged:          yes" in told
    assert "7K4M-2Q9X-HT3W-P8DR" in told


def test_the_file_says_which_standards_it_keeps(record_for):
    pdf = render_pdf(record_for("Ratna Dewi"))
    for mark in (b"pdfaid:part>3<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<", b"/OutputIntent"):
        assert mark in pdf, mark


def test_the_words_are_text_in_both_languages_and_the_score_is_not_there(record_for, poppler):
    text = poppler("pdftotext", render_pdf(record_for("Ratna Dewi", level=1)), "-layout")
    for words in (
        "Ratna Dewi",
        "Guru atau tenaga kependidikan, Nusa Tenggara Timur",
        "Teacher or school staff, East Nusa Tenggara",
        "8 jam pelajaran",
        "Predikat istimewa",
        "24 November 2026",
        "24 November 2029",
        "7K4M-2Q9X-HT3W-P8DR",
        "payung.example",
        "Lembaga Penerbit (contoh)",
        "Dr. Wulan Prameswari",
        "Programme Chair",
    ):
        assert words in text, words
    for absent in ("nilai", "score", "CONTOH", "UJI COBA"):
        assert absent not in text, absent


def test_a_specimen_and_a_pilot_say_so(record_for, poppler):
    record = record_for("Ratna Dewi", is_specimen=True, is_pilot=True, issuer_name=None)
    text = poppler("pdftotext", render_pdf(replace(record, signatories=())), "-layout")
    for words in ("CONTOH / SPECIMEN", "not a genuine certificate", "UJI COBA / PILOT", "not set"):
        assert words in text, words


def test_markup_in_a_name_is_printed_as_it_is(record_for, poppler):
    name = NAMES["markup"]
    text = poppler("pdftotext", render_pdf(record_for(name)))
    assert name in text.replace("”", '"').replace("“", '"')


def test_invisible_characters_cannot_turn_a_line_round(record_for, poppler):
    record = record_for("Ratna Dewi")
    turned = replace(record, name="Ratna \u202e Dewi\u200b")
    assert render_pdf(turned) == render_pdf(record)


def test_the_same_record_gives_the_same_bytes(record_for):
    record = record_for("Ratna Dewi")
    assert render_pdf(record) == render_pdf(record)
    assert page_png(render_pdf(record)) == page_png(render_pdf(record))


def test_a_name_that_no_shipped_font_can_draw_is_refused(record_for):
    with pytest.raises(NameNotPrintable) as refusal:
        render_pdf(record_for("Li 李明"))
    assert refusal.value.characters == "李明"


def test_a_picture_is_small_enough_to_send(record_for):
    pdf = render_pdf(record_for("Ratna Dewi"))
    assert len(page_png(pdf)) < 250_000
    preview = page_preview(pdf)
    assert len(preview) < 45_000
    assert Image.open(BytesIO(preview)).size == (640, 452)
