"""Canonical form of JSON-LD documents with PyLD and bundled contexts. Portable.

PyLD has no safe mode: it drops undefined terms from the signed form without an error. So
`checked_canonical_form` first compares the document with a round trip through PyLD.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from threading import Lock

from certificates.open_badges.contexts import bundled_loader
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.strict_json import JsonObject

Loader = Callable[[str, object], dict[str, object]]

# Relative IRIs are resolved against this base and detected by it.
_BASE = "https://relative.invalid/"
_ABSOLUTE = re.compile(
    r"(?!https://relative\.invalid/)[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*"
)
_XSD = "https://www.w3.org/2001/XMLSchema#"
_NATIVE = {f"{_XSD}boolean": bool, f"{_XSD}float": int, f"{_XSD}integer": int}
_NORMAL = {"algorithm": "URDNA2015", "format": "application/n-quads"}
_EXPANDED_KEYS = {"@id", "@type", "@value"}
# Errors of PyLD for malformed values, beside its own.
_PYLD_ERRORS = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
_pyld_lock = Lock()  # PyLD's context caches are not thread-safe


def canonical_form(document: Mapping[str, object], *, loader: Loader = bundled_loader) -> str:
    """Return the N-Quads that are hashed (RDFC-1.0). For trusted documents only."""
    from pyld import jsonld  # takes half a second to import

    with _pyld_lock:
        return str(jsonld.normalize(dict(document), {**_NORMAL, **_options(loader)}))


def checked_canonical_form(
    document: Mapping[str, object], *, loader: Loader = bundled_loader
) -> str:
    """Return the same for an untrusted document, all of which must be covered.

    Raises DocumentRejected (TERM_UNDEFINED, TERM_ALIASED, IRI_RELATIVE or FORM_UNKNOWN).
    """
    from pyld import jsonld

    options = _options(loader)
    try:
        with _pyld_lock:
            expanded = jsonld.expand(dict(document), options)
            _check_expanded(expanded)
            compacted = jsonld.compact(
                expanded, document["@context"], {"skipExpansion": True, **options}
            )
            _compare(dict(document), compacted)
            return str(jsonld.normalize(expanded, {**_NORMAL, **options}))
    except DocumentRejected:
        raise
    except (jsonld.JsonLdError, *_PYLD_ERRORS):
        raise DocumentRejected(RejectionReason.FORM_UNKNOWN) from None


@cache
def _cache_for(loader: Loader) -> dict[str, object]:
    """Cache of resolved contexts of this loader; PyLD's own cache is shared."""
    return {}


def _options(loader: Loader) -> dict[str, object]:
    from pyld.context_resolver import ContextResolver

    resolver = ContextResolver(_cache_for(loader), loader)
    return {"documentLoader": loader, "contextResolver": resolver, "base": _BASE}


def _compare(before: object, after: object) -> None:
    """Raise DocumentRejected unless both are equal; an array of one item equals the item."""
    before, after = _single(before), _single(after)
    if isinstance(before, dict) and isinstance(after, dict):
        if before.keys() - after.keys():
            has_new = bool(after.keys() - before.keys())
            raise DocumentRejected(
                RejectionReason.TERM_ALIASED if has_new else RejectionReason.TERM_UNDEFINED
            )
        if after.keys() - before.keys():
            raise DocumentRejected(RejectionReason.TERM_ALIASED)
        for key, value in before.items():
            _compare(value, after[key])
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            raise DocumentRejected(RejectionReason.TERM_UNDEFINED)
        for item, counterpart in zip(before, after, strict=True):
            _compare(item, counterpart)
    elif type(before) is not type(after) or before != after:
        raise DocumentRejected(RejectionReason.TERM_ALIASED)


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _check_expanded(expanded: object) -> None:
    """Require absolute IRIs, and numbers and booleans of native type."""
    for node in _nodes(expanded):
        if "@value" in node:
            native = _NATIVE.get(node.get("@type", ""))
            if native and type(node["@value"]) is not native:
                raise DocumentRejected(RejectionReason.TERM_ALIASED)
        types = node.get("@type", [])
        names = {*node.keys() - _EXPANDED_KEYS, *([types] if isinstance(types, str) else types)}
        if not all(_ABSOLUTE.fullmatch(name) for name in names):
            raise DocumentRejected(RejectionReason.TERM_UNDEFINED)
        if "@id" in node and not _ABSOLUTE.fullmatch(node["@id"]):
            raise DocumentRejected(RejectionReason.IRI_RELATIVE)


def _nodes(value: object) -> Iterator[JsonObject]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)
