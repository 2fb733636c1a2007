"""Columns of a roster, and the many ways in which people head them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lms.workflows.rosters.lines import RosterLine

COLUMNS: Final = ("name", "contact", "audience", "unit", "group", "province")
HEADINGS: Final = {
    "id": {
        "name": "Nama",
        "contact": "Surel atau nomor HP",
        "audience": "Peran",
        "unit": "Unit",
        "group": "Kelompok",
        "province": "Provinsi",
    },
    "en": {
        "name": "Name",
        "contact": "E-mail or phone",
        "audience": "Role",
        "unit": "Unit",
        "group": "Group",
        "province": "Province",
    },
}
ALIASES: Final = {
    "name": "nama lengkap|nama guru|nama peserta|nama pegawai|nama ptk|nama anggota|nama dan gelar|"
    "full name|teacher|participant",
    "contact": "kontak|contact|email atau nomor hp|email atau telepon|email atau no hp|email hp|"
    "email telepon|email no hp|email phone|email or mobile|email atau hp|surel hp|email wa",
    "email": "email|surel|alamat email|alamat surel|email address|e mail|posel",
    "phone": "hp|no hp|nomor hp|telepon|no telepon|nomor telepon|telp|no telp|ponsel|nomor ponsel|"
    "handphone|no handphone|wa|no wa|nomor wa|whatsapp|no whatsapp|nomor whatsapp|phone|mobile|"
    "phone number|mobile number|mobile phone",
    "audience": "peran|role|audience|sebagai|jabatan|jenis peserta|kategori",
    "unit": "unit kerja|satuan|satuan pendidikan|sekolah|lembaga|desa|kelurahan|bagian|school|"
    "department|village|instansi|asal sekolah|nama sekolah",
    "group": "grup|kelas|gugus|class|rombel|angkatan",
    "province": "prov|kode provinsi|province code|nama provinsi",
}
EMAIL_WORDS: Final = frozenset({"email", "surel", "posel"})
PHONE_WORDS: Final = frozenset(
    {"hp", "wa", "telepon", "telp", "ponsel", "handphone", "whatsapp", "phone", "mobile", "seluler"}
)
PUNCTUATION: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands; e-mail and phone may have one each."""

    places: dict[str, int]
    by_contact: dict[str, tuple[int | None, ...]] = field(default_factory=dict, compare=False)

    def line(self, number: int, row: Sequence[str]) -> RosterLine:
        found = {name: _cell(row, place) for name, place in self.places.items()}
        shown = [name for name in ("contact", "email", "phone") if found.get(name)]
        contact = shown[0] if shown else next(iter(self._contacts()))
        found["contact"] = found[contact]
        texts = tuple(found.get(name, "") for name in COLUMNS)
        return RosterLine(number, texts, self._places(contact))

    def _places(self, contact: str) -> tuple[int | None, ...]:
        """One for all lines whose contact stands in the same column."""
        if contact not in self.by_contact:
            places = self.places | {"contact": self.places[contact]}
            self.by_contact[contact] = tuple(places.get(name) for name in COLUMNS)
        return self.by_contact[contact]

    def _contacts(self) -> list[str]:
        return [name for name in ("contact", "email", "phone") if name in self.places]


def find_columns(row: Sequence[str]) -> Columns | None:
    """None where the row does not head names and contacts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = _column_name(_plain(cell))
        if name is not None:
            places.setdefault(name, place)
    has_contact = any(name in places for name in ("contact", "email", "phone"))
    return Columns(places) if "name" in places and has_contact else None


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _column_name(heading: str) -> str | None:
    """By the whole heading, or by the kind of contact that a longer one speaks of."""
    words = set(heading.split())
    is_email, is_phone = bool(words & EMAIL_WORDS), bool(words & PHONE_WORDS)
    by_words = {(True, True): "contact", (True, False): "email", (False, True): "phone"}
    return _NAMES.get(heading) or by_words.get((is_email, is_phone))


def _plain(heading: str) -> str:
    return PUNCTUATION.sub(" ", heading.lower().replace("e-mail", "email")).strip()


def _all_names() -> dict[str, str]:
    names = {alias: name for name, text in ALIASES.items() for alias in text.split("|")}
    names |= {_plain(text): name for words in HEADINGS.values() for name, text in words.items()}
    return names


_NAMES: Final = _all_names()
