"""A pack as one signed file, which a phone takes from a card or a chat.

A line of JSON, `{"format", "version", "key", "signature", "manifest"}`, then all parts and files of
the pack in the order of the manifest. The manifest is a text with the size and SHA-256 of each.
Its signature is ES256 (r and s, 64 bytes) over the label and that text, by the key of documents.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from flask import current_app

from lms.extensions import current_ports
from lms.web.assets.assets import Assets, compressed
from lms.web.offline.pack import Pack

FORMAT: Final = "payung-pack"
VERSION: Final = 1
LABEL: Final = f"{FORMAT} {VERSION}|"  # no token begins like this


def public_key() -> str:
    """The id of the key and the uncompressed point, as the page that keeps a course has them."""
    signer = current_ports().document_signer
    return f"{signer.key_id}.{_base64url(signer.public_key)}"


def pack_file(pack: Pack, manifest: Mapping[str, object]) -> bytes:
    """The file of a pack with the facts of its manifest, without what its address tells alone."""
    bodies = [part.body for part in pack.parts]
    files = [_file(url) for url, _size in pack.files]
    facts = dict(manifest)
    facts["parts"] = _hashed(manifest["parts"], bodies)
    listed = _hashed(manifest["files"], [body for _type, body in files])
    facts["files"] = [
        entry | {"type": media_type}
        for entry, (media_type, _body) in zip(listed, files, strict=True)
    ]
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    signer = current_ports().document_signer
    head = {
        "format": FORMAT,
        "version": VERSION,
        "key": signer.key_id,
        "signature": _base64url(signer.sign_es256((LABEL + text).encode())),
        "manifest": text,
    }
    return b"\n".join(
        (json.dumps(head).encode(), b"".join([*bodies, *(body for _type, body in files)]))
    )


def _hashed(entries: object, bodies: list[bytes]) -> list[dict[str, object]]:
    """Entries of the manifest with the size and hash of their bodies in the file."""
    if not isinstance(entries, list):
        raise TypeError("a manifest lists its parts and files")
    return [
        {"url": entry["url"], "size": len(body), "sha256": _base64url(sha256(body).digest())}
        for entry, body in zip(entries, bodies, strict=True)
    ]


def _file(url: str) -> tuple[str, bytes]:
    """Media type and compressed body of a static file."""
    assets: Assets = current_app.extensions["assets"]
    asset = assets.by_hashed_name[url.removeprefix("/static/")]
    return asset.media_type, compressed(asset.body)


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
