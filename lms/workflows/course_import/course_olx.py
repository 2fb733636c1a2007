"""Exports and imports courses as OLX archives, with items, forms and assessments.

An archive holds no data of learners. An import creates an unreviewed draft, or finds the version
with the same content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.exchange.olx.problems import add_practice_items, convert_problem, export_problems
from assessments.items import contexts
from courses.block_host.errors import BlockNotInstalled
from courses.block_host.runtime.units import PAGE_TEXTS
from courses.block_host.third_party.installed_blocks import is_installed
from courses.catalogue.errors import CourseNotFound
from courses.json_types import JsonObject
from courses.olx import queries, service
from courses.olx.archive import pack_archive, unpack_archive
from courses.olx.block_xml import RAW_XML
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseContent, CourseUnit
from courses.olx.read import ReadCourse, read_course
from courses.olx.units import UnitReader
from courses.olx.write import olx_files
from courses.static_files.queries import data_of
from lms.kernel import audit
from lms.kernel.errors import LmsError
from lms.workflows.blocks.block_services import BLOCKS

if TYPE_CHECKING:
    from courses.block_host.olx import OlxBlock
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


def reading_host(allowed: tuple[str, ...]) -> "BlockHost":
    """A block host for commands, which reads blocks and never renders them."""
    from courses.block_host.runtime.host import BlockHost
    from courses.block_host.runtime.registry import BlockRegistry
    from courses.block_host.runtime.tokens import HandlerTokens

    return BlockHost(BlockRegistry(BLOCKS, allowed), HandlerTokens(b"reads only"))


def export_course(session: Session, code: str, host: "BlockHost | None" = None) -> bytes:
    """Pack the newest version of a course as a tar.gz archive. Raises CourseNotFound.

    With a host, third-party blocks that may run in it write their own XML.
    """
    version_id = queries.list_versions(session, code)[0]
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
        third_party_xml=partial(_third_party_xml, session, host),
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
        files, own_texts, partial(_read_third_party, session, host), convert_problem, _render_error
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


def own_texts(block_type: str) -> Mapping[str, bool] | None:
    """Whether each field of one of our blocks is a text; None for third-party blocks."""
    if block_type not in BLOCKS:
        return None
    from xblock.fields import String

    fields: JsonObject = _own_class(block_type).fields
    return {name: isinstance(field, String) for name, field in fields.items()}


def _own_class(block_type: str) -> Any:
    module, _, name = BLOCKS[block_type].partition(":")
    return getattr(import_module(module), name)


def _render_error(unit: CourseUnit) -> str:
    from courses.olx.render_check import find_render_error

    return find_render_error(unit, _own_class(unit.block_type)) if unit.block_type in BLOCKS else ""


def _content(session: Session, version_id: UUID, code: str) -> CourseContent:
    bank = contexts.export_context_bank(session, version_id, bank_code=code)
    return queries.course_content(session, version_id, bank=bank)


def _versions(session: Session, code: str) -> tuple[UUID, ...]:
    try:
        return queries.list_versions(session, code)
    except CourseNotFound:
        return ()


def _read_third_party(
    session: Session, host: "BlockHost", block_type: str, xml: str
) -> "OlxBlock | None":
    """The block as it parses its XML; None if it may not run here or fails."""
    if not is_installed(block_type) or block_type not in host.allowed_types(session, {block_type}):
        return None
    try:
        return host.read_olx(session, xml)
    except BlockNotInstalled:
        return None
    except LmsError:
        return None


def _third_party_xml(session: Session, host: "BlockHost | None", unit: CourseUnit) -> str | None:
    """The XML that a third-party block writes, if parsing it gives the same fields."""
    if host is None or unit.block_type in BLOCKS or RAW_XML in unit.content:
        return None
    block = _as_read_block(unit)
    try:
        written = host.write_olx(session, block)
        return written if _reads_back(host.read_olx(session, written), block) else None
    except LmsError:
        return None


def _as_read_block(unit: CourseUnit) -> "OlxBlock":
    from courses.block_host.olx import OlxBlock

    fields = {name: value for name, value in unit.content.items() if name != PAGE_TEXTS}
    return OlxBlock(unit.block_type, fields, tuple(map(_as_read_block, unit.children)))


def _reads_back(read: "OlxBlock", expected: "OlxBlock") -> bool:
    """Whether `read` has the expected fields; it may have defaults in addition."""
    return (
        read.block_type == expected.block_type
        and all(read.fields.get(name) == value for name, value in expected.fields.items())
        and len(read.children) == len(expected.children)
        and all(map(_reads_back, read.children, expected.children))
    )
