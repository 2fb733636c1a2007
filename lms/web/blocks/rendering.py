"""Shows the blocks of a page; what a block keeps while it is shown is stored at once."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from courses.block_host.runtime.units import UnitPage
from courses.block_host.runtime.viewer import Visitor
from courses.static_files.links import MARK, StaticLinks
from lms.accounts.sessions.queries import Learner
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedIn
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageForms, PageLinks, PageUrls
from lms.web.course_files.links import content_origin, file_links
from lms.web.security import widen_policy
from lms.workflows.blocks.block_services import services_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courses.block_host.runtime.fragments import RenderedUnit

Contexts = Mapping[UUID, Mapping[str, Any]]


class NotTaken(NamedTuple):
    """Why a form came to no block, and where on the page it stands again."""

    text: str
    place: str


def show_units(
    page: UnitPage, visitor: Visitor, person: SignedIn, contexts: Contexts
) -> list["RenderedUnit"]:
    from courses.block_host.runtime.fragments import in_runs

    session = db.session()
    host = block_host()
    services = page_services(session, visitor, person)
    runtime = host.open_page(session, page, visitor, services=services, urls=PageUrls())
    rendered = in_runs(host.render(runtime, contexts))
    if runtime.state.has_changes:
        from courses.block_host.state.service import store_state

        with transaction() as writes:
            store_state(writes, runtime.state, person_id=person.id, now=utc_now())
    if any(unit.frame for unit in rendered):
        widen_policy(frame_src="'self'")
    return with_files(session, rendered, visitor)


def with_files(
    session: "Session", rendered: list["RenderedUnit"], visitor: Visitor
) -> list["RenderedUnit"]:
    """References to files of the course become their addresses: views are kept for all readers."""
    if not any(MARK in unit.html for unit in rendered):
        return rendered
    links = file_links(
        session,
        visitor.course_version_id,
        person_id=visitor.person_id,
        session_id=visitor.session_id,
    )
    if origin := content_origin():
        widen_policy(img_src=f"'self' data: {origin}")
    return [_with_links(unit, links) for unit in rendered]


def _with_links(unit: "RenderedUnit", links: StaticLinks) -> "RenderedUnit":
    if unit.fragment is None:
        return unit
    fragment = copy(unit.fragment)  # what is kept stays as it is
    fragment.content = links.replaced(fragment.content)
    return replace(unit, fragment=fragment)


def page_services(
    session: "Session", visitor: Visitor, person: SignedIn | Learner
) -> dict[str, Any]:
    services = services_for(session, visitor, person_key_id=person.data_key_id, now=utc_now())
    return services | {
        "forms": PageForms(visitor.course_code),
        "links": PageLinks(visitor.course_code),
    }
