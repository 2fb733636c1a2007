"""What the verify page says about each state, in both languages on the one page.

A verifier may read either language, so these words do not follow the language switch.
"""

from dataclasses import dataclass

from certificates.queries import CertificateStatus

TICK, MARK, QUESTION = (
    "m19 42 6 6 12-12",
    "M28 36v7m0 6v.01",
    "M24 38c0-5 8-5 8 0 0 3-4 3-4 6m0 5v.01",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`look` is a class of the style sheet: none is neutral, off is not valid, empty is good."""

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
BY_STATE = {verdict.code: verdict for verdict in (VALID, EXPIRED, REVOKED, WITHDRAWN, NOT_FOUND)}

LEVELS = (
    ("Tuntas", "Completed"),
    ("Tuntas dengan predikat istimewa", "Completed with distinction"),
)


def verdict_on(status: CertificateStatus) -> Verdict:
    """A specimen is never called valid, whatever its dates say."""
    if status.is_specimen and status.state in ("valid", "expired"):
        return SPECIMEN
    return BY_STATE[status.state]
