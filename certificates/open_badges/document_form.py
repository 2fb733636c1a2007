"""Validates the form of documents before JSON-LD processing. Portable.

Rejected forms could make canonicalisation slow or contain unsigned content.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.strict_json import MAX_NUMBER_SIZE

MAX_DEPTH = 8
MAX_VALUES = 400

# Lone surrogates, and control characters that canonicalisers write differently.
_NOT_TEXT = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]")


def validate_form(document: Mapping[str, object], *, contexts: Sequence[str]) -> None:
    """Raise DocumentRejected for an invalid form. `contexts` are exact and in order."""
    if document.get("@context") != list(contexts):
        raise DocumentRejected(RejectionReason.CONTEXT_UNKNOWN)
    claims = {key: value for key, value in document.items() if key != "@context"}
    remaining = [MAX_VALUES]
    _check_names(claims)
    _check_all(claims.values(), 0, False, remaining)


def _check(value: object, *, depth: int, is_in_blank_node: bool, remaining: list[int]) -> None:
    remaining[0] -= 1
    if remaining[0] < 0:
        raise DocumentRejected(RejectionReason.TOO_LARGE)
    if depth > MAX_DEPTH:
        raise DocumentRejected(RejectionReason.TOO_DEEP)
    if isinstance(value, dict):
        is_blank_node = "id" not in value
        if is_blank_node and is_in_blank_node:
            # Nested blank nodes make canonicalisation take exponential time.
            raise DocumentRejected(RejectionReason.FORM_UNKNOWN)
        _check_names(value)
        _check_all(value.values(), depth, is_blank_node, remaining)
    elif isinstance(value, list):
        if any(isinstance(item, list) or item in value[:at] for at, item in enumerate(value)):
            raise DocumentRejected(RejectionReason.FORM_UNKNOWN)
        _check_all(value, depth, is_in_blank_node, remaining)
    else:
        _check_plain(value)
    if value is None or value in ([], {}):
        raise DocumentRejected(RejectionReason.VALUE_EMPTY)


def _check_all(
    values: Iterable[object], depth: int, is_in_blank_node: bool, remaining: list[int]
) -> None:
    for value in values:
        _check(value, depth=depth + 1, is_in_blank_node=is_in_blank_node, remaining=remaining)


def _check_names(node: Mapping[str, object]) -> None:
    for key in node:
        _check_key(key)
    types = node.get("type", "")
    is_typed = isinstance(types, str) or (
        isinstance(types, list) and all(isinstance(name, str) for name in types)
    )
    if not is_typed or not isinstance(node.get("id", ""), str):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN)


def _check_key(key: str) -> None:
    if key == "@context":
        raise DocumentRejected(RejectionReason.CONTEXT_NESTED)
    if key.startswith("@") or ":" in key:
        raise DocumentRejected(RejectionReason.KEYWORD_NOT_ALLOWED)
    _check_plain(key)


def _check_plain(value: object) -> None:
    if isinstance(value, float) or (type(value) is int and abs(value) > MAX_NUMBER_SIZE):
        raise DocumentRejected(RejectionReason.NUMBER_NOT_PORTABLE)
    if isinstance(value, str):
        if _NOT_TEXT.search(value):
            raise DocumentRejected(RejectionReason.NOT_TEXT)
    elif not (value is None or isinstance(value, bool | int)):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN)
