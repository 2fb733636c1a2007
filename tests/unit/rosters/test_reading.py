"""Cells of a roster are understood, or named with what they might have been."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.contacts import Contact
from lms.accounts.provinces import ALL
from lms.organisations.roster.lines import RosterLine
from lms.workflows.rosters.cells import parse_line
from lms.workflows.rosters.parsed_rows import ParsedRow
from lms.workflows.rosters.vocabulary import parse_province


def read(name="Siti Aminah", contact="08123456789", audience="", unit="", group="", province=""):
    line = RosterLine(2, (name, contact, audience, unit, group, province))
    return parse_line(line, unprintable=lambda text: "")


@pytest.mark.parametrize(
    "typed",
    [
        "81234567890",
        "081234567890.0",
        "6.281234567890E+12",
        "6,281234567890E+12",
        "+62 812-3456-7890",
        " 0812 3456 7890 ",
    ],
)
def test_number_is_whole_again_after_a_spreadsheet_counted_with_it(typed):
    assert read(contact=typed).contact == Contact(phone="+6281234567890")


def test_everything_that_is_said_is_understood():
    row = read(" siti  aminah ", "Siti@Contoh.ID", "GURU", " SMP 1 ", "Kelas 7", "32 - Jawa Barat")
    contact = Contact(email="siti@contoh.id")
    assert row == ParsedRow(2, "siti aminah", contact, "teacher", "SMP 1", "Kelas 7", "32")


def test_what_is_not_said_stays_empty():
    assert read() == ParsedRow(2, "Siti Aminah", Contact(phone="+628123456789"))


@pytest.mark.parametrize(
    ("cell", "code", "proposed"),
    [
        ({"name": ""}, "name-missing", None),
        ({"name": "Siti 3201010101010001"}, "name-has-number", "Siti"),
        ({"name": "Si\u200bti"}, "text-has-hidden-marks", "Siti"),
        ({"name": "2026-02-01"}, "text-became-date", "1-2"),
        ({"contact": ""}, "contact-missing", None),
        ({"contact": "6.28E+11"}, "phone-rounded", None),
        ({"contact": "siti@contoh,id"}, "contact-unreadable", "siti@contoh.id"),
        ({"contact": "0812 3456 78O9"}, "contact-unreadable", "+6281234567809"),
        ({"contact": "siti@contoh / 0812"}, "contact-unreadable", None),
        ({"contact": "tidak ada"}, "contact-unreadable", None),
        ({"contact": "siti@gmial.com"}, "mail-domain-misspelled", "siti@gmail.com"),
        ({"contact": "siti@ gmial,com"}, "contact-unreadable", "siti@gmail.com"),
        ({"contact": "Siti <siti@contoh.id>"}, "contact-unreadable", "siti@contoh.id"),
        ({"contact": "mailto:siti@contoh.id."}, "contact-unreadable", "siti@contoh.id"),
        ({"audience": "gurru"}, "audience-unknown", "Guru"),
        ({"group": "2026-07-08"}, "text-became-date", "8-7"),
        ({"province": "Jawa Brat"}, "province-unknown", "Jawa Barat"),
        ({"unit": "x" * 101}, "text-too-long", "x" * 100),
    ],
)
def test_wrong_cell_is_named_with_what_it_might_have_been(cell, code, proposed):
    (problem,) = read(**cell)
    assert (problem.column, problem.code, problem.suggestion) == (*cell, code, proposed)


def test_all_that_is_wrong_with_a_line_is_told_at_once():
    assert [found.column for found in read(name="", contact="x", province="?!x")] == [
        "name",
        "contact",
        "province",
    ]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_province_is_known_by_code_and_both_names(one):
    written = (one.code, one.name_id, one.name_en.upper(), f"Prov. {one.name_id}")
    assert {parse_province(text) for text in written} == {one.code}


@given(st.tuples(*[st.text(max_size=40)] * 6))
def test_whatever_stands_in_a_line_is_read_or_named(cells):
    found = read(*cells)
    assert isinstance(found, ParsedRow) or all(problem.code for problem in found)


@pytest.mark.parametrize(
    ("typed", "contact", "second", "left_out"),
    [
        ("siti@contoh.id / 081234567890", "siti@contoh.id", "+6281234567890", []),
        ("081234567890 atau siti@contoh.id", "siti@contoh.id", "+6281234567890", []),
        ("siti@contoh.id; 0812", "siti@contoh.id", None, [("0812", None)]),
        (
            "siti@gmial.com / 081234567890",
            "+6281234567890",
            None,
            [("siti@gmial.com", "siti@gmail.com / 081234567890")],
        ),
        ("siti@contoh.id / 6.28E+11", "siti@contoh.id", None, [("6.28E+11", None)]),
        ("siti@contoh.id 0812 3456 7890", "siti@contoh.id", "+6281234567890", []),
        ("0812 3456 7890 siti@contoh.id", "siti@contoh.id", "+6281234567890", []),
        ("WA 081234567890", "+6281234567890", None, [("WA", None)]),
        ("siti@gmial.com!", "siti@gmial.com", None, []),
        ("siti@gmial.com! / 081234567890", "siti@gmial.com", "+6281234567890", []),
    ],
)
def test_of_two_contacts_the_one_that_is_wrong_is_left_out(typed, contact, second, left_out):
    row = read(contact=typed)
    assert row.contact.address == contact
    assert (row.second.address if row.second else None) == second
    assert [(note.part, note.suggestion) for note in row.notes] == left_out


@pytest.mark.parametrize(
    "office",
    ["Guru Kelas VI", "Guru PPPK", "Wali Kelas 7A", "Kepala SMPN 2", "Wakasek Kurikulum", "Ka. TU"],
)
def test_offices_of_a_school_are_teachers(office):
    assert read(audience=office).audience == "teacher"


@pytest.mark.parametrize(
    "office", ["Wakil Ketua LSM", "Kepala Desa", "Bendahara", "PNS", "Grup WA"]
)
def test_an_unknown_role_or_province_is_left_out_with_a_word(office):
    row = read(audience=office, province="99")
    assert (row.audience, row.province_code) == (None, None)
    assert [(note.column, note.text, note.code) for note in row.notes] == [
        ("audience", office, "audience-unknown"),
        ("province", "99", "province-unknown"),
    ]
