"""Builds the input of each file of a certificate from its record: credential, badge and page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certificates.designs.queries import design_at
from certificates.issue_data import AchievementDetails
from certificates.open_badges.credential import Alignment
from certificates.pdf.design import Design
from certificates.pdf.rendering import CertificateRecord
from certificates.pdf.wording import NO_ISSUER
from certificates.records.queries import IssuedRecord
from lms.accounts.provinces import PROVINCES
from lms.kernel.ports import DocumentSigner, Signer, get_ports

if TYPE_CHECKING:
    from certificates.open_badges.badge import BadgeFacts


@dataclass(frozen=True, slots=True)
class FileSource:
    """Everything that the files of one certificate are made from.

    `design` is the design in force when the certificate was issued.
    """

    record: IssuedRecord
    design: Design
    signer: Signer
    document_signer: DocumentSigner
    time_zone: ZoneInfo


def file_source(session: Session, record: IssuedRecord) -> FileSource:
    """Select design and signing keys for a record; specimens have keys of their own."""
    ports = get_ports(session)
    is_specimen = record.is_specimen
    return FileSource(
        record=record,
        design=design_at(session, record.achievement_code, record.issued_at),
        signer=ports.specimen_signer if is_specimen else ports.signer,
        document_signer=ports.specimen_document_signer if is_specimen else ports.document_signer,
        time_zone=ZoneInfo(ports.time_zone),
    )


def credential_document(record: IssuedRecord) -> dict[str, Any]:
    """Build the unsigned Open Badges 3.0 credential."""
    from certificates.open_badges.credential import CredentialFacts, build_credential

    details = record.details
    language = details.course_language
    is_secure = record.qr_text.startswith("HTTPS:")
    url = f"{'https' if is_secure else 'http'}://{record.host}/credentials/{record.number}"
    return build_credential(
        CredentialFacts(
            number=record.number,
            subject_id=uuid5(NAMESPACE_URL, url),  # differs for each credential of a person
            host=record.host,
            name=record.holder.name,
            course_code=record.achievement_code,
            title_id=record.title_id,
            title_en=record.title_en,
            level=record.level,
            hours=record.hours,
            language=language,
            issued_at=record.issued_at,
            valid_until=record.valid_until,
            issuer_name=record.issuer.name if record.issuer else NO_ISSUER,
            issuer_url=record.issuer.url if record.issuer else "",
            list_number=record.list_number,
            status_index=record.status_index,
            criteria=details.criteria_en if language == "en" else details.criteria_id,
            alignments=_alignments(details),
            is_pilot=record.is_pilot,
            is_specimen=record.is_specimen,
            is_secure=is_secure,
        )
    )


def badge_facts(record: IssuedRecord, design: Design) -> "BadgeFacts":
    """Select what the badge shows, in the language of the design."""
    from certificates.open_badges.badge import BadgeFacts

    is_english = design.language == "en"
    return BadgeFacts(
        title=record.title_en if is_english else record.title_id,
        level=record.level,
        language="en" if is_english else "id",
        is_pilot=record.is_pilot,
        is_specimen=record.is_specimen,
        template=design.template,
    )


def printed_record(source: FileSource) -> CertificateRecord:
    """Select what the page shows and how it looks."""
    record = source.record

    def day(moment: datetime) -> date:
        return moment.astimezone(source.time_zone).date()

    province = PROVINCES.get(record.holder.province_code or "")
    return CertificateRecord(
        number=record.number,
        qr_text=record.qr_text,
        host=record.host,
        name=record.holder.name,
        audience=record.holder.audience,
        province_id=province.name_id if province else "",
        province_en=province.name_en if province else "",
        title_id=record.title_id,
        title_en=record.title_en,
        hours=record.hours,
        level=record.level,
        is_pilot=record.is_pilot,
        is_specimen=record.is_specimen,
        issued_at=record.issued_at,
        issued_on=day(record.issued_at),
        valid_until=day(record.valid_until) if record.valid_until else None,
        issuer_name=record.issuer.name if record.issuer else None,
        signatories=record.issuer.signatories if record.issuer else (),
        design=source.design,
    )


def _alignments(details: AchievementDetails) -> tuple[Alignment, ...]:
    is_english = details.course_language == "en"
    return tuple(
        Alignment(
            alignment.name_en if is_english else alignment.name_id,
            alignment.url,
            alignment.framework,
            alignment.code,
        )
        for alignment in details.alignments
    )
