"""Verdicts of the verification page for each state, always in both languages."""

from dataclasses import dataclass

from certificates.records.queries import CertificateStatus

TICK, MARK, QUESTION = (
    "m19 42 6 6 12-12",
    "M28 36v7m0 6v.01",
    "M24 38c0-5 8-5 8 0 0 3-4 3-4 6m0 5v.01",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict. `look` is a CSS class: empty for good, care for caution, off for not valid."""

    code: str
    look: str
    sign: str
    text_id: str
    text_en: str
    shows_holder: bool = False


VALID = Verdict(
    "valid", "", TICK, "Sertifikat ini sah", "This certificate is valid.", shows_holder=True
)
EXPIRED = Verdict(
    "expired",
    "off",
    MARK,
    "Masa berlaku sertifikat ini sudah habis",
    "This certificate is genuine, but its validity has ended.",
    shows_holder=True,
)
REVOKED = Verdict(
    "revoked",
    "off",
    MARK,
    "Sertifikat ini sudah dicabut",
    "This certificate has been revoked and is no longer valid.",
)
SUSPENDED = Verdict(
    "suspended",
    "off",
    MARK,
    "Sertifikat ini sedang ditangguhkan",
    "This certificate is suspended at present. Ask its issuer.",
)
SUPERSEDED = Verdict(
    "superseded",
    "off",
    MARK,
    "Sertifikat ini sudah diganti",
    "This certificate has been replaced by a corrected one and is no longer valid.",
)
WITHDRAWN = Verdict(
    "withdrawn",
    "none",
    QUESTION,
    "Pernah terbit; data pemegangnya sudah dihapus",
    "Issued; the holder's data has been erased at the holder's request.",
)
SPECIMEN = Verdict(
    "specimen",
    "none",
    QUESTION,
    "Ini contoh, bukan sertifikat asli",
    "This is a specimen, not a genuine certificate.",
    shows_holder=True,
)
NOT_FOUND = Verdict(
    "not-found", "none", QUESTION, "Nomor tidak ditemukan", "No certificate has this number."
)
BY_STATE = {
    verdict.code: verdict
    for verdict in (VALID, EXPIRED, REVOKED, SUSPENDED, SUPERSEDED, WITHDRAWN, NOT_FOUND)
}

# Added by the signed part of a code, which only scripts see.
FORGED = Verdict(
    "forged",
    "off",
    MARK,
    "Kode QR ini palsu atau rusak",
    "The signature of this QR code does not fit: a forgery, or a damaged code. Do not accept it.",
)
DIFFERS = Verdict(
    "differs",
    "off",
    MARK,
    "Isi kode QR tidak sama dengan catatan",
    "The QR code and the record say different things. Do not accept this certificate.",
)
ONLINE_ONLY = Verdict(
    "online-only",
    "care",
    QUESTION,
    "Hanya bisa diperiksa daring",
    "Online check only: the signature on this paper no longer counts, the record does.",
)

FILE_REJECTED = Verdict(
    "refused",
    "off",
    MARK,
    "Berkas ini tidak diterima",
    "This file is not accepted as a certificate.",
)
FILE_DIFFERS = Verdict(
    "differs",
    "off",
    MARK,
    "Isi berkas tidak sama dengan catatan",
    "The file and the record say different things. Do not accept this certificate.",
)

OUTCOMES = {
    # labels of the outcomes of lists and files
    "valid": ("sah", "valid"),
    "expired": ("masa berlaku habis", "expired"),
    "revoked": ("dicabut", "revoked"),
    "suspended": ("ditangguhkan", "suspended"),
    "superseded": ("diganti", "replaced"),
    "withdrawn": ("data pemegang dihapus", "holder's data erased"),
    "not-found": ("tidak ditemukan", "not found"),
    "no-number": ("baris ini tanpa nomor lengkap", "no complete number in this row"),
    "specimen": ("contoh", "specimen"),
    "differs": ("kode dan catatan berbeda", "code and record differ"),
    "unreadable": ("bukan kode sertifikat", "not a code of a certificate"),
    "foreign-host": ("dari situs lain", "of another site"),
    "unknown-key": ("kunci tidak dikenal", "unknown key"),
    "forged": ("palsu atau rusak", "forged or damaged"),
    "online-only": ("periksa daring", "check online"),
}

LEVELS = (
    ("Tuntas", "Completed"),
    ("Tuntas dengan predikat istimewa", "Completed with distinction"),
)


def verdict_on(status: CertificateStatus) -> Verdict:
    """Return the verdict on a record; a specimen is never valid."""
    if status.is_specimen and status.state in ("valid", "expired"):
        return SPECIMEN
    return BY_STATE[status.state]


def verdict_for_file(outcome: str) -> Verdict:
    """Return the verdict on an outcome of `verify_file`."""
    special = {"refused": FILE_REJECTED, "differs": FILE_DIFFERS, "specimen": SPECIMEN}
    return special.get(outcome) or BY_STATE[outcome]
