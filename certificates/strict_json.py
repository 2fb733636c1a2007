"""Parses untrusted JSON strictly, so that all parsers agree on its content. Portable."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from certificates.rejection_reasons import DocumentRejected, RejectionReason

JsonObject = dict[str, Any]  # of any shape: members are checked where they are read
JsonMapping = Mapping[str, Any]

MAX_BYTES = 64 * 1024  # a credential has 3 kB, a full status list some 22 kB
MAX_NUMBER_SIZE = 2**53 - 1  # what JavaScript holds exactly


def parse_json_object(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> JsonObject:
    """Parse a JSON object without duplicate keys. Raises DocumentRejected only."""
    text = _text(data, max_bytes)
    try:
        document = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_reject_number,
            parse_float=_reject_number,
            parse_int=_whole_number,
        )
    except RecursionError:
        raise DocumentRejected(RejectionReason.TOO_DEEP) from None
    except DocumentRejected:
        raise
    except ValueError:
        raise DocumentRejected(RejectionReason.NOT_JSON) from None
    if not isinstance(document, dict):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN)
    return document


def json_bytes(document: object) -> bytes:
    """Serialise a document as it is stored and served: compact, UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _text(data: bytes | str, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise DocumentRejected(RejectionReason.TOO_LARGE)
    try:
        return data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise DocumentRejected(RejectionReason.NOT_TEXT) from None


def _without_duplicates(pairs: list[tuple[str, object]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DocumentRejected(RejectionReason.DUPLICATE_KEY)
    return members


def _whole_number(digits: str) -> int:
    if len(digits) > len(str(MAX_NUMBER_SIZE)) + 1 or abs(int(digits)) > MAX_NUMBER_SIZE:
        raise DocumentRejected(RejectionReason.NUMBER_NOT_PORTABLE)
    return int(digits)


def _reject_number(digits: str) -> NoReturn:
    raise DocumentRejected(RejectionReason.NUMBER_NOT_PORTABLE)
