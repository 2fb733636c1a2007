"""Columns of a roster and their headings in both languages. Pure."""

from typing import Final

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
