"""Builds the record of a new certificate: signed, sealed, with an index in a status list."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.errors import SignerUnavailable
from certificates.issue_data import Achievement, Holder, Recipient
from certificates.issuer_host import Host, parse_host
from certificates.key_register.key_register import may_sign, register_keys
from certificates.keys.signing import Signer, sign_claims
from certificates.log import transparency_log
from certificates.models import Certificate, Issuer
from certificates.numbers import generate_number
from certificates.qr.code import QrClaims, qr_text
from certificates.records.published_events import publish_issued
from certificates.status_lists.status_index import allocate_index
from certificates.status_lists.stored_lists import schedule_daily_signing
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import create_key, open_key

PILOT_LEVELS = 2  # added to the level that a QR code shows


def add_certificate(
    session: Session,
    recipient: Recipient,
    achievement: Achievement,
    *,
    completed_on: date,
    valid_until: datetime | None,
    now: datetime,
    replaces: Certificate | None = None,
) -> Certificate:
    """Add a certificate and its log entry. The caller holds the lock of the log.

    The replacement of a specimen is a specimen too. Raises SignerUnavailable.
    """
    certificate = build_certificate(
        session,
        recipient,
        achievement,
        completed_on=completed_on,
        valid_until=valid_until,
        is_specimen=replaces is not None and replaces.is_specimen,
        now=now,
    )
    certificate.replaces_id = replaces.id if replaces else None
    session.add(certificate)
    session.flush()  # the log entry refers to it by foreign key only
    transparency_log.append(
        session,
        event="issued",
        certificate_id=certificate.id,
        content_hash=transparency_log.compute_content_hash(certificate),
        now=now,
    )
    schedule_daily_signing(session, now=now)
    publish_issued(session, certificate, replaces=replaces, now=now)
    return certificate


def build_certificate(
    session: Session,
    recipient: Recipient,
    achievement: Achievement,
    *,
    completed_on: date,
    valid_until: datetime | None,
    is_specimen: bool,
    now: datetime,
) -> Certificate:
    """Build the row without adding it. The caller holds the lock of the log.

    Without an issuer or a public URL the certificate is always a specimen.
    """
    host, issuer_id = parse_host(get_ports(session).public_url), current_issuer_id(session)
    is_specimen = is_specimen or issuer_id is None or not host.is_public
    signer = _signer(session, is_specimen=is_specimen, now=now)
    issued_at = now.replace(microsecond=0)  # QR codes have whole seconds
    entry = allocate_index(session, now=now)
    certificate = Certificate(
        id=new_id(),
        number=generate_number(),
        enrolment_id=recipient.enrolment_id,
        person_id=recipient.person_id,
        achievement_code=achievement.code,
        title_id=achievement.title_id,
        title_en=achievement.title_en,
        hours=achievement.hours,
        level=achievement.level,
        is_pilot=achievement.is_pilot,
        is_specimen=is_specimen,
        issuer_id=issuer_id,
        host=host.authority,
        completed_on=completed_on,
        issued_at=issued_at,
        valid_until=valid_until,
        list_number=entry.list_number,
        status_index=entry.index,
        signing_key_id=signer.key_id.hex(),
        data_key_id=create_key(session, now=now, parent_id=recipient.person_key_id),
        achievement_details=asdict(achievement.details),
    )
    _seal_holder(session, certificate, recipient.holder, host=host, signer=signer)
    return certificate


def current_issuer_id(session: Session) -> UUID | None:
    """Return the id of the newest issuer version."""
    return session.scalar(select(Issuer.id).order_by(Issuer.version.desc()).limit(1))


def add_years(moment: datetime, years: int | None) -> datetime | None:
    """Add years to a moment; 29 February becomes the 28th."""
    if years is None:
        return None
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def _signer(session: Session, *, is_specimen: bool, now: datetime) -> Signer:
    """Return the current signer. Raises SignerUnavailable if its key was retired meanwhile."""
    ports = get_ports(session)
    signer = ports.specimen_signer if is_specimen else ports.signer
    register_keys(session, now=now)
    if not may_sign(session, signer.key_id.hex()):
        raise SignerUnavailable()
    return signer


def reissue_qr_signature(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Sign the same claims with the current key, for the original host."""
    key, context = open_key(session, certificate.data_key_id), str(certificate.id)
    holder = Holder(**key.unseal_json(certificate.sealed_holder, context=f"holder:{context}"))
    signer = _signer(session, is_specimen=certificate.is_specimen, now=now)
    text = key.unseal(certificate.sealed_qr, context=f"qr:{context}").decode()
    is_secure = text.startswith("HTTPS:")
    signed = _signed_text(certificate, holder, is_secure=is_secure, signer=signer)
    certificate.sealed_qr = key.seal(signed.encode(), context=f"qr:{context}")
    certificate.signing_key_id = signer.key_id.hex()


def _seal_holder(
    session: Session, certificate: Certificate, holder: Holder, *, host: Host, signer: Signer
) -> None:
    """Sign and seal the QR text, so that later keys or names never change it."""
    text = _signed_text(certificate, holder, is_secure=host.is_secure, signer=signer)
    key, context = open_key(session, certificate.data_key_id), str(certificate.id)
    certificate.sealed_holder = key.seal_json(asdict(holder), context=f"holder:{context}")
    certificate.sealed_qr = key.seal(text.encode(), context=f"qr:{context}")


def _signed_text(
    certificate: Certificate, holder: Holder, *, is_secure: bool, signer: Signer
) -> str:
    host, number = certificate.host, certificate.number
    message = sign_claims(_claims(certificate, holder), host=host, number=number, signer=signer)
    return qr_text(host=host, number=number, message=message, is_secure=is_secure)


def _claims(certificate: Certificate, holder: Holder) -> QrClaims:
    expires = certificate.valid_until
    return QrClaims(
        issued_at=int(certificate.issued_at.timestamp()),
        expires_at=int(expires.timestamp()) if expires else None,
        list_number=certificate.list_number,
        status_index=certificate.status_index,
        name=holder.name,
        course_code=certificate.achievement_code,
        level=certificate.level + PILOT_LEVELS * certificate.is_pilot,
    )
