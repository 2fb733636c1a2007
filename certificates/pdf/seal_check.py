"""Checks the seal of a PDF, changes after sealing, and reads the attached credential. Portable.

Readers such as poppler accept overlays and annotations that were added after the seal. The rules
of DocMDP (ISO 32000-2, 12.8.2.2), which pyHanko checks, do not.
"""

import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any

from certificates.pdf.seal_container import is_container_as_written

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

MAX_FILE_SIZE = 3 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024  # of all streams together
MAX_STREAMS = 500
MAX_FIELDS = 50
MAX_REVISIONS = 20  # each revision after the seal is compared with the previous one
MAX_OBJECTS = 5_000
MAX_ATTACHMENT_SIZE = 256 * 1024

_OBJECT = re.compile(rb"\bobj\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_ODD_FILTERS = re.compile(rb"/(LZWDecode|RunLengthDecode|ASCII85Decode|ASCIIHexDecode|Crypt)\b")
_CHAINED = re.compile(rb"/F(?:ilter)?\s*\[\s*/\w+\s*/")
_CROSS_REFERENCE_STREAM = (
    b"/XRef"  # this program writes tables; a few bytes of such a stream can announce 10^8 entries
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")  # escaped letter in a name


class PdfReason(StrEnum):
    """Why a PDF is rejected; codes are part of the public interface."""

    TOO_LARGE = "pdf-too-large"
    TOO_MANY_FIELDS = "pdf-too-many-fields"
    STRUCTURE_UNSUPPORTED = "pdf-built-otherwise"
    UNPACKS_TOO_LARGE = "pdf-unpacks-too-far"
    DAMAGED = "pdf-damaged"
    NOT_SEALED = "pdf-not-sealed"
    SEVERAL_SEALS = "pdf-sealed-twice"
    SEAL_UNKNOWN = "pdf-seal-foreign"
    SEAL_BROKEN = "pdf-seal-broken"
    CHANGED = "pdf-changed-after-seal"


@dataclass(frozen=True, slots=True)
class PdfFinding:
    """Result of a PDF. `reason` is None for an unchanged PDF.

    The credential is not verified yet.
    """

    reason: PdfReason | None
    credential: str | None = None


def check_pdf(data: bytes, certificates: Collection[bytes]) -> PdfFinding:
    """Check a PDF against trusted X.509 certificates (DER). Never raises."""
    if len(data) > MAX_FILE_SIZE:
        return PdfFinding(PdfReason.TOO_LARGE)
    plain = _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    if _CROSS_REFERENCE_STREAM in plain or not _has_few_parts(plain):
        return PdfFinding(PdfReason.STRUCTURE_UNSUPPORTED)
    if not _unpacks_within_bounds(data, plain):
        return PdfFinding(PdfReason.UNPACKS_TOO_LARGE)
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data))
        return PdfFinding(_reason(reader, data, certificates), _credential_in(reader))
    except (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return PdfFinding(PdfReason.DAMAGED)  # parsers raise many errors for malformed input
    except (RecursionError, AssertionError):
        return PdfFinding(PdfReason.DAMAGED)


def attached_credential(data: bytes) -> str | None:
    """Return the credential of a PDF made here, unverified, or None."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return _credential_in(PdfFileReader(BytesIO(data)))


def _reason(
    reader: "PdfFileReader", data: bytes, certificates: Collection[bytes]
) -> PdfReason | None:
    if not _has_few_fields(reader):
        return PdfReason.TOO_MANY_FIELDS
    seals = reader.embedded_signatures
    if not seals:
        return PdfReason.NOT_SEALED
    if len(seals) > 1:
        return PdfReason.SEVERAL_SEALS
    der = seals[0].signer_cert.dump()
    if der not in certificates:
        return PdfReason.SEAL_UNKNOWN
    status = _seal_status(seals[0], der)
    if not (status.intact and status.valid and is_container_as_written(seals[0], data)):
        return PdfReason.SEAL_BROKEN
    is_whole = status.bottom_line and getattr(status.coverage, "name", "") == "ENTIRE_FILE"
    return None if is_whole and status.docmdp_ok else PdfReason.CHANGED


def _seal_status(seal: "EmbeddedPdfSignature", der: bytes) -> "PdfSignatureStatus":
    """Validate the seal, trusting only its certificate, without network access."""
    from asn1crypto import x509
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = x509.Certificate.load(der)
    context = ValidationContext(
        trust_roots=[trusted], allow_fetching=False, moment=seal.self_reported_timestamp
    )
    return validate_pdf_signature(seal, signer_validation_context=context)


def _has_few_parts(plain: bytes) -> bool:
    return plain.count(b"startxref") <= MAX_REVISIONS and len(_OBJECT.findall(plain)) <= MAX_OBJECTS


def _has_few_fields(reader: "PdfFileReader") -> bool:
    """Count form fields before parsing: nested references could take 2^depth steps."""
    waiting = [_resolve(_resolve(reader.root, "/AcroForm") or {}, "/Fields")]
    remaining = MAX_FIELDS
    while waiting:
        for field in waiting.pop() or ():
            remaining -= 1
            if remaining < 0:
                return False
            waiting.append(_resolve(field.get_object(), "/Kids"))
    return True


def _resolve(dictionary: Any, name: str) -> Any:  # objects of pyHanko, which is untyped
    """Return the value of a name with references resolved, or None."""
    value = dictionary.get(name)
    return None if value is None else value.get_object()


def _credential_in(reader: "PdfFileReader") -> str | None:
    """Return the text of the only attached file in the current revision, or None."""
    files = reader.root.get("/AF")
    if files is None or len(files) != 1:
        return None
    stream = files[0].get_object()["/EF"]["/F"]
    packed = stream.encoded_data
    data = _inflate(packed, MAX_ATTACHMENT_SIZE) if stream.get("/Filter") else packed
    if data is None or len(data) > MAX_ATTACHMENT_SIZE:
        return None
    return bytes(data).decode("utf-8")


def _unpacks_within_bounds(data: bytes, plain: bytes) -> bool:
    """Decompress each stream with a limit, before a parser does so without one.

    `plain` is the data with escapes in names resolved.
    """
    if _ODD_FILTERS.search(plain) or _CHAINED.search(plain):
        return False
    remaining, view = MAX_UNPACKED, memoryview(data)
    for number, match in enumerate(_STREAM.finditer(data)):
        unpacked = _inflate(view[match.end() :], remaining)
        if unpacked is None or number == MAX_STREAMS:
            return False
        remaining -= len(unpacked)
    return True


def _inflate(packed: bytes | memoryview, limit: int) -> bytes | None:
    """Decompress; None above the limit, empty if not compressed."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, limit + 1)
    except zlib.error:
        return b""
    return None if len(data) > limit else data
