"""Checks that the CMS container of a seal is in canonical form (RFC 5652). Portable.

A signature covers the signed attributes and, through them, the file around the container. It does
not cover version, algorithms, further certificates, unsigned attributes and padding. The container
is therefore built again from the signed parts and must have the same bytes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def is_container_as_written(seal: "EmbeddedPdfSignature", data: bytes) -> bool:
    """Whether the container of a seal with a valid signature is canonical."""
    begin, before, after, _rest = (int(offset) for offset in seal.byte_range)
    written = data[begin + before : after]
    room = len(written) - len("<>")
    expected = _container(seal).hex().upper().encode()
    return written == b"<" + expected.ljust(room, b"0") + b">"


def _container(seal: "EmbeddedPdfSignature") -> bytes:
    from asn1crypto import cms

    signer = seal.signer_info
    certificate = seal.signer_cert
    issuer_and_serial = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": issuer_and_serial}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": signer["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signer["signature"].native,
    }
    content = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [info],
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})
    return bytes(whole.dump(force=True))
