"""Bundle for offline verification: keys, hosts and signed status lists. Portable.

One JSON file. Its lists are signed, its keys are not: obtain the file from the issuer.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypedDict

from cryptography.exceptions import InvalidSignature

from certificates.keys import cose
from certificates.keys.did import KnownKey
from certificates.keys.ed25519_keys import KnownKeys, qr_keys
from certificates.open_badges.credential_verification import build_trust
from certificates.status_lists import scanner_lists
from certificates.status_lists.scanner_lists import ScannerLists
from certificates.verification.verify_files import FileTrust

FORMAT_VERSION: Final = 1


class InvalidBundle(Exception):
    """Not a bundle, damaged, or its lists are not signed by a trusted key."""


class IssuerKey(KnownKey, Protocol):
    """A key with the X.509 certificate of PDF seals; None for Ed25519."""

    @property
    def certificate_der(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class BundleKey:
    """A key of the issuer, read from a bundle."""

    kid: str
    algorithm: str
    public_key: bytes
    state: str
    is_specimen: bool
    retired_at: datetime | None
    certificate_der: bytes | None


@dataclass(frozen=True, slots=True)
class OfflineBundle:
    """What a bundle provides: trusted keys and hosts, and status lists."""

    trust: FileTrust
    lists: ScannerLists


class _KeyJson(TypedDict):
    """A key in the file."""

    id: str
    algorithm: str
    public_key: str
    state: str
    is_specimen: bool
    retired_at: str | None
    certificate: str | None


def write_bundle(keys: Iterable[IssuerKey], hosts: Sequence[str], lists: bytes) -> str:
    """Serialise a bundle. The first host is the current one, which the lists are signed for."""
    return json.dumps(
        {
            "version": FORMAT_VERSION,
            "hosts": list(hosts),
            "keys": [_written_key(key) for key in keys],
            "lists": b64encode(lists).decode(),
        },
        indent=1,
    )


def read_bundle(data: bytes) -> OfflineBundle:
    """Parse a bundle and verify its lists. Raises InvalidBundle."""
    try:
        document = json.loads(data)
        if document["version"] != FORMAT_VERSION:
            raise InvalidBundle
        hosts = [str(host) for host in document["hosts"]]
        keys = [_read_key(key) for key in document["keys"]]
        codes = qr_keys(keys)
        lists = _read_lists(b64decode(document["lists"], validate=True), hosts[0], codes)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as problem:
        raise InvalidBundle from problem
    return OfflineBundle(_trust(keys, hosts, codes), lists)


def _trust(keys: Sequence[BundleKey], hosts: Sequence[str], codes: KnownKeys) -> FileTrust:
    return FileTrust(
        credentials=build_trust(keys, hosts),
        codes=codes,
        hosts=frozenset(hosts),
        certificates=frozenset(
            key.certificate_der
            for key in keys
            if key.certificate_der is not None and key.state != "compromised"
        ),
    )


def _read_lists(message: bytes, host: str, keys: KnownKeys) -> ScannerLists:
    """Verify the lists with a genuine key that has not leaked."""
    try:
        key = keys[cose.parse_sign1(message).key_id]
        if key.is_compromised or key.is_specimen:
            raise InvalidBundle
        return scanner_lists.read_lists(message, host=host, public_key=key.public_key)
    except (cose.NotCanonical, InvalidSignature) as problem:
        raise InvalidBundle from problem


def _written_key(key: IssuerKey) -> _KeyJson:
    return {
        "id": key.kid,
        "algorithm": key.algorithm,
        "public_key": key.public_key.hex(),
        "state": key.state,
        "is_specimen": key.is_specimen,
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "certificate": b64encode(key.certificate_der).decode() if key.certificate_der else None,
    }


def _read_key(key: _KeyJson) -> BundleKey:
    certificate, retired_at = key["certificate"], key["retired_at"]
    return BundleKey(
        kid=key["id"],
        algorithm=key["algorithm"],
        public_key=bytes.fromhex(key["public_key"]),
        state=key["state"],
        is_specimen=key["is_specimen"] is True,
        retired_at=datetime.fromisoformat(retired_at) if retired_at else None,
        certificate_der=b64decode(certificate, validate=True) if certificate else None,
    )
