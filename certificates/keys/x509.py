"""Self-signed X.509 certificates of document keys, shown by PDF readers. Portable."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

MAX_NAME_LENGTH = 64  # ub-common-name of RFC 5280
YEARS = 30
FIRST_GENERAL_YEAR = 2050  # RFC 5280, 4.1.2.5: UTCTime before, GeneralizedTime from then on
COORDINATE = 32


def self_signed(
    *, point: bytes, name: str, now: datetime, sign_es256: Callable[[bytes], bytes]
) -> bytes:
    """Build a certificate (DER) with keyUsage digitalSignature and nonRepudiation.

    `point` is uncompressed (65 bytes), `name` the host of the issuer; `sign_es256` returns r||s.
    """
    from asn1crypto import algos, keys, x509  # slow to import

    common_name = x509.Name.build({"common_name": name[:MAX_NAME_LENGTH]})
    to_be_signed = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(120) + 1,
            "signature": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "issuer": common_name,
            "validity": _validity(now.replace(microsecond=0)),
            "subject": common_name,
            "subject_public_key_info": keys.PublicKeyInfo(
                {
                    "algorithm": {"algorithm": "ec", "parameters": ("named", "secp256r1")},
                    "public_key": keys.ECPointBitString(point),
                }
            ),
            "extensions": _extensions(),
        }
    )
    signature = sign_es256(to_be_signed.dump())
    return bytes(
        x509.Certificate(
            {
                "tbs_certificate": to_be_signed,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature_value": der_signature(signature),
            }
        ).dump()
    )


def der_signature(signature: bytes) -> bytes:
    """Convert r||s to a DER sequence of two integers, as in X.509 and CMS."""
    r, s = signature[:COORDINATE], signature[COORDINATE:]
    return encode_dss_signature(int.from_bytes(r), int.from_bytes(s))


def _validity(now: datetime) -> dict[str, object]:
    from asn1crypto import x509

    def time(moment: datetime) -> object:
        kind = "utc_time" if moment.year < FIRST_GENERAL_YEAR else "general_time"
        return x509.Time(name=kind, value=moment)

    begins = now - timedelta(minutes=5)  # tolerates different clocks
    return {"not_before": time(begins), "not_after": time(now + timedelta(days=365 * YEARS))}


def _extensions() -> list[dict[str, object]]:
    from asn1crypto import x509

    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
        {
            "extn_id": "key_usage",
            "critical": True,
            "extn_value": x509.KeyUsage({"digital_signature", "non_repudiation"}),
        },
    ]
