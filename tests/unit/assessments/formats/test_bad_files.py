"""Hostile and broken files are refused by name, and soon."""

import sys
import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from assessments.exchange.reading import MAX_BYTES, FileRejected
from assessments.exchange.registry import FORMATS, read_items
from assessments.exchange.spreadsheet import process
from assessments.exchange.xml_files import pack_files

XML = ("moodle-xml", "qti2", "qti3", "olx")
DTD = '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://127.0.0.1/x.dtd"><quiz/>'
BOMB = '<!DOCTYPE q [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
FILE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


def refusal(content, name):
    content = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FileRejected) as caught:
        read_items(content, name, language="id")
    return caught.value.remark.code, caught.value.remark.detail


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("content", [DTD, BOMB, FILE])
def test_dtds_and_entities_are_refused(name, content):
    assert refusal(content, name)[0] == "dtd-refused"
    if name != "moodle-xml":
        assert refusal(pack_files({"a.xml": content.encode()}), name)[0] == "dtd-refused"


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("content", ["<quiz>", "no xml", "<a>&nbsp;</a>", "<a>\x00</a>"])
def test_broken_xml_is_refused(name, content):
    assert refusal(content, name)[0] == "xml-broken"


@pytest.mark.parametrize("name", FORMATS)
def test_empty_and_huge_files_are_refused(name):
    assert refusal(b" \n", name) == ("file-empty", "")
    assert refusal(b"x" * (MAX_BYTES + 1), name)[0] == "file-too-large"


@pytest.mark.parametrize("name", ["gift", "aiken", "csv"])
def test_what_is_no_text_is_refused(name):
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00", name)[0] == "not-text"


@pytest.mark.slow
def test_a_package_that_unpacks_to_too_much_is_refused_soon():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.xml", b"<a/>" + b" " * 15_000_000)
    began = time.monotonic()
    for name in ("qti3", "olx", "xlsx"):
        assert refusal(made.getvalue(), name)[0] == "package-too-large"
    assert time.monotonic() - began < 10


def test_a_package_of_too_many_files_or_a_broken_one_is_refused():
    many = pack_files({f"{number}.txt": b"" for number in range(3_001)})
    assert refusal(many, "qti3")[0] == "package-too-large"
    assert refusal(many[:5_000], "qti3")[0] == "package-broken"
    assert refusal(pack_files({"a.txt": b"x"}), "xlsx")[0] == "package-broken"


def workbook(cells):
    made = BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for cell, value in cells.items():
            write = sheet.write_formula if value.startswith("=") else sheet.write_string
            write(cell, value)
    return made.getvalue()


HEADS = {"A1": "Code", "B1": "Type", "C1": "Question (English)", "D1": "Key"}


def test_a_formula_is_refused_with_its_cell():
    content = workbook(
        {**HEADS, "A2": "Q1", "B2": "true-false", "C2": '=HYPERLINK("x")', "D2": "true"}
    )
    assert refusal(content, "xlsx") == ("formula-in-cell", "C2")
    table = 'Code,Type,Question (English),Key\nQ1,true-false,"=1+1",true\n'
    assert refusal(table, "csv") == ("formula-in-cell", "C2")


def test_a_huge_cell_is_refused_with_its_place():
    content = workbook({**HEADS, "A2": "Q1", "B2": "true-false", "C2": "x" * 32_000, "D2": "true"})
    assert refusal(content, "xlsx") == ("cell-too-long", "C2")
    table = f"Code,Type,Question (English),Key\nQ1,true-false,{'x' * 5_000_000},true\n"
    assert refusal(table, "csv")[0] == "cell-too-long"


def test_a_huge_text_is_refused_with_its_item():
    text = f"::Q1::{'x' * 5_000_000}{{T}}"
    found = read_items(text.encode(), "gift", language="id")
    assert [(one.code, one.item) for one in found.rejected] == [("text-too-long", "Q1")]


def test_headings_of_another_table_are_refused():
    assert refusal("name,mark\na,1\n", "csv")[0] == "headings-missing"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Q1,essay,Apa?,,", "kind-unknown"),
        ("Q1,single,Apa?,C,ya,tidak", "answer-unknown"),
        ("Q1,single,Apa?,,ya,tidak", "answer-unknown"),
        ('Q1,single,Apa?,"A,B",ya,tidak', "key-not-one"),
        ("Q1,single,,A,ya,tidak", "stem-empty"),
        ("Q1,single,Apa?,A,ya,ya", "options-alike"),
        ("Q1,single,Apa?,A,ya,", "options-few"),
        ("Q1,true-false,Apa?,maybe,,", "answer-unclear"),
        ("Q1,number,Apa?,many,,", "number-unclear"),
        ("Q1,short-text,Apa?,,,", "answers-missing"),
        ("Q1,ordering,Apa?,,a,b", "steps-few"),
        ("Q1,matching,Apa?,,a,b", "part-empty"),
    ],
)
def test_each_row_that_is_no_item_says_why(row, code):
    table = (
        f"Kode,Jenis,Soal (Indonesia),Kunci,Pilihan A (Indonesia),Pilihan B (Indonesia)\n{row}\n"
    )
    found = read_items(table.encode(), "csv", language="id")
    assert found.items == ()
    assert code in [one.code for one in found.rejected]


def test_codes_that_stand_twice_are_refused():
    found = read_items(b"::Q::a{T}\n\n::Q::b{F}\n", "gift", language="id")
    assert [(one.code, one.item) for one in found.rejected] == [("code-repeated", "Q")]


@pytest.mark.slow
@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    for name in FORMATS:
        try:
            read_items(content, name, language="en")
        except FileRejected:
            continue


@pytest.mark.parametrize("open_end", ["::B::Dan {", "::B::Dan {\n=ya\n~tidak", "Dan {=ya"])
@pytest.mark.parametrize("next_one", ["::C::Lalu? {=ya ~tidak}", "Lalu? {T}"])
def test_a_missing_brace_in_gift_takes_no_other_question_along(open_end, next_one):
    text = f"::A::Mula? {{=ya\n\n~tidak}}\n\n{open_end}\n\n{next_one}\n\n::D::Akhir? {{F}}\n"
    found = read_items(text.encode(), "gift", language="id")
    assert [one.code for one in found.rejected] == ["brace-missing"]
    assert [item.stem.of("id") for item in found.items] == ["Mula?", "Lalu?", "Akhir?"]


def test_after_a_missing_brace_a_question_may_open_its_own_on_a_later_line():
    text = "::A::Dan {=ya ~tidak\n\nLalu apa?\n{ =ya ~tidak }\n\n::D::Akhir? {F}\n"
    found = read_items(text.encode(), "gift", language="id")
    assert [one.code for one in found.rejected] == ["brace-missing"]
    assert [item.stem.of("id") for item in found.items] == ["Lalu apa?", "Akhir?"]


@given(st.text("::{}=~#%->\\ TFab1.\n[html]", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_gift_is_read_or_refused(text):
    try:
        read_items(text.encode(), "gift", language="en")
    except FileRejected:
        return


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (1_048_575, 0, "too-many-rows"),
        (5_000, 1, "too-many-rows"),
        (0, 16_383, "package-too-large"),
    ],
)
def test_one_far_cell_is_refused_before_anything_is_laid_out(row, column, code):
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as workbook:
        workbook.add_worksheet().write_string(row, column, "x")
    assert refusal(made.getvalue(), "xlsx")[0] == code


@pytest.mark.parametrize("part", ["content.xml", "xl/workbook.bin"])
def test_a_workbook_of_another_kind_is_refused(part):
    assert refusal(pack_files({part: b"<a/>"}), "xlsx") == ("not-this-format", "xlsx")


@pytest.mark.parametrize("name", XML)
def test_xml_that_is_too_deep_is_refused(name):
    content = f"<problem><label>{'<b>' * 5_000}{'</b>' * 5_000}</label></problem>"
    assert refusal(content, name)[0] == "xml-broken"


@pytest.mark.parametrize("name", ["qti3", "olx", "xlsx"])
def test_a_package_that_was_changed_inside_is_refused(name):
    content = bytearray(pack_files({"a.xml": b"<x>" + bytes(range(65, 91)) * 300 + b"</x>"}))
    content[40:60] = bytes(one ^ 0x5A for one in content[40:60])
    assert refusal(bytes(content), name)[0] == "package-broken"


def test_a_workbook_that_ends_its_reader_is_refused_by_name(monkeypatch):
    """What no look foresees: here the process may not even begin to read."""
    content = workbook({**HEADS, "A2": "Q1", "B2": "true-false", "C2": "x", "D2": "true"})
    assert read_items(content, "xlsx", language="id").items
    starved = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(process, "READER", starved)
    assert refusal(content, "xlsx") == ("package-too-large", "")
    monkeypatch.setattr(process, "READER", [sys.executable, "-c", "raise SystemExit(3)"])
    assert refusal(content, "xlsx") == ("package-broken", "")
