"""Combines the registered keys with the current keys behind the ports. Uses no database."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from certificates.issuer_host import parse_host
from certificates.keys.ed25519_keys import KnownKeys
from certificates.records.views import KeyState, PublicKey
from certificates.verification.code_verification import QrVerdict, verify_qr_text
from lms.kernel.ports import Ports, Signers

if TYPE_CHECKING:
    from certificates.models import SigningKey


def all_public_keys(rows: "Sequence[SigningKey]", signers: Signers) -> tuple[PublicKey, ...]:
    """Return current keys first, then the others in the order of `rows`."""
    signing_now = {key.kid: key for key in signer_keys(signers)}
    known = [_of_row(row, signs_now=row.kid in signing_now) for row in rows]
    unused = signing_now.keys() - {row.kid for row in rows}
    fresh = [key for kid, key in signing_now.items() if kid in unused]
    return tuple(sorted([*fresh, *known], key=lambda key: not key.signs_now))


def build_code_verifier(keys: KnownKeys, ports: Ports, now: datetime) -> Callable[[str], QrVerdict]:
    """Return a verifier of QR texts for the current and former hosts."""
    hosts = {parse_host(ports.public_url).authority, *ports.former_hosts}
    return lambda text: verify_qr_text(text, keys=keys, hosts=hosts, now=now)


def signer_keys(signers: Signers) -> Iterator[PublicKey]:
    """Yield the current keys behind the ports."""
    for signer, is_specimen in ((signers.signer, False), (signers.specimen_signer, True)):
        yield PublicKey(
            signer.key_id.hex(), "Ed25519", signer.public_key, "active", is_specimen, signs_now=True
        )
    for document_signer, is_specimen in (
        (signers.document_signer, False),
        (signers.specimen_document_signer, True),
    ):
        yield PublicKey(
            document_signer.key_id,
            "P-256",
            document_signer.public_key,
            "active",
            is_specimen,
            certificate_der=document_signer.certificate_der,
            signs_now=True,
        )


def _of_row(row: "SigningKey", *, signs_now: bool) -> PublicKey:
    return PublicKey(
        kid=row.kid,
        algorithm="P-256" if row.algorithm == "P-256" else "Ed25519",
        public_key=row.public_key,
        state=_state(row),
        is_specimen=row.is_specimen,
        created_at=row.created_at,
        retired_at=row.retired_at,
        compromised_at=row.compromised_at,
        certificate_der=row.certificate_der,
        signs_now=signs_now,
    )


def _state(row: "SigningKey") -> KeyState:
    if row.compromised_at is not None:
        return "compromised"
    return "active" if row.retired_at is None else "retired"
