"""Makes, stores and reads the files of a certificate, in a worker or at the first request.

Rendering and signing run outside the database transaction. The first file of a kind is stored and
served byte for byte from then on. Certificates issued before seals existed keep their `pdf` and
get a `sealed-pdf` beside it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.errors import CertificateErased, CertificateFileLost
from certificates.pdf import file_store
from certificates.records import file_queries, queries, service
from certificates.records.queries import IssuedRecord, StoredFile
from lms.kernel.jobs import add_job
from lms.kernel.ports import get_ports
from lms.kernel.task_context import TaskContext
from lms.workflows.certificates.file_contents import file_source
from lms.workflows.certificates.file_pipeline import (
    BADGE_PNG,
    BADGE_SVG,
    JSON,
    JWT,
    SEALED_PDF,
    STEPS,
    FileContent,
    make_unsealed_pdf,
)

KINDS = (JSON, JWT, SEALED_PDF, BADGE_PNG, BADGE_SVG)  # the page image is made on demand
BATCH_SIZE = 200


@dataclass(frozen=True, slots=True)
class _Files:
    """Contents by kind, and those that have no row yet."""

    contents: dict[str, bytes] = field(default_factory=dict)
    new: dict[str, FileContent] = field(default_factory=dict)


def make_files(context: TaskContext, certificate_id: UUID) -> None:
    """Make the files that are missing. Does nothing for an erased holder."""
    try:
        record = queries.issued_record(context.read_session, certificate_id)
        _insert_rows(context, record, _load_or_make(context.read_session, record, KINDS))
    except CertificateErased:
        remove_files(context.read_session, certificate_id)


def get_file(context: TaskContext, certificate_id: UUID, kind: str) -> bytes:
    """Return one file; make and store it if it is missing.

    Raises CertificateNotFound, CertificateErased, CertificateFileLost or NameNotPrintable.
    """
    record = queries.issued_record(context.read_session, certificate_id)
    files = _load_or_make(context.read_session, record, (kind,))
    _insert_rows(context, record, files)
    return files.contents[kind]


def preview(session: Session, certificate_id: UUID) -> bytes:
    """Return a small WebP image of the page.

    Renders the page without a seal while no sealed PDF is stored, since sealing takes longer.
    """
    from certificates.pdf.page_images import page_preview

    record = queries.issued_record(session, certificate_id)
    if queries.stored_file(session, certificate_id, SEALED_PDF) is not None:
        return page_preview(_load_or_make(session, record, (SEALED_PDF,)).contents[SEALED_PDF])
    return page_preview(make_unsealed_pdf(file_source(session, record), {}).data)


def request_missing_files(session: Session, *, after: UUID | None, now: datetime) -> None:
    """Add jobs for certificates without a sealed PDF, BATCH_SIZE at a time.

    The next batch is a job of its own.
    """
    ids = file_queries.certificates_missing_file(session, SEALED_PDF, after=after, limit=BATCH_SIZE)
    for certificate_id in ids:
        add_job(
            session,
            kind="make-artefacts",
            key=f"make-artefacts:{certificate_id}:seal",
            arguments={"certificate_id": str(certificate_id)},
            now=now,
        )
    if len(ids) == BATCH_SIZE:
        add_job(
            session,
            kind="ask-for-missing-artefacts",
            key=f"ask-for-missing-artefacts:{ids[-1]}",
            arguments={"after": str(ids[-1])},
            now=now,
        )


def remove_files(session: Session, certificate_id: UUID) -> None:
    """Delete all files of a certificate from the data folder."""
    file_store.remove_all(get_ports(session).data_dir, certificate_id)


def _load_or_make(session: Session, record: IssuedRecord, kinds: Collection[str]) -> _Files:
    """Load the files of these kinds; make those that are missing and the files they need."""
    files, needed = _Files(), set(kinds)
    lost: dict[str, str] = {}  # SHA-256 by kind
    for step in reversed(STEPS):
        if step.kind not in needed:
            continue
        stored = queries.stored_file(session, record.id, step.kind)
        data = _read(session, record, stored) if stored is not None else None
        if data is not None:
            files.contents[step.kind] = data
            continue
        needed.update(step.needs)
        if stored is not None:
            lost[step.kind] = stored.sha256
    missing = [step for step in STEPS if step.kind in needed - files.contents.keys()]
    if missing:
        source = file_source(session, record)
        for step in missing:
            content = step.make(source, files.contents)
            _add(session, record, step.kind, content, files, lost.get(step.kind))
    return files


def _add(
    session: Session,
    record: IssuedRecord,
    kind: str,
    content: FileContent,
    files: _Files,
    lost_hash: str | None,
) -> None:
    """Write a file that was made; a lost one only if it is the same again.

    The same record gives the same bytes while key and template stay the same. An ES256 signature
    never repeats, so a lost token or sealed PDF cannot be made again: raises CertificateFileLost.
    """
    if lost_hash is not None and sha256(content.data).hexdigest() != lost_hash:
        raise CertificateFileLost()
    data = _write(session, record, kind, content.data)
    files.contents[kind] = data
    if lost_hash is None:
        files.new[kind] = FileContent(data, content.key_id)


def _read(session: Session, record: IssuedRecord, stored: StoredFile) -> bytes | None:
    """Read and unseal a stored file; None if it is missing from the data folder."""
    sealed = file_store.read(get_ports(session).data_dir, stored.file_name)
    if sealed is None:
        return None
    return record.key.unseal(sealed, context=_sealing_context(record, stored.kind))


def _write(session: Session, record: IssuedRecord, kind: str, data: bytes) -> bytes:
    """Seal and write a file; return the contents that are stored.

    These are the contents of another worker that wrote the file a moment earlier.
    """
    context = _sealing_context(record, kind)
    sealed = record.key.seal(data, context=context)
    written = file_store.write_once(get_ports(session).data_dir, _file_name(record, kind), sealed)
    return data if written is sealed else record.key.unseal(written, context=context)


def _insert_rows(context: TaskContext, record: IssuedRecord, files: _Files) -> None:
    """Insert the rows of new files in one transaction.

    Raises CertificateErased if the holder was erased meanwhile. The job of that erasure may have
    run already, so the files are removed here.
    """
    if not files.new:
        return
    try:
        with context.transaction() as session:
            for kind, content in files.new.items():
                service.store_file(
                    session,
                    record.id,
                    kind=kind,
                    file_name=_file_name(record, kind),
                    data=content.data,
                    now=context.now,
                    generation=record.generation,
                    key_id=content.key_id,
                )
    except CertificateErased:
        remove_files(context.read_session, record.id)
        raise


def _file_name(record: IssuedRecord, kind: str) -> str:
    return file_store.sealed_file_name(record.id, kind, record.generation)


def _sealing_context(record: IssuedRecord, kind: str) -> str:
    """Bind the sealed bytes to their certificate, kind and generation."""
    later = f":{record.generation}" if record.generation > 1 else ""
    return f"artefact:{record.id}:{kind}{later}"
