"""The QR code of a certificate: phones open it online, scanners verify it offline. Portable.

`HTTPS://HOST/V/<number>#<payload>`: the server answers the path from the record. The fragment never
reaches the server; it is the base41 of a COSE_Sign1 with the claims.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from certificates.keys import cose
from certificates.numbers import is_number, number_bytes
from certificates.qr import base41

FORMAT_VERSION = 1  # of the claims, not of the symbol
ISSUED_AT, EXPIRES_AT, CLAIMS = 6, 4, -65537
STATUS_LIST_SIZE = 131_072
LEVELS = range(4)
MAX_NAME_LENGTH = 100  # of any issuer; names of accounts here are shorter
MAX_TEXT_LENGTH = 1_200
MASK_PATTERN = 5  # fixed: choosing the best of eight takes four times as long and scans no better
LAST_SECOND = 253_402_300_799  # the year 9999

# Constant CBOR: a map of three or two members, their keys, an array of six with the version.
_HEAD_AND_EXPIRY, _HEAD_WITHOUT_EXPIRY = bytes.fromhex("a3 04"), bytes.fromhex("a2")
_ISSUED, _VALUES = bytes.fromhex("06"), bytes.fromhex("3a 00 01 00 00 86 01")
_TEXT = re.compile(r"(https?)://([^/?#@\s]+)/v/([0-9A-Z]{16})#([^#\s]+)", re.ASCII)
_HEAD = re.compile(r"https?://[^/]+/v/", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"[!-~]{1,16}")


class InvalidQrCode(ValueError):
    """The text is not the code of a certificate."""


@dataclass(frozen=True, slots=True)
class QrClaims:
    """Claims of a code, times in Unix seconds.

    `level` is 0 or 1 (with distinction), 2 or 3 in a pilot.
    """

    issued_at: int
    expires_at: int | None
    list_number: int
    status_index: int
    name: str
    course_code: str
    level: int

    @property
    def is_pilot(self) -> bool:
        return self.level in (2, 3)

    @property
    def has_distinction(self) -> bool:
        return self.level in (1, 3)

    @property
    def issued(self) -> datetime:
        return datetime.fromtimestamp(self.issued_at, UTC)

    @property
    def expires(self) -> datetime | None:
        return datetime.fromtimestamp(self.expires_at, UTC) if self.expires_at is not None else None


@dataclass(frozen=True, slots=True)
class QrCode:
    """A parsed code: canonical host and number, and the message, not verified yet."""

    is_secure: bool
    host: str
    number: str
    message: bytes


def encode_claims(claims: QrClaims) -> bytes:
    """Encode claims as the CBOR payload that is signed."""
    values = [
        FORMAT_VERSION,
        claims.list_number,
        claims.status_index,
        claims.name,
        claims.course_code,
        claims.level,
    ]
    payload: dict[int, object] = {ISSUED_AT: claims.issued_at, CLAIMS: values}
    if claims.expires_at is not None:
        payload[EXPIRES_AT] = claims.expires_at
    return cose.dumps(payload)


def decode_claims(payload: bytes) -> QrClaims:
    """Decode what `encode_claims` wrote. Raises InvalidQrCode for any other bytes."""
    try:
        claims = _claims_in(payload)
    except cose.NotCanonical as error:
        raise InvalidQrCode("claims") from error
    if not _has_sound_values(claims):
        raise InvalidQrCode("claims")
    return claims


def external_aad(host: str, number: str) -> bytes:
    """Return the external data that binds a signature to host and number."""
    return b"CERTQR1|" + host.encode("ascii") + b"|" + number_bytes(number)


def qr_text(*, host: str, number: str, message: bytes, is_secure: bool = True) -> str:
    """Build the text of a code, in capitals for the alphanumeric mode."""
    scheme = "HTTPS" if is_secure else "HTTP"
    return f"{scheme}://{host.upper()}/V/{number}#{base41.encode(message)}"


def parse_qr_text(text: str) -> QrCode:
    """Parse the text of a code; scheme and host in either case. Raises InvalidQrCode."""
    head = _HEAD.match(text)
    if head is None or len(text) > MAX_TEXT_LENGTH:
        raise InvalidQrCode("address")
    match = _TEXT.fullmatch(head.group().lower() + text[head.end() :])
    if match is None or not is_number(match[3]):
        raise InvalidQrCode("address")
    try:
        message = base41.decode(match[4])
    except base41.InvalidBase41 as error:
        raise InvalidQrCode("payload") from error
    return QrCode(match[1] == "https", match[2], match[3], message)


def qr_matrix(text: str) -> list[list[bool]]:
    """Return the modules of the symbol, without quiet zone, at error correction level M.

    The symbol has the smallest version that fits: 9 to 11 for names in Latin letters, 14 for 60
    Javanese letters.
    """
    import qrcode  # slow to import

    symbol = qrcode.QRCode(
        error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=MASK_PATTERN
    )
    symbol.add_data(text, optimize=4)  # splits at #, the only character not alphanumeric
    symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.get_matrix()]


def _claims_in(payload: bytes) -> QrClaims:
    """Parse the only canonical form, without a general decoder: the bytes are untrusted."""
    expires_at, offset = None, 1
    if payload.startswith(_HEAD_AND_EXPIRY):
        expires_at, offset = cose.read_unsigned(payload, len(_HEAD_AND_EXPIRY))
    else:
        cose.expect_bytes(_HEAD_WITHOUT_EXPIRY, payload, 0)
    issued_at, offset = cose.read_unsigned(payload, cose.expect_bytes(_ISSUED, payload, offset))
    list_number, offset = cose.read_unsigned(payload, cose.expect_bytes(_VALUES, payload, offset))
    status_index, offset = cose.read_unsigned(payload, offset)
    name, offset = cose.read_text(payload, offset)
    course_code, offset = cose.read_text(payload, offset)
    level, offset = cose.read_unsigned(payload, offset)
    if offset != len(payload):
        raise cose.NotCanonical("trailing bytes")
    return QrClaims(issued_at, expires_at, list_number, status_index, name, course_code, level)


def _has_sound_values(claims: QrClaims) -> bool:
    numbers = (claims.issued_at, claims.list_number, claims.status_index, claims.level)
    expires = claims.expires_at
    return (
        all(type(number) is int for number in numbers)
        and 0 <= claims.issued_at <= LAST_SECOND
        and (expires is None or (type(expires) is int and 0 <= expires <= LAST_SECOND))
        and 1 <= claims.list_number < 2**32
        and 0 <= claims.status_index < STATUS_LIST_SIZE
        and claims.level in LEVELS
        and isinstance(claims.name, str)
        and 1 <= len(claims.name) <= MAX_NAME_LENGTH
        and isinstance(claims.course_code, str)
        and _CODE.fullmatch(claims.course_code) is not None
    )
