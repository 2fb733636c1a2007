"""The JSON-LD contexts that credentials name, bundled: nothing is ever fetched. Portable."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

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
    """The address is not one of ours; it is not asked."""


class ContextChanged(Exception):
    """A bundled file is not the one that signatures were made with."""


@cache
def context_document(address: str) -> dict[str, Any]:
    """Raises UnknownContext or ContextChanged. The caller changes nothing in it."""
    if address not in FILES:
        raise UnknownContext(address)
    name, digest = FILES[address]
    text = (Path(__file__).parent / name).read_bytes()
    if sha256(text).hexdigest() != digest:
        raise ContextChanged(name)
    document: dict[str, Any] = json.loads(text)
    return document


def bundled_loader(address: str, options: object = None) -> dict[str, Any]:
    """A document loader as PyLD calls it."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context_document(address),
    }
