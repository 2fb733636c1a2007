"""Frames in which authors edit and preview drafts of third-party blocks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.runtime.viewer import Role, Viewer
from courses.catalogue.versions import course_code
from courses.drafts.queries import OpenDraft, open_draft
from courses.drafts.service import store_draft
from courses.static_files.queries import newest_version
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.kernel.sealing.sealing import unwrapped_key
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageUrls
from lms.web.course_files.links import file_links
from lms.workflows.blocks.third_party_services import third_party_services

if TYPE_CHECKING:
    from courses.block_host.runtime.runtime import BlockRuntime

PERMISSION = "item.edit"
NO_ENROLMENT = UUID(int=0)  # authors are not enrolled


@dataclass
class DraftFrame:
    """A block of a draft for its author, to edit it or to preview it as a learner."""

    unit_id: UUID
    viewer: Viewer
    draft: OpenDraft | None = None

    def open_runtime(self, session: Session) -> "BlockRuntime":
        viewer = self.viewer
        self.draft = open_draft(
            session, self.unit_id, made_by=viewer.person_id, course_code=viewer.course_code
        )
        links = file_links(
            session,
            newest_version(session, self.draft.course_id),
            person_id=viewer.person_id,
            session_id=viewer.session_id,
        )
        services = third_party_services(viewer, links)
        page = self.draft.page
        return block_host().open_draft(session, page, viewer, services=services, urls=PageUrls())

    def store(self, session: Session, runtime: "BlockRuntime") -> None:
        """Store changed fields. Grades and completion are discarded."""
        if self.draft is not None and runtime.state.has_changes:
            made_by = self.viewer.person_id
            store_draft(session, self.draft, runtime.state, made_by=made_by, now=utc_now())


def get_draft_frame(person: SignedInPerson, unit_id: UUID, role: Role) -> DraftFrame:
    """Raises BlockDraftNotFound, and NotAllowed if the person may not edit the course."""
    draft = open_draft(db.session(), unit_id, made_by=person.id)
    if not person.may(PERMISSION, "course", draft.course_id):
        raise NotAllowed(permission=PERMISSION)
    code = course_code(db.session(), draft.course_id)
    return DraftFrame(unit_id, author_viewer(person, course_code=code, role=role))


def author_viewer(person: SignedInPerson, *, course_code: str, role: Role) -> Viewer:
    """The author as a viewer of blocks."""
    return Viewer(
        person_id=person.id,
        session_id=person.session_id,
        enrolment_id=NO_ENROLMENT,
        course_version_id=NO_ENROLMENT,
        course_code=course_code,
        language=person.language,
        audience=person.audience or "",
        province_code=person.province_code or "",
        open_key=lambda: unwrapped_key(db.session(), person.data_key_id, person.wrapped_key),
        role=role,
    )
