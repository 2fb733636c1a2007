"""Exports and imports courses as OLX archives, with items, forms and assessments.

An archive holds no data of learners. An import creates an unreviewed draft, or finds the version
with the same content.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.errors import FormsSecure
from assessments.exchange.olx.problems import add_practice_items, convert_problem, export_problems
from assessments.items import contexts
from assessments.items.secure_forms import list_secure_forms
from courses.catalogue.errors import CourseNotFound
from courses.olx import queries, service
from courses.olx.archive import pack_archive, unpack_archive
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseContent
from courses.olx.read import ReadCourse, read_course
from courses.olx.units import UnitReader
from courses.olx.write import olx_files
from courses.static_files.queries import data_of
from lms.kernel import audit
from lms.workflows.course_import.olx_blocks import (
    own_texts,
    read_third_party,
    render_error,
    third_party_xml,
)

if TYPE_CHECKING:
    from courses.block_host.runtime.host import BlockHost


DRAFT: Final = "draft"


@dataclass(frozen=True, slots=True)
class ImportedVersion:
    """The result of an import; `is_new` is false if a version with the same content exists."""

    version_id: UUID
    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """A course to import, compared with the versions that existed then.

    `versions` are ids, newest first; `same_id` is the version with the same content, or None.
    """

    content: CourseContent
    versions: tuple[UUID, ...]
    same_id: UUID | None
    has_reviews: bool


def export_course(session: Session, code: str, host: "BlockHost | None" = None) -> bytes:
    """Pack the newest version of a course as a tar.gz archive.

    With a host, third-party blocks that may run in it write their own XML. Raises CourseNotFound,
    or FormsSecure if a form of the course is secure.
    """
    version_id = queries.list_versions(session, code)[0]
    if forms := list_secure_forms(session, bank_code=code):
        raise FormsSecure(forms=", ".join(forms))
    number = queries.version_number(session, version_id)
    content = _content(session, version_id, code)
    held = data_of(session, version_id)
    content = replace(content, files=tuple(replace(f, data=held[f.name]) for f in content.files))
    problems, _others = export_problems(content.bank, content.version["language"])
    files = olx_files(
        content,
        run=f"v{number}",
        own_texts=own_texts,
        problems=problems,
        third_party_xml=partial(third_party_xml, session, host),
    )
    return pack_archive(files)


def read_archive(
    session: Session, archive: bytes, *, host: "BlockHost", code: str = "", today: date
) -> ReadCourse:
    """Read an archive into a course and a report. Writes nothing.

    Third-party blocks that may run here parse their own XML, within their time limit. `code`
    replaces the course code of the archive. Raises CourseArchiveRejected.
    """
    files = unpack_archive(archive)
    reader = UnitReader(
        files, own_texts, partial(read_third_party, session, host), convert_problem, render_error
    )
    read = read_course(files, reader, add_practice_items, code=code, today=today)
    try:
        service.digest(read.content)
    except (ValueError, RecursionError) as error:
        raise CourseArchiveRejected("json-unfit", str(error)) from error
    flaws = [*contexts.find_bank_flaws(read.content.bank)]
    if flaws:
        raise CourseArchiveRejected("items-unfit", flaws[0])
    return read


def items_without_problem(session: Session, code: str) -> tuple[str, ...]:
    """Codes of items without a problem in OLX; archives hold them in `payung/` only."""
    version_id = queries.list_versions(session, code)[0]
    bank = contexts.export_context_bank(session, version_id, bank_code=code)
    return tuple(remark.item for remark in export_problems(bank, "id")[1])


def record_export(
    session: Session, code: str, archive: bytes, *, actor_id: UUID | None, now: datetime
) -> None:
    """Record who exports an archive, since it holds the keys of items. Call it before sending."""
    audit.record(
        session,
        action="course.exported",
        actor_id=actor_id,
        subject_type="course",
        subject_id=queries.course_id(session, code),
        now=now,
        details={"bytes": len(archive)},
    )


def prepare_import(
    session: Session, content: CourseContent, *, has_reviews: bool = False
) -> PreparedImport:
    """Compare a read course with the existing versions. Call it before taking locks: it is slow.

    Review states in the archive are trusted only if `has_reviews` (imports by the operator).
    """
    versions = _versions(session, content.code)
    if not has_reviews:
        bank = contexts.without_third_party_reviews(session, content.bank, bank_code=content.code)
        content = _without_imported_reviews(session, replace(content, bank=bank))
    return PreparedImport(content, versions, _same_version(session, content, versions), has_reviews)


def import_version(
    session: Session,
    ready: PreparedImport,
    *,
    now: datetime,
    actor_id: UUID | None = None,
    remarks: int = 0,
) -> ImportedVersion:
    """Create the version, unless one with the same content exists, and record it in the audit log.

    Compares again if versions were added since `ready` was prepared.
    """
    code = ready.content.code
    service.lock_course(session, code, now=now)
    if _versions(session, code) != ready.versions:
        ready = prepare_import(session, ready.content, has_reviews=ready.has_reviews)
    if ready.same_id is not None:
        number = queries.version_number(session, ready.same_id)
        return ImportedVersion(ready.same_id, number, is_new=False)
    version_id = service.add_version(session, ready.content, now=now)
    contexts.import_context_bank(
        session, ready.content.bank, context_id=version_id, bank_code=code, now=now
    )
    audit.record(
        session,
        action="course.imported",
        actor_id=actor_id,
        subject_type="course_version",
        subject_id=version_id,
        now=now,
        details={"remarks": remarks},
    )
    return ImportedVersion(version_id, queries.version_number(session, version_id), is_new=True)


def _same_version(
    session: Session, content: CourseContent, versions: tuple[UUID, ...]
) -> UUID | None:
    """The version that was imported from the same content, or whose stored content is the same.

    Both are compared, since the stored content may omit parts of the archive (an item without a
    form) or reorder them.
    """
    wanted = service.digest(content)
    if (version_id := queries.find_version(session, content.code, wanted)) is not None:
        return version_id
    for version_id in versions:
        if service.digest(_content(session, version_id, content.code)) == wanted:
            return version_id
    return None


def _without_imported_reviews(session: Session, content: CourseContent) -> CourseContent:
    """Reset review states to draft, except of kits and lessons that the newest version has."""
    newest = _versions(session, content.code)[:1]
    known = [_content(session, version_id, content.code) for version_id in newest]
    kits = [kit for version in known for kit in version.lists["kits"]]
    lessons = {
        lesson.code: lesson
        for version in known
        for module in version.modules
        for lesson in module.lessons
    }
    modules = tuple(
        replace(
            module,
            lessons=tuple(
                lesson
                if lesson == lessons.get(lesson.code)
                else replace(lesson, content={**lesson.content, "review_status": DRAFT})
                for lesson in module.lessons
            ),
        )
        for module in content.modules
    )
    own_kits = tuple(
        kit if kit in kits else {**kit, "review_status": DRAFT}
        for kit in content.lists.get("kits", ())
    )
    return replace(content, modules=modules, lists={**content.lists, "kits": own_kits})


def _content(session: Session, version_id: UUID, code: str) -> CourseContent:
    bank = contexts.export_context_bank(session, version_id, bank_code=code)
    return queries.course_content(session, version_id, bank=bank)


def _versions(session: Session, code: str) -> tuple[UUID, ...]:
    try:
        return queries.list_versions(session, code)
    except CourseNotFound:
        return ()
