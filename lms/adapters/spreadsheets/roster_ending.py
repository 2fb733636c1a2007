"""Recognise lines that are not people: signatures below a table, numbers below headings. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from lms.adapters.spreadsheets.tables import Row

MONTHS: Final = (
    "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
)
ENDING: Final = re.compile(
    r"\s*(mengetahui|menyetujui|disetujui|disahkan|tertanda|tanda tangan|ttd\b|a\.?n\.? kepala|"
    r"nip(pppk)?\s*[.:]|nip\s+[\d.]|nuptk\s*[.:]|jumlah\b|total\b|catatan\b|keterangan\s*:|"
    rf"[^\d@]{{2,40}},\s*(tanggal\s*)?(\d{{1,2}}|[._\u2026]+)\s*({MONTHS})\s*\d{{4}}\s*$)",
    re.IGNORECASE,
)
HEAD: Final = re.compile(
    r"\s*((plt\.?|pjs\.?|plh\.?)\s+)?(kepala (sekolah|madrasah|dinas|bidang|upt|tk|paud|sd|smp|sma|"
    r"smk)|ketua (yayasan|panitia)|pengawas sekolah|koordinator wilayah)\b[^@]{0,60}$",
    re.IGNORECASE,
)
CONTACT: Final = re.compile(r"\+?(62|0|8)[\d\s().\-]{7,16}")
COLUMN_NUMBER: Final = re.compile(r"\(?\d{1,2}[).]?")


def end_of_people(rows: Sequence[Row], *, names: Sequence[int], contacts: Sequence[int]) -> int:
    """Number of rows before the signatures.

    Signatures follow the last row with a contact. Their first row has a word such as "Mengetahui",
    "NIP.", a place with a date, or the office of a signatory. `names` and `contacts` are columns.
    """
    for index in range(_after_last_contact(rows, contacts), len(rows)):
        if _is_ending(rows[index], names):
            return index
    return len(rows)


def is_column_numbers(row: Row) -> bool:
    """Whether a row numbers the columns, as forms do below their headings."""
    cells = [cell for cell in row if cell]
    return len(cells) > 1 and all(COLUMN_NUMBER.fullmatch(cell) for cell in cells)


def _after_last_contact(rows: Sequence[Row], contacts: Sequence[int]) -> int:
    for index in range(len(rows), 0, -1):
        row = rows[index - 1]
        if any(_is_contact(row[column]) for column in contacts if column < len(row)):
            return index
    return 0


def _is_contact(cell: str) -> bool:
    return "@" in cell or CONTACT.fullmatch(cell) is not None


def _is_ending(row: Row, names: Sequence[int]) -> bool:
    """A row with a name is a person, unless the name itself is a signature."""
    in_names = [row[column] for column in names if column < len(row) and row[column]]
    return any(ENDING.match(cell) or HEAD.match(cell) for cell in in_names or row)
