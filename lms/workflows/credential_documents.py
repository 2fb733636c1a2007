"""The credential of a certificate as JSON and as a token, made of its record alone.

The same record gives the same JSON: Ed25519 signs alike each time, and the proof bears the time of
issue.
"""

from hashlib import sha256
from uuid import UUID

from certificates.credential import Alignment, CredentialFacts, build_credential
from certificates.queries import IssuedRecord
from lms.kernel.ports import Ports

NO_ISSUER = "CONTOH / SPECIMEN"


def credential_json(record: IssuedRecord, ports: Ports) -> bytes:
    """Open Badges 3.0 with a Data Integrity proof."""
    from certificates import data_integrity, json_reading  # lazily with all that they need
    from certificates.did import method_of

    signer = ports.specimen_signer if record.is_specimen else ports.signer
    signed = data_integrity.sign(
        build_credential(facts_of(record)),
        signer=signer,
        verification_method=method_of(record.host, signer.key_id.hex()),
        created=record.issued_at,
    )
    return json_reading.written(signed)


def credential_token(record: IssuedRecord, ports: Ports) -> bytes:
    """The same credential as a VC-JWT, signed with the other key."""
    from certificates import token
    from certificates.did import method_of

    signer = ports.specimen_document_signer if record.is_specimen else ports.document_signer
    method = method_of(record.host, signer.key_id)
    unsigned = build_credential(facts_of(record))
    return token.sign_token(unsigned, signer=signer, verification_method=method).encode()


def facts_of(record: IssuedRecord) -> CredentialFacts:
    details = record.details
    is_english = details.course_language == "en"
    return CredentialFacts(
        number=record.number,
        subject_id=subject_id_of(record.host, record.number),
        host=record.host,
        name=record.holder.name,
        course_code=record.achievement_code,
        title_id=record.title_id,
        title_en=record.title_en,
        level=record.level,
        hours=record.hours,
        language="en" if is_english else "id",
        issued_at=record.issued_at,
        valid_until=record.valid_until,
        issuer_name=record.issuer.name if record.issuer else NO_ISSUER,
        issuer_url=record.issuer.url if record.issuer else "",
        list_number=record.list_number,
        status_index=record.status_index,
        criteria=details.criteria_en if is_english else details.criteria_id,
        alignments=tuple(Alignment(name, url) for name, url in details.alignments),
        is_pilot=record.is_pilot,
        is_specimen=record.is_specimen,
        is_secure=record.qr_text.startswith("HTTPS:"),
    )


def subject_id_of(host: str, number: str) -> UUID:
    """One for each certificate, from what its credential shows anyway: it links to no other."""
    return UUID(bytes=sha256(f"subject|{host}|{number}".encode()).digest()[:16], version=4)
