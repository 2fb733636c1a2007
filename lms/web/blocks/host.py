"""The block host of this process, created at first use because importing XBlock is slow."""

from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from flask import current_app, request
from sqlalchemy.orm import Session

from courses.block_host.runtime.viewer import Viewer
from lms.accounts.sessions.queries import Learner
from lms.extensions import current_ports
from lms.kernel.sealing.sealing import unwrapped_key
from lms.settings import Settings
from lms.web.access.auth import SignedInPerson

if TYPE_CHECKING:
    from courses.block_host.runtime.host import BlockHost


OUTBOX_HEADER: Final = "Payung-Outbox"  # of service workers that keep a course


def block_host() -> "BlockHost":
    """The block host of the current application."""
    if "block_host" not in current_app.extensions:
        current_app.extensions["block_host"] = _new_host(current_app.extensions["settings"])
    return cast("BlockHost", current_app.extensions["block_host"])


def _new_host(settings: Settings) -> "BlockHost":
    from courses.block_host.runtime.host import BlockHost
    from courses.block_host.runtime.registry import BlockRegistry
    from courses.block_host.runtime.tokens import HandlerTokens
    from lms.workflows.blocks.block_services import BLOCKS

    secret = current_ports().server_key.derive(b"block handler tokens")
    return BlockHost(BlockRegistry(BLOCKS, settings.xblocks), HandlerTokens(secret))


def learner_viewer(
    session: Session,
    person: SignedInPerson | Learner,
    *,
    enrolment_id: UUID,
    course_version_id: UUID,
    course_code: str,
    language: str,
) -> Viewer:
    """The learner as a viewer of blocks. The data key is unwrapped in this session when needed."""
    return Viewer(
        person_id=person.id,
        session_id=person.session_id,
        enrolment_id=enrolment_id,
        course_version_id=course_version_id,
        course_code=course_code,
        language=language,
        audience=person.audience or "",
        province_code=person.province_code or "",
        has_outbox=OUTBOX_HEADER in request.headers,
        open_key=lambda: unwrapped_key(session, person.data_key_id, person.wrapped_key),
    )
