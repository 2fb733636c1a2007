"""Texts of certificates in Indonesian and English. Portable.

They are not in the message catalogue, since printed pages outlive changes of wording.
"""

from datetime import date

AUDIENCES = {
    "cso": ("Pendamping organisasi masyarakat", "Civil society organisation worker"),
    "teacher": ("Guru atau tenaga kependidikan", "Teacher or school staff"),
    "patbm": ("Relawan PATBM", "PATBM volunteer"),
}
LEVELS = (("Tuntas", "Completed"), ("Predikat istimewa", "With distinction"))
SPECIMEN_MARK = {
    "side": "left",
    "title": "CONTOH / SPECIMEN",
    "id": "bukan sertifikat asli",
    "en": "not a genuine certificate",
}
PILOT_MARK = {
    "side": "right",
    "title": "UJI COBA / PILOT",
    "id": "isi kursus sedang ditinjau ahli",
    "en": "course content under expert review",
}
NO_ISSUER = "belum ditetapkan / not set"
SEAL_REASON = "Sertifikat {number}"
MONTHS_ID = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date, language: str = "id") -> str:
    """Format a date as printed: 24 Desember 2026, 24 December 2026."""
    months = MONTHS_EN if language == "en" else MONTHS_ID
    return f"{day.day} {months[day.month - 1]} {day.year}"
