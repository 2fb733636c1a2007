"""Makes the files of a certificate: by a worker, or at first request if that comes sooner.

Drawing and signing stand outside the transaction, which the door lends. A file is made once and
kept byte for byte; whoever comes second shows what is there. A certificate that was issued before
there were seals keeps its `pdf` and gets a `sealed-pdf` beside it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
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
from lms.workflows.certificates.file_pipeline import Drawn, Sources, draw

KINDS = ("json", "jwt", "sealed-pdf", "badge-png", "badge-svg")
PICTURE = "png"  # of the sealed page, made only when somebody asks for it
SEALED, EARLIER_KIND = "sealed-pdf", "pdf"
BATCH_SIZE = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """What a door lends: a session to read with, its only commit, and the time."""

    reading: Session
    transaction: Callable[[], AbstractContextManager[Session]]
    now: datetime


class _Bench:
    """The files of one certificate while some are made; those made now are not in rows yet."""

    def __init__(self, desk: Desk, record: IssuedRecord) -> None:
        self.desk, self.record = desk, record
        self.sources = Sources(desk.reading, record, self.finished)
        self.at_hand: dict[str, bytes] = {}
        self.made: dict[str, Drawn] = {}

    def finished(self, kind: str) -> bytes:
        """The bytes that are kept, from the file or made now."""
        if kind not in self.at_hand:
            self.at_hand[kind] = self._kept(kind)
        return self.at_hand[kind]

    def record_made(self) -> None:
        """Rows of all that was made, in one transaction.

        Raises CertificateErased for what was erased while it was drawn; the job of that erasure
        may be long done, so its files are removed here.
        """
        try:
            self._store_rows()
        except CertificateErased:
            remove_files(self.desk, self.record.id)
            raise

    def _store_rows(self) -> None:
        if not self.made:
            return
        with self.desk.transaction() as session:
            for kind, drawn in self.made.items():
                service.store_file(
                    session,
                    self.record.id,
                    kind=kind,
                    file_name=_file_name(self.record, kind),
                    data=drawn.data,
                    now=self.desk.now,
                    generation=self.record.generation,
                    key_id=drawn.key_id,
                )

    def _kept(self, kind: str) -> bytes:
        stored = queries.stored_file(self.desk.reading, self.record.id, kind)
        if stored is None:
            drawn = draw(self.sources, kind)
            data = self._keep_file(kind, drawn.data)
            self.made[kind] = replace(drawn, data=data)
            return data
        sealed = file_store.read(get_ports(self.desk.reading).data_dir, stored.file_name)
        if sealed is None:
            return self._made_again(stored)
        return self.record.key.unseal(sealed, context=_context(self.record, kind))

    def _made_again(self, stored: StoredFile) -> bytes:
        """The same record gives the same bytes while key and template are the same.

        What ES256 signed never comes out twice the same: a token or a sealed PDF stays lost.
        """
        data = draw(self.sources, stored.kind).data
        if sha256(data).hexdigest() != stored.sha256:
            raise CertificateFileLost()
        return self._keep_file(stored.kind, data)

    def _keep_file(self, kind: str, data: bytes) -> bytes:
        """Seal and write the file, or take what another worker wrote a moment sooner."""
        context = _context(self.record, kind)
        sealed = self.record.key.seal(data, context=context)
        standing = file_store.write_once(
            get_ports(self.desk.reading).data_dir, _file_name(self.record, kind), sealed
        )
        return data if standing is sealed else self.record.key.unseal(standing, context=context)


def make_files(desk: Desk, certificate_id: UUID) -> None:
    """The files that are not there yet; a certificate withdrawn meanwhile needs none."""
    try:
        bench = _Bench(desk, queries.issued_record(desk.reading, certificate_id))
        for kind in KINDS:
            bench.finished(kind)
        bench.record_made()
    except CertificateErased:
        remove_files(desk, certificate_id)


def get_file(desk: Desk, certificate_id: UUID, kind: str) -> bytes:
    """One file, made now unless it stands. Raises CertificateErased or NameNotPrintable."""
    bench = _Bench(desk, queries.issued_record(desk.reading, certificate_id))
    data = bench.finished(kind)
    bench.record_made()
    return data


def preview(desk: Desk, certificate_id: UUID) -> bytes:
    """A small WebP of the page: of the sealed one that is kept, or of a drawing made now.

    The libraries that sign take most of a second to load, which nobody waits for to see a page.
    """
    from certificates.pdf.page_images import page_preview

    bench = _Bench(desk, queries.issued_record(desk.reading, certificate_id))
    if queries.stored_file(desk.reading, certificate_id, SEALED) is not None:
        return page_preview(bench.finished(SEALED))
    return page_preview(draw(bench.sources, EARLIER_KIND).data)


def request_missing_files(session: Session, *, after: UUID | None, now: datetime) -> None:
    """Jobs for certificates without a seal, such as those from before there were seals.

    So many at a time; the next lot is a job of its own.
    """
    found = file_queries.certificates_missing_file(session, SEALED, after=after, limit=BATCH_SIZE)
    for certificate_id in found:
        add_job(
            session,
            kind="make-artefacts",
            key=f"make-artefacts:{certificate_id}:seal",
            arguments={"certificate_id": str(certificate_id)},
            now=now,
        )
    if len(found) == BATCH_SIZE:
        add_job(
            session,
            kind="ask-for-missing-artefacts",
            key=f"ask-for-missing-artefacts:{found[-1]}",
            arguments={"after": str(found[-1])},
            now=now,
        )


def remove_files(desk: Desk, certificate_id: UUID) -> None:
    file_store.remove_all(get_ports(desk.reading).data_dir, certificate_id)


def _file_name(record: IssuedRecord, kind: str) -> str:
    return file_store.sealed_file_name(record.id, kind, record.generation)


def _context(record: IssuedRecord, kind: str) -> str:
    """Binds the sealed bytes to their certificate, kind and generation."""
    later = f":{record.generation}" if record.generation > 1 else ""
    return f"artefact:{record.id}:{kind}{later}"
