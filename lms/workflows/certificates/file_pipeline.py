"""What the files of a certificate hold: the record handed to the portable modules that write them.

The order of KINDS is that in which they need one another: the credential stands in the PDF and in
the badge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certificates.designs.queries import design_at
from certificates.errors import NameNotPrintable
from certificates.issue_data import AchievementDetails
from certificates.keys.did import verification_method
from certificates.numbers import format_number
from certificates.open_badges.credential import Alignment
from certificates.pdf.design import Design
from certificates.pdf.rendering import CertificateRecord
from certificates.pdf.wording import NO_ISSUER, SEAL_REASON
from certificates.records.queries import IssuedRecord
from lms.accounts.provinces import PROVINCES
from lms.kernel.ports import DocumentSigner, Signer, get_ports


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file, and the key that signed it where one did."""

    data: bytes
    key_id: str | None = None


@dataclass(frozen=True)
class Sources:
    """What files are drawn from; `finished` gives another kind, made now if need be."""

    session: Session
    record: IssuedRecord
    finished: Callable[[str], bytes]

    @cached_property
    def design(self) -> Design:
        """The one that held when the certificate was issued."""
        return design_at(self.session, self.record.achievement_code, self.record.issued_at)

    @property
    def signer(self) -> Signer:
        ports = get_ports(self.session)
        return ports.specimen_signer if self.record.is_specimen else ports.signer

    @property
    def document_signer(self) -> DocumentSigner:
        ports = get_ports(self.session)
        return ports.specimen_document_signer if self.record.is_specimen else ports.document_signer


def draw(sources: Sources, kind: str) -> Drawn:
    """Raises NameNotPrintable, or KeyError for a kind that nobody makes."""
    return DRAWINGS[kind](sources)


def _json(sources: Sources) -> Drawn:
    from certificates.open_badges import data_integrity
    from certificates.strict_json import json_bytes

    signer = sources.signer
    signed = data_integrity.sign(
        _credential(sources),
        signer=signer,
        verification_method=verification_method(sources.record.host, signer.key_id.hex()),
        created=sources.record.issued_at,
    )
    return Drawn(json_bytes(signed), signer.key_id.hex())


def _jwt(sources: Sources) -> Drawn:
    from certificates.open_badges.token import sign_token

    signer = sources.document_signer
    method = verification_method(sources.record.host, signer.key_id)
    token = sign_token(_credential(sources), signer=signer, verification_method=method)
    return Drawn(token.encode(), signer.key_id)


def _sealed_pdf(sources: Sources) -> Drawn:
    from certificates.pdf.rendering import render_pdf
    from certificates.pdf.seal import seal_pdf

    signer = sources.document_signer
    sealed = seal_pdf(
        _drawn(sources, render_pdf, credential=sources.finished("json")),
        signer=signer,
        sealed_at=sources.record.issued_at,
        reason=SEAL_REASON.format(number=format_number(sources.record.number)),
    )
    return Drawn(sealed, signer.key_id)


def _pdf(sources: Sources) -> Drawn:
    """As it was before there were seals."""
    from certificates.pdf.rendering import render_pdf

    return Drawn(_drawn(sources, render_pdf))


def _png(sources: Sources) -> Drawn:
    """A picture of the sealed page, for sending."""
    from certificates.pdf.page_images import page_png

    return Drawn(page_png(sources.finished("sealed-pdf")))


def _badge_png(sources: Sources) -> Drawn:
    from certificates.open_badges.badge import badge_png
    from certificates.open_badges.baking import bake_png

    return Drawn(bake_png(badge_png(_badge_facts(sources)), sources.finished("json").decode()))


def _badge_svg(sources: Sources) -> Drawn:
    from certificates.open_badges.badge import badge_svg
    from certificates.open_badges.baking import bake_svg

    baked = bake_svg(badge_svg(_badge_facts(sources)), sources.finished("json").decode())
    return Drawn(baked.encode())


DRAWINGS: dict[str, Callable[[Sources], Drawn]] = {
    "json": _json,
    "jwt": _jwt,
    "sealed-pdf": _sealed_pdf,
    "badge-png": _badge_png,
    "badge-svg": _badge_svg,
    "png": _png,
    "pdf": _pdf,
}


def _drawn(sources: Sources, render: Callable[..., bytes], **more: Any) -> bytes:
    from certificates.pdf import rendering

    try:
        return render(_paper(sources), **more)
    except rendering.NameNotPrintable as problem:
        raise NameNotPrintable(characters=problem.characters) from problem


def _credential(sources: Sources) -> dict[str, Any]:
    from certificates.open_badges.credential import CredentialFacts, build_credential

    record, details = sources.record, sources.record.details
    language = details.course_language
    is_secure = record.qr_text.startswith("HTTPS:")
    address = f"{'https' if is_secure else 'http'}://{record.host}/credentials/{record.number}"
    return build_credential(
        CredentialFacts(
            number=record.number,
            subject_id=uuid5(NAMESPACE_URL, address),  # of this credential alone
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


def _alignments(details: AchievementDetails) -> tuple[Alignment, ...]:
    is_english = details.course_language == "en"
    return tuple(
        Alignment(one.name_en if is_english else one.name_id, one.url, one.framework, one.code)
        for one in details.alignments
    )


def _badge_facts(sources: Sources) -> Any:
    from certificates.open_badges.badge import BadgeFacts

    record, design = sources.record, sources.design
    is_english = design.language == "en"
    return BadgeFacts(
        title=record.title_en if is_english else record.title_id,
        level=record.level,
        language="en" if is_english else "id",
        is_pilot=record.is_pilot,
        is_specimen=record.is_specimen,
        template=design.template,
    )


def _paper(sources: Sources) -> CertificateRecord:
    """All that stands on the paper, and how it looks."""
    record, zone = sources.record, ZoneInfo(get_ports(sources.session).time_zone)

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

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
        design=sources.design,
    )
