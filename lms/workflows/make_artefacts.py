"""Makes the files of a certificate: by a worker, or at first request if that comes sooner.

Drawing takes a third of a second and stands outside the transaction, which the door lends. A file
is made once and kept byte for byte; whoever comes second shows what is there.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certificates import artefact_files, queries, service
from certificates.errors import ArtefactLost, CertificateWithdrawn, NameNotPrintable
from certificates.queries import IssuedRecord, StoredArtefact
from certificates.rendering import CertificateRecord
from lms.accounts.provinces import PROVINCES
from lms.kernel.ports import ports_of

KINDS = ("pdf", "png")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a door lends: a session to read with, its only commit, and the time."""

    reading: Session
    transaction: Callable[[], AbstractContextManager[Session]]
    now: datetime


def make_artefacts(desk: Desk, certificate_id: UUID) -> None:
    """All files that are not there yet; a certificate withdrawn meanwhile needs none."""
    try:
        for kind in KINDS:
            artefact(desk, certificate_id, kind)
    except CertificateWithdrawn:
        remove_artefacts(desk, certificate_id)


def artefact(desk: Desk, certificate_id: UUID, kind: str) -> bytes:
    """One file, made now unless it stands. Raises CertificateWithdrawn or NameNotPrintable."""
    record = queries.issued_record(desk.reading, certificate_id)
    stored = queries.stored_artefact(desk.reading, certificate_id, kind)
    if stored is None:
        return _make(desk, record, kind)
    data_dir = ports_of(desk.reading).data_dir
    sealed = artefact_files.read(data_dir, stored.file_name)
    if sealed is None:
        return _make_again(desk, record, stored)
    return record.key.unseal(sealed, context=_context(record, kind))


def remove_artefacts(desk: Desk, certificate_id: UUID) -> None:
    artefact_files.remove_all(ports_of(desk.reading).data_dir, certificate_id)


def _make(desk: Desk, record: IssuedRecord, kind: str) -> bytes:
    data = _keep_file(desk, record, kind, _draw(desk, record, kind))
    with desk.transaction() as session:
        service.store_artefact(
            session,
            record.id,
            kind=kind,
            file_name=artefact_files.file_name_of(record.id, kind),
            data=data,
            now=desk.now,
        )
    return data


def _make_again(desk: Desk, record: IssuedRecord, stored: StoredArtefact) -> bytes:
    """The same record gives the same bytes, until the template changes."""
    data = _draw(desk, record, stored.kind)
    if sha256(data).hexdigest() != stored.sha256:
        raise ArtefactLost()
    return _keep_file(desk, record, stored.kind, data)


def _keep_file(desk: Desk, record: IssuedRecord, kind: str, data: bytes) -> bytes:
    """Seal and write the file, or take what another worker wrote a moment sooner."""
    sealed = record.key.seal(data, context=_context(record, kind))
    standing = artefact_files.write_once(
        ports_of(desk.reading).data_dir, artefact_files.file_name_of(record.id, kind), sealed
    )
    if standing is sealed:
        return data
    return record.key.unseal(standing, context=_context(record, kind))


def _draw(desk: Desk, record: IssuedRecord, kind: str) -> bytes:
    from certificates import rendering  # lazily with all that it needs

    page = _page(record, ZoneInfo(ports_of(desk.reading).time_zone))
    try:
        return rendering.render_pdf(page) if kind == "pdf" else rendering.render_png(page)
    except rendering.NameNotPrintable as problem:
        raise NameNotPrintable(characters=problem.characters) from problem


def _page(record: IssuedRecord, zone: ZoneInfo) -> CertificateRecord:
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
        issued_on=day(record.issued_at),
        valid_until=day(record.valid_until) if record.valid_until else None,
        issuer_name=record.issuer.name if record.issuer else None,
        signatories=record.issuer.signatories if record.issuer else (),
    )


def _context(record: IssuedRecord, kind: str) -> str:
    return f"artefact:{record.id}:{kind}"
