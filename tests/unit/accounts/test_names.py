"""Names are kept as people write them; what is no name is refused for its reason."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.errors import NameHasAddress, NameHasNumber, NameMissing, NameNotPrintable
from lms.accounts.names import MAX_NAME_LENGTH, clean_name
from lms.kernel.errors import Invalid
from lms.kernel.texts.texts import TextHasHiddenMarks, TextTooLong


@pytest.mark.parametrize(
    "name",
    [
        "Suharto",
        "Maria Goreti Bere",
        "R.A. Siti Nurhaliza binti Abdul Rahman Wijayakusuma Sastrodi",
        "Nguyễn Thị Hồng",
        "ꦱꦸꦫꦠ꧀",
        "O'Neill-Simanjuntak, S.Pd., M.A.",
        "Raden Panji III",
        "ꦏ꧀ꦏꦿꦸꦁ ꦮꦶꦗꦪ",  # Javanese, Balinese, Thai
        "ᬅᬓ᭄ᬱᬭ ᬩᬮᬶ",
        "ศรีสุดา น้ำผึ้ง",
        "מֹשֶׁה בֶּן־שַׁבָּ֑ת",  # with vowels and accents
        "مُحَمَّدٌ عَبْدُ ٱلرَّحْمَٰنِ",
    ],
)
def test_names_stay_as_people_write_them(name):
    assert clean_name(name) == name


def test_letters_with_marks_of_their_own_are_composed():
    assert clean_name(unicodedata.normalize("NFD", "Nguyễn Thị Ánh")) == "Nguyễn Thị Ánh"


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("a" + "\u0301" * 59, "\u25cc\u0301"),
        ("Ratna x" + "\u0323\u0302\u0301" * 2, "\u25cc\u0323\u25cc\u0302\u25cc\u0301"),
        ("Ratna \ufdfd", "\ufdfd"),
    ],
)
def test_what_bursts_its_line_on_a_certificate_is_refused(name, characters):
    with pytest.raises(NameNotPrintable) as refused:
        clean_name(name)
    assert refused.value.parameters["characters"] == characters


def test_as_many_marks_as_a_line_holds_stay():
    assert clean_name("x" + "\u0323\u0302\u0301\u0307") == "x" + "\u0323\u0302\u0301\u0307"


def test_blanks_and_new_lines_are_tidied():
    assert clean_name("  Ratna \u00a0\t Dewi\r\n") == "Ratna Dewi"


@pytest.mark.parametrize(
    "mark",
    [
        *("\x00", "\x08", "\x1b", "\x7f", "\x85"),  # control characters
        *("\u202e", "\u2066", "\u200f"),  # turn writing round
        *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\U000e0041"),
    ],
)
def test_marks_that_nobody_sees_are_refused(mark):
    assert clean_name("Ratna Dewi") == "Ratna Dewi"
    for name in (f"Ratna{mark}Dewi", f"Ratna Dewi{mark}", f"{mark}Ratna"):
        with pytest.raises(TextHasHiddenMarks):
            clean_name(name)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", NameMissing),
        (" - ", NameMissing),
        ("Ratna 3171234567890001", NameHasNumber),
        ("Ratna ratna@contoh.id", NameHasAddress),
        ("Ratna https://contoh.id", NameHasAddress),
        ("Ratna \u202eiweD", TextHasHiddenMarks),
        ("Ratna \ud800", TextHasHiddenMarks),
        ("R" * (MAX_NAME_LENGTH + 1), TextTooLong),
        ("R" * 1_000_000, TextTooLong),
    ],
)
def test_what_is_no_name_is_refused_for_its_reason(name, error):
    with pytest.raises(error):
        clean_name(name)


@given(st.text(max_size=300))
def test_a_clean_name_is_clean_already(text):
    try:
        name = clean_name(text)
    except Invalid:
        return
    assert clean_name(name) == name
    assert "\x00" not in name
    assert name == name.strip()
