"""Bundled JSON-LD contexts of credentials; nothing is fetched. Portable."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

FILES: Final[dict[str, tuple[str, str]]] = {
    # address: file, SHA-256
    CREDENTIALS_V2: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES_3: (
        "open-badges-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}


class UnknownContext(LookupError):
    """The URL is not that of a bundled context; it is not fetched."""


class ContextChanged(Exception):
    """A bundled file was changed, so that signatures would differ."""


@cache
def context_document(address: str) -> dict[str, object]:
    """Return a context; do not modify it. Raises UnknownContext or ContextChanged."""
    if address not in FILES:
        raise UnknownContext(address)
    name, digest = FILES[address]
    text = (Path(__file__).parent / name).read_bytes()
    if sha256(text).hexdigest() != digest:
        raise ContextChanged(name)
    document: dict[str, object] = json.loads(text)
    return document


def bundled_loader(address: str, options: object = None) -> dict[str, object]:
    """Load a document for PyLD. Raises UnknownContext or ContextChanged."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context_document(address),
    }
