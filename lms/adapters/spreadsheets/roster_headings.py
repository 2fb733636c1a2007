"""Recognise the headings of a roster, as people write them, and read its lines. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.organisations.roster.lines import RosterLine
from lms.workflows.rosters.columns import COLUMNS, HEADINGS
from lms.workflows.rosters.contact_cells import JOINED

CONTACTS: Final = ("contact", "email", "phone", "landline")
ALIASES: Final = {
    "name": "nama lengkap|nama guru|nama peserta|nama pegawai|nama ptk|nama anggota|nama dan gelar|"
    "full name|teacher|participant",
    "contact": "kontak|contact|email atau nomor hp|email atau telepon|email atau no hp|email hp|"
    "email telepon|email no hp|email phone|email or mobile|email atau hp|surel hp|email wa",
    "email": "email|surel|alamat email|alamat surel|email address|e mail|posel",
    "phone": "hp|no hp|nomor hp|ponsel|nomor ponsel|handphone|no handphone|wa|no wa|nomor wa|"
    "whatsapp|no whatsapp|nomor whatsapp|mobile|mobile number|mobile phone",
    "landline": "telepon|no telepon|nomor telepon|telp|no telp|phone|phone number",
    "audience": "peran|role|audience|sebagai|jabatan|jenis peserta|kategori",
    "unit": "unit kerja|satuan|satuan pendidikan|sekolah|lembaga|desa|kelurahan|bagian|school|"
    "department|village|instansi|asal sekolah|nama sekolah",
    "group": "grup|kelas|gugus|class|rombel|angkatan",
    "province": "prov|kode provinsi|province code|nama provinsi",
}
EMAIL_WORDS: Final = frozenset({"email", "surel", "posel"})
MOBILE_WORDS: Final = frozenset(
    {"hp", "wa", "ponsel", "handphone", "whatsapp", "mobile", "seluler"}
)
PHONE_WORDS: Final = MOBILE_WORDS | {"telepon", "telp", "phone"}
NONE: Final = frozenset(
    {"", "-", "--", "\u2013", ".", "0", "tidak ada", "belum ada", "none", "n/a"}
)
PUNCTUATION: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Index of each column in the file. E-mail and phone may have a column each.

    A column of telephones counts where no column of mobile numbers is filled in.
    """

    indexes: dict[str, int]

    def of(self, *names: str) -> list[int]:
        """Indexes of those of these columns that the file has."""
        return [self.indexes[name] for name in names if name in self.indexes]

    def line(self, number: int, row: Sequence[str]) -> RosterLine:
        """Read one row of the file. Address and number, if both are filled in, share a cell."""
        cells = {name: _cell(row, index) for name, index in self.indexes.items()}
        contacts = {
            name: cells[name] for name in CONTACTS if cells.get(name, "").lower() not in NONE
        }
        if contacts.get("phone"):
            contacts.pop("landline", None)
        cells["contact"] = JOINED.join(dict.fromkeys(contacts.values()))
        return RosterLine(number, tuple(cells.get(name, "") for name in COLUMNS))


def find_columns(row: Sequence[str]) -> Columns | None:
    """Read a row as headings. None unless it has a name and a contact column."""
    indexes: dict[str, int] = {}
    for index, cell in enumerate(row):
        name = _column_name(_plain(cell))
        if name is not None:
            indexes.setdefault(name, index)
    has_contact = any(name in indexes for name in CONTACTS)
    return Columns(indexes) if "name" in indexes and has_contact else None


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _column_name(heading: str) -> str | None:
    """Match the whole heading, or the kind of contact that a longer heading mentions."""
    words = set(heading.split())
    is_email, is_phone = bool(words & EMAIL_WORDS), bool(words & PHONE_WORDS)
    phone = "phone" if words & MOBILE_WORDS else "landline"
    by_kind = {(True, True): "contact", (True, False): "email", (False, True): phone}
    return _NAMES.get(heading) or by_kind.get((is_email, is_phone))


def _plain(heading: str) -> str:
    return PUNCTUATION.sub(" ", heading.lower().replace("e-mail", "email")).strip()


def _all_names() -> dict[str, str]:
    names = {alias: name for name, text in ALIASES.items() for alias in text.split("|")}
    names |= {_plain(text): name for labels in HEADINGS.values() for name, text in labels.items()}
    return names


_NAMES: Final = _all_names()
