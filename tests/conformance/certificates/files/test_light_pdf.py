"""How much a certificate weighs, whoever's name stands on it, and that nothing is lost by it."""

import json
import math
import subprocess
import unicodedata
from io import BytesIO
from itertools import islice

import pikepdf
import pytest
from lxml import etree

from certificates.pdf import glyph_coverage, rendering
from certificates.pdf.compaction import compact_pdf
from certificates.pdf.glyph_coverage import FONTS
from lms.accounts.names import clean_name
from tests.conformance.certificates.files.conftest import NAMES

LARGEST = 60_000  # unsealed, in two languages
MAX_IN_LATIN_SIZE = 51_000
LONGEST = {  # 60 letters
    "letters all different": "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸ",
    "longest Arabic": "محمد راتنا ديوي كوسوماننڠتياس بنت عبدالرحمن الحاج سوريانيڠرت",
    "longest Balinese": ("ᬭᬢ᭄ᬦᬤᬾᬯᬶᬓᬸᬲᬸᬫᬦᬶᬗ᭄ᬢ᭄ᬬᬲ᭄" * 3)[:60],
    "five scripts": "Ratna ᬭᬢ᭄ᬦ ꦫꦠꦤ راتنا ᯒᯖ᯲ᯉ",
}
MANY = 60  # letters that a name may have
SCRIPTS = {
    "Latin, Greek, Cyrillic": "eb-garamond/EBGaramond12-Regular.otf",
    **{file.stem: f"noto/{file.name}" for file in sorted(FONTS.glob("noto/*.ttf"))},
}
PAIRS = [(one, other) for one in list(SCRIPTS)[:2] for other in list(SCRIPTS)[1:] if one != other]
PRESENTED = range(0xFB50, 0xFF00)  # Arabic in shapes of print: no keyboard writes them
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
TABLE = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<>>\nstartxref\n30\n%%EOF"


@pytest.fixture(scope="module")
def as_typst_writes(record_for):
    """The bytes that typst gives for a name, and those that we keep."""

    def as_typst_writes(name):
        record = record_for(name)
        values = rendering._values(record) | {"credential": json.dumps({"name": name})}
        drawn = rendering._render(record, values)
        return drawn, rendering.render_pdf(record, credential=values["credential"].encode())

    return as_typst_writes


def widths(font):
    """Of each letter by its number, from either way to write them down."""
    found, entries = {}, list(font.W)
    while entries:
        first, second = entries[:2]
        if isinstance(second, pikepdf.Array):
            found |= {int(first) + place: float(width) for place, width in enumerate(second)}
            del entries[:2]
        else:
            found |= dict.fromkeys(range(int(first), int(second) + 1), float(entries[2]))
            del entries[:3]
    return found


def is_a(candidate, kind):
    return isinstance(candidate, pikepdf.Dictionary) and candidate.get("/Type") == kind


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_all_objects_stay_but_widths_lists_of_letters_and_metadata(as_typst_writes, name):
    drawn, kept = as_typst_writes(name)
    assert len(kept) < len(drawn) - 3_000
    with pikepdf.open(BytesIO(drawn)) as before, pikepdf.open(BytesIO(kept)) as after:
        lists = set()
        for one in before.objects:
            if is_a(one, "/FontDescriptor"):
                lists.add(one.CIDSet.objgen)
                del one.CIDSet
        for one in before.objects:
            if one.objgen in lists or one.objgen == before.Root.Metadata.objgen:
                continue
            other = after.get_object(one.objgen)
            if isinstance(one, pikepdf.Dictionary) and "/W" in one:
                assert widths(other) == pytest.approx(widths(one), abs=0.005)
                assert len(widths(other)) > 1
                del one.W, other.W
            assert one.unparse() == other.unparse()
            if isinstance(one, pikepdf.Stream):
                assert one.read_raw_bytes() == other.read_raw_bytes()
        assert before.trailer.ID == after.trailer.ID
        assert before.trailer.Root.objgen == after.trailer.Root.objgen


def signs_of(script):
    """All signs with which a name in a script could be written, digits aside: in their order, and
    marks spread over the letters, since no name has many on one."""
    signs = (chr(code) for code in sorted(glyph_coverage._characters_of(FONTS / SCRIPTS[script])))
    foreign = () if script.startswith("Latin") else ("LATIN", "COMBINING")
    written = [
        sign
        for sign in signs
        if unicodedata.category(sign)[0] in "LM"
        and glyph_coverage.normalise_name(sign) == sign
        and not unicodedata.name(sign, "").startswith(foreign)
    ]
    marks = [sign for sign in written if unicodedata.category(sign) == "Mn"]
    letters = [sign for sign in written if sign not in marks]
    on_each = math.ceil(len(marks) / len(letters))
    waiting = iter(marks)
    return [sign for one in letters for sign in (one, *islice(waiting, on_each))]


def weight(unsealed_for, signs):
    """Of the certificate for a name as the program takes it in."""
    return len(unsealed_for(clean_name("".join(signs))))


@pytest.mark.parametrize("name", (NAMES | LONGEST).values(), ids=(NAMES | LONGEST).keys())
def test_it_is_light(unsealed_for, name):
    """Sizes differ by some 300 bytes with the keys: code and proof do."""
    is_latin = max(name) < "\u0250"  # where letters of phonetics begin
    assert weight(unsealed_for, name) < (MAX_IN_LATIN_SIZE if is_latin else LARGEST)


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_is_light_with_any_sixty_signs_of_a_script(unsealed_for, script):
    signs = signs_of(script)
    starts = sorted({*range(0, max(1, len(signs) - MANY), MANY), max(0, len(signs) - MANY)})
    weights = [weight(unsealed_for, signs[start : start + MANY]) for start in starts]
    assert max(weights) < LARGEST


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_it_is_light_with_thirty_signs_of_each_of_two_scripts(unsealed_for, pair):
    shown = [[sign for sign in signs_of(one) if ord(sign) not in PRESENTED] for one in pair]
    halves = [sign for signs in shown for sign in signs[: MANY // 2]]
    assert weight(unsealed_for, halves) < LARGEST


def properties(pdf):
    """What the metadata say outside of explanations: names with their words in order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        tree = etree.fromstring(document.Root.Metadata.read_bytes())
    (description,) = tree.iter(f"{RDF}Description")
    found = {one.tag.partition("}")[2]: list(one.itertext()) for one in description}
    explained = [one.text for one in description.iter() if one.tag.endswith("namespaceURI")]
    return found, explained


@pytest.mark.parametrize("issuer", ["Lembaga (contoh)", 'A <xmpMM:History> & ">>\nstream'])
def test_the_metadata_say_the_same_but_for_a_history(record_for, issuer):
    record = record_for("Ratna Dewi", issuer_name=issuer)
    drawn = rendering._render(record, rendering._values(record))
    (before, _), (after, explained) = properties(drawn), properties(compact_pdf(drawn))
    assert before.pop("History")
    assert before.pop("schemas") != after.pop("schemas")
    assert after == before
    assert after["creator"] == [issuer]
    assert explained == ["http://ns.adobe.com/xap/1.0/mm/", "http://www.aiim.org/pdfua/ns/id/"]


def test_each_row_of_the_table_leads_to_its_object(as_typst_writes):
    _drawn, kept = as_typst_writes("Ratna Dewi")
    start = int(kept.rpartition(b"startxref")[2].split()[0])
    head, *rows = kept[start:].partition(b"trailer")[0].splitlines(keepends=True)[1:]
    assert int(head.split()[1]) == len(rows)
    assert {len(row) for row in rows} == {20}
    for number, row in enumerate(rows):
        offset, _generation, state = row.split()
        if state == b"n":
            assert kept[int(offset) :].startswith(b"%d 0 obj\n" % number)
        else:
            assert row == b"0000000000 65535 f \n"
    assert 0 < sum(row.endswith(b"f \n") for row in rows) < 10


def test_qpdf_finds_nothing_amiss_before_the_seal(as_typst_writes, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(as_typst_writes("Ratna Dewi")[1])
    told = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    assert "No syntax or stream encoding errors found" in told.stdout


@pytest.mark.parametrize(
    "pdf",
    [
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n2 0 obj\n<<>>\nendobj\n" + TABLE,
    ],
    ids=["no table", "another number"],
)
def test_what_typst_does_not_write_is_refused(pdf):
    with pytest.raises(ValueError, match=r"table|otherwise"):
        compact_pdf(pdf)
