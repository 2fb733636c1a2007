"""Drafts of blocks by others at work: their author tries and edits them in frames."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.runtime.viewer import Role, Visitor
from courses.catalogue.versions import course_code
from courses.drafts.queries import OpenedDraft, opened_draft
from courses.drafts.service import store_draft
from courses.static_files.queries import newest_version
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.kernel.sealing.sealing import unwrapped_key
from lms.web.access.auth import SignedIn
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageUrls
from lms.web.course_files.links import file_links
from lms.workflows.blocks.third_party_services import foreign_services

if TYPE_CHECKING:
    from courses.block_host.runtime.runtime import BlockRuntime

PERMISSION = "item.edit"
NOBODY = UUID(int=0)  # an author is enrolled nowhere


@dataclass
class DraftWork:
    """A block of a draft, for its author: to edit it, or to try it as learners would."""

    unit_id: UUID
    visitor: Visitor
    draft: OpenedDraft | None = None

    def opened(self, session: Session) -> "BlockRuntime":
        visitor = self.visitor
        self.draft = opened_draft(
            session, self.unit_id, made_by=visitor.person_id, course_code=visitor.course_code
        )
        links = file_links(
            session,
            newest_version(session, self.draft.course_id),
            person_id=visitor.person_id,
            session_id=visitor.session_id,
        )
        services: dict[str, Any] = foreign_services(visitor, links)
        page = self.draft.page
        return block_host().open_draft(session, page, visitor, services=services, urls=PageUrls())

    def store(self, session: Session, runtime: "BlockRuntime") -> None:
        """Grades and completion are nobody's here."""
        if self.draft is not None and runtime.state.has_changes:
            made_by = self.visitor.person_id
            store_draft(session, self.draft, runtime.state, made_by=made_by, now=utc_now())


def draft_work(person: SignedIn, unit_id: UUID, role: Role) -> DraftWork:
    """Raises BlockDraftNotFound, and NotAllowed for who is no author of the course any more."""
    draft = opened_draft(db.session(), unit_id, made_by=person.id)
    if not person.may(PERMISSION, "course", draft.course_id):
        raise NotAllowed(permission=PERMISSION)
    code = course_code(db.session(), draft.course_id)
    return DraftWork(unit_id, author_of(person, course_code=code, role=role))


def author_of(person: SignedIn, *, course_code: str, role: Role) -> Visitor:
    return Visitor(
        person_id=person.id,
        session_id=person.session_id,
        enrolment_id=NOBODY,
        course_version_id=NOBODY,
        course_code=course_code,
        language=person.language,
        audience=person.audience or "",
        province_code=person.province_code or "",
        open_key=lambda: unwrapped_key(db.session(), person.data_key_id, person.wrapped_key),
        role=role,
    )
