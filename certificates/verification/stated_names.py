"""Reads the holder's name from an issued file without verifying a signature. Portable.

Only for files whose hash is known, so that their bytes are those made here.
"""

from certificates.keys import cose
from certificates.multibase import from_base64url
from certificates.open_badges.baking import InvalidBakedImage, credential_in_png, credential_in_svg
from certificates.open_badges.credential_claims import parse_claims
from certificates.qr.code import InvalidQrCode, decode_claims, parse_qr_text
from certificates.rejection_reasons import DocumentRejected
from certificates.strict_json import parse_json_object
from certificates.verification.file_kinds import Kind


def stated_name(data: bytes, kind: Kind) -> str | None:
    """Return the name in the credential of the file, or else in the QR code on its page.

    None if neither can be read.
    """
    try:
        credential = _credential_in(data, kind)
        return (
            parse_claims(parse_json_object(credential)).name if credential else _name_in_code(data)
        )
    except (InvalidBakedImage, DocumentRejected):
        return None


def _credential_in(data: bytes, kind: Kind) -> str | bytes | None:
    from certificates.pdf.seal_check import attached_credential

    match kind:
        case "json":
            return data
        case "jwt":
            return from_base64url(data.decode().split(".")[1])
        case "svg":
            return credential_in_svg(data)
        case "pdf":
            return attached_credential(data)
    return _baked_in_png(data)


def _baked_in_png(data: bytes) -> str | None:
    """Return the baked credential; None for a page image, which has a QR code instead."""
    try:
        return credential_in_png(data)
    except InvalidBakedImage:
        return None


def _name_in_code(data: bytes) -> str | None:
    from certificates.qr.qr_reader import UnreadablePicture, read_qr_codes

    try:
        texts = read_qr_codes(data)
        return _name_in_text(texts[0]) if len(texts) == 1 else None
    except (UnreadablePicture, InvalidQrCode, cose.NotCanonical):
        return None


def _name_in_text(text: str) -> str:
    """Return the name in a code. Raises InvalidQrCode or NotCanonical."""
    return decode_claims(cose.parse_sign1(parse_qr_text(text).message).payload).name
