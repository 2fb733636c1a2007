"""Publishes the draft of a course: its texts become a new version by the import of courses."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.items import contexts
from courses.olx import queries as olx
from courses.olx.model import CourseContent
from courses.olx.service import lock_course
from courses.static_files.queries import data_of
from courses.step_edits import queries
from courses.step_edits.checks import Flaw, find_flaws
from courses.step_edits.errors import DraftChanged, DraftNotPublishable, VersionExists
from courses.step_edits.merge import StepAddress, with_texts
from courses.step_edits.service import NewEdit, add_edit
from lms.kernel import audit
from lms.workflows.course_import.course_olx import (
    ImportedVersion,
    PreparedImport,
    import_version,
    prepare_import,
)


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step of the draft beside that of the newest version.

    `published` is None if the newest version lacks the step, which then leaves the draft with the
    next publication. `is_replaced` says that the newest version has another text than the one that
    the author changed.
    """

    edit: queries.Edit
    published: queries.PublishedStep | None
    is_replaced: bool
    flaws: tuple[Flaw, ...]

    @property
    def address(self) -> StepAddress:
        return self.edit.lesson, self.edit.step

    @property
    def is_open(self) -> bool:
        """Whether something has to be settled before the draft can be published."""
        return bool(self.is_replaced or self.flaws or (self.published and self.edit.stale))


@dataclass(frozen=True, slots=True)
class VersionNote:
    """What the new version says of itself: its label, and what changed in one sentence."""

    label: str
    changes_id: str
    changes_en: str


@dataclass(frozen=True, slots=True)
class ReadyDraft:
    """A draft that was read and compared, to be published in one transaction.

    `settled` are edits with the text of the newest version, which an import brought meanwhile.
    """

    course_id: UUID
    version_id: UUID
    changes: tuple[StepChange, ...]
    settled: tuple[queries.Edit, ...]
    prepared: PreparedImport

    @property
    def numbers(self) -> dict[StepAddress, int]:
        """The number of the edit of each step in the draft."""
        edits = (*(change.edit for change in self.changes), *self.settled)
        return {(edit.lesson, edit.step): edit.number for edit in edits}


def list_changes(session: Session, course_id: UUID, version_id: UUID) -> tuple[StepChange, ...]:
    """The draft of a course beside this version, its newest one."""
    return _compare(session, queries.draft_edits(session, course_id), version_id)


def _compare(
    session: Session, edits: Collection[queries.Edit], version_id: UUID
) -> tuple[StepChange, ...]:
    """The edits whose text is not that of the version, each beside its step."""
    facts = queries.fact_codes(session, version_id) if edits else frozenset()
    return tuple(_changes(session, edits, version_id, facts))


def _changes(
    session: Session, edits: Collection[queries.Edit], version_id: UUID, facts: Collection[str]
) -> Iterator[StepChange]:
    for edit in edits:
        published = queries.find_published(session, version_id, (edit.lesson, edit.step))
        if published is not None and published.text == edit.text:
            continue
        flaws = (
            find_flaws(edit.text, kind=published.kind, has_prose=published.has_prose, facts=facts)
            if published
            else ()
        )
        is_replaced = published is not None and is_replaced_since(
            session, edit, published, version_id
        )
        yield StepChange(edit, published, is_replaced, flaws)


def is_replaced_since(
    session: Session, edit: queries.Edit, published: queries.PublishedStep, version_id: UUID
) -> bool:
    """Whether the version has another text than the one that the author compared the edit with."""
    if edit.version_id == version_id:
        return False
    base = queries.find_published(session, edit.version_id, (edit.lesson, edit.step))
    return base is None or base.text != published.text


def can_be_published(changes: Collection[StepChange]) -> bool:
    """Whether some step changes and nothing has to be settled."""
    return any(change.published for change in changes) and not any(c.is_open for c in changes)


def fingerprint(version_id: UUID, changes: Collection[StepChange]) -> str:
    """Names exactly this draft on this version, for the form that publishes it."""
    steps = ",".join(f"{c.edit.lesson}/{c.edit.step}:{c.edit.number}" for c in changes)
    return f"{version_id};{steps}"


def prepare_draft(
    session: Session,
    code: str,
    *,
    course_id: UUID,
    version_id: UUID,
    note: VersionNote,
    seen: str,
    now: datetime,
) -> ReadyDraft:
    """Build the next version from the newest one and the draft. Call it before taking locks.

    Raises DraftChanged if the draft is not the one that the author has `seen`, or
    DraftNotPublishable.
    """
    edits = queries.draft_edits(session, course_id)
    changes = _compare(session, edits, version_id)
    if not can_be_published(changes):
        raise DraftNotPublishable()
    if fingerprint(version_id, changes) != seen:
        raise DraftChanged()
    texts = {change.address: change.edit.text for change in changes if change.published}
    content = with_texts(_content(session, version_id, code), texts)
    about = {
        "label": note.label,
        "as_of": now.date().isoformat(),
        "changes_id": note.changes_id,
        "changes_en": note.changes_en,
    }
    content = replace(content, version={**content.version, **about})
    changed = {change.address for change in changes}
    settled = tuple(edit for edit in edits if (edit.lesson, edit.step) not in changed)
    return ReadyDraft(course_id, version_id, changes, settled, prepare_import(session, content))


def publish_draft(
    session: Session, ready: ReadyDraft, *, actor_id: UUID, now: datetime
) -> ImportedVersion:
    """Import the version and close the draft. Learners under way keep their version.

    Raises DraftChanged or StepChanged if somebody has saved or imported meanwhile, VersionExists if
    an earlier version has the same content.
    """
    code = ready.prepared.content.code
    lock_course(session, code, now=now)
    if olx.list_versions(session, code)[0] != ready.version_id:
        raise DraftChanged()
    if list_numbers(session, ready.course_id) != ready.numbers:
        raise DraftChanged()
    imported = import_version(session, ready.prepared, now=now, actor_id=actor_id)
    if not imported.is_new:
        raise VersionExists()
    published = {change.address for change in ready.changes if change.published}
    for edit in (*(change.edit for change in ready.changes), *ready.settled):
        address = (edit.lesson, edit.step)
        closed = NewEdit(
            address,
            edit.text,
            "published" if address in published else "discarded",
            imported.version_id,
            seen_number=edit.number,
        )
        add_edit(session, closed, course_id=ready.course_id, saved_by=actor_id, now=now)
    audit.record(
        session,
        action="course.published",
        actor_id=actor_id,
        subject_type="course_version",
        subject_id=imported.version_id,
        now=now,
        details={"from": str(ready.version_id), "steps": len(published)},
    )
    return imported


def list_numbers(session: Session, course_id: UUID) -> dict[StepAddress, int]:
    """The number of the newest edit of each step in the draft."""
    return {(e.lesson, e.step): e.number for e in queries.draft_edits(session, course_id)}


def _content(session: Session, version_id: UUID, code: str) -> CourseContent:
    bank = contexts.export_context_bank(session, version_id, bank_code=code)
    content = olx.course_content(session, version_id, bank=bank)
    data = data_of(session, version_id)
    files = tuple(replace(file, data=data[file.name]) for file in content.files)
    return replace(content, files=files)
