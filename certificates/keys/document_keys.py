"""P-256 keys that sign tokens and seal PDFs: one genuine, one for specimens. Portable.

Their files are beside those of Ed25519, with the same permissions. Each key has a self-signed
X.509 certificate that names the host, as PDF readers need one.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509 as x509_reader
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.atomic_files import write_atomically, write_if_absent
from certificates.keys import x509
from certificates.keys.private_keys import (
    KeyUnusable,
    create_private_key,
    read_private_key,
    replace_private_key,
)

DOCUMENT_KEY = "document-p256.pem"
SPECIMEN_DOCUMENT_KEY = "specimen-document-p256.pem"
COORDINATE = 32  # bytes


@dataclass(frozen=True, slots=True)
class DocumentKeySigner:
    """Signs with a P-256 key and never shows the private part.

    `public_key` is the uncompressed point (65 bytes); `key_id` the thumbprint of RFC 7638.
    """

    key_id: str
    public_key: bytes
    certificate_der: bytes
    _sign: Callable[[bytes], bytes] = field(repr=False)

    @property
    def public_jwk(self) -> dict[str, str]:
        return point_to_jwk(self.public_key)

    def sign_es256(self, message: bytes) -> bytes:
        """Sign and return r||s, 64 bytes (RFC 7518, section 3.4)."""
        return self._sign(message)


def point_to_jwk(point: bytes) -> dict[str, str]:
    """Convert an uncompressed point to a JSON Web Key."""
    x, y = point[1 : 1 + COORDINATE], point[1 + COORDINATE :]
    return {"kty": "EC", "crv": "P-256", "x": _base64url(x), "y": _base64url(y)}


def jwk_thumbprint(point: bytes) -> str:
    """Compute the thumbprint of RFC 7638 in base64url."""
    jwk = point_to_jwk(point)
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return _base64url(sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def load_document_signer(folder: Path, passphrase: str = "", *, host: str) -> DocumentKeySigner:
    """Load the signer of genuine tokens and PDFs; create its key if missing.

    Raises KeyUnusable.
    """
    return _load(folder / DOCUMENT_KEY, passphrase, host)


def load_specimen_document_signer(
    folder: Path, passphrase: str = "", *, host: str
) -> DocumentKeySigner:
    """Load the signer of specimens. Raises KeyUnusable."""
    return _load(folder / SPECIMEN_DOCUMENT_KEY, passphrase, f"SPECIMEN {host}")


def replace_document_key(path: Path, passphrase: str = "") -> None:
    """Replace a key file by a new key."""
    replace_private_key(path, ec.generate_private_key(ec.SECP256R1()), passphrase)


def _load(path: Path, passphrase: str, name: str) -> DocumentKeySigner:
    if not path.exists():
        create_private_key(path, ec.generate_private_key(ec.SECP256R1()), passphrase)
    private_key = read_private_key(path, passphrase)
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise KeyUnusable(path, "damaged")

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(private_key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE)

    point = private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    certificate = load_or_create_x509(path.with_suffix(".crt"), point, name=name, sign=sign)
    return DocumentKeySigner(jwk_thumbprint(point), point, certificate, sign)


def load_or_create_x509(
    path: Path, point: bytes, *, name: str, sign: Callable[[bytes], bytes]
) -> bytes:
    """Return the certificate in a file as DER; create it anew if key or host differ."""
    if (existing := _load_existing_x509(path, point, name)) is not None:
        return existing
    der = x509.self_signed(point=point, name=name, now=datetime.now(UTC), sign_es256=sign)
    pem = x509_reader.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
    if path.exists():
        write_atomically(path, pem)
    elif not write_if_absent(path, pem):
        return load_or_create_x509(path, point, name=name, sign=sign)  # another process was faster
    return der


def _load_existing_x509(path: Path, point: bytes, name: str) -> bytes | None:
    try:
        certificate = x509_reader.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    public_key = certificate.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    names = certificate.subject.get_attributes_for_oid(x509_reader.NameOID.COMMON_NAME)
    is_ours = public_key == point and [attribute.value for attribute in names] == [
        name[: x509.MAX_NAME_LENGTH]
    ]
    return certificate.public_bytes(Encoding.DER) if is_ours else None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
