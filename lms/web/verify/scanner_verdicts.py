"""Verdicts of the offline scanner in both languages; amber asks for an online check."""

from lms.web.verify.verdicts import (
    EXPIRED,
    FORGED,
    MARK,
    ONLINE_ONLY,
    QUESTION,
    REVOKED,
    SPECIMEN,
    SUSPENDED,
    TICK,
    Verdict,
)

FRESH = Verdict(
    "valid",
    "",
    TICK,
    "Asli dan berlaku",
    "Genuine and valid: neither revoked nor suspended when the list was signed.",
)
OLD_LIST = Verdict(
    "old-list",
    "care",
    QUESTION,
    "Asli, tetapi statusnya perlu diperiksa daring",
    "Genuine, and not known to be revoked on the day below. The list is old: check online.",
)
NO_LIST = Verdict(
    "no-list",
    "care",
    QUESTION,
    "Asli, tetapi statusnya belum diketahui",
    "Genuine. This scanner has no status list for it yet: check online.",
)
FOREIGN_HOST = Verdict(
    "foreign-host",
    "none",
    QUESTION,
    "Sertifikat dari situs lain",
    "This code names another site. This scanner knows the certificates of its own site only.",
)
UNKNOWN_KEY = Verdict(
    "unknown-key",
    "off",
    MARK,
    "Kunci tanda tangannya tidak dikenal",
    "Signed with a key that is not in the list. Renew the list and scan again.",
)
UNREADABLE = Verdict(
    "unreadable",
    "none",
    QUESTION,
    "Bukan kode sertifikat",
    "This is not the code of a certificate.",
)
NO_CODE = Verdict(
    "no-code",
    "none",
    QUESTION,
    "Tidak ada kode QR pada gambar",
    "No QR code was found in the picture. Take it again, closer and in good light.",
)
SEVERAL_CODES = Verdict(
    "several-codes",
    "none",
    QUESTION,
    "Ada lebih dari satu kode sertifikat pada gambar",
    "There are several certificate codes in the picture. Show one at a time.",
)

SCANNER_VERDICTS = (
    FRESH,
    OLD_LIST,
    NO_LIST,
    REVOKED,
    SUSPENDED,
    EXPIRED,
    ONLINE_ONLY,
    SPECIMEN,
    FOREIGN_HOST,
    UNKNOWN_KEY,
    FORGED,
    UNREADABLE,
    NO_CODE,
    SEVERAL_CODES,
)
