"""Renders the blocks of a page, and stores fields that change while they are rendered."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from courses.block_host.runtime.units import UnitPage
from courses.block_host.runtime.viewer import Viewer
from courses.static_files.links import MARK, StaticLinks
from lms.accounts.sessions.queries import Learner
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import block_host
from lms.web.blocks.urls import PageForms, PageLinks, PagePortraits, PageUrls, VisitorForms
from lms.web.course_files.links import content_origin, file_links
from lms.web.security import widen_policy
from lms.workflows.blocks.block_services import own_services

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courses.block_host.runtime.fragments import RenderedUnit

Contexts = Mapping[UUID, Mapping[str, object]]


class RejectedForm(NamedTuple):
    """Why a form was not passed to its block, and the HTML id of the block."""

    text: str
    html_id: str


def render_units(
    page: UnitPage, viewer: Viewer, person: SignedInPerson, contexts: Contexts
) -> list["RenderedUnit"]:
    """Render all units of a page, with URLs for references to course files."""
    from courses.block_host.runtime.fragments import merge_plain_units

    return merge_plain_units(render_each_unit(page, viewer, person, contexts))


def render_each_unit(
    page: UnitPage,
    viewer: Viewer,
    person: SignedInPerson,
    contexts: Contexts,
    *,
    shown_at: str = "",
) -> list["RenderedUnit"]:
    """Like `render_units`, with one entry for each unit.

    `shown_at` names another page than that of their lesson to which their forms lead back: a step,
    as lesson/step, or the follow-up.
    """
    session = db.session()
    host = block_host()
    services = page_services(session, viewer, person, shown_at=shown_at)
    runtime = host.open_page(session, page, viewer, services=services, urls=PageUrls())
    rendered = host.render(runtime, contexts)
    if runtime.state.has_changes:
        from courses.block_host.state.service import store_state

        with transaction() as writes:
            store_state(writes, runtime.state, person_id=person.id, now=utc_now())
    if any(unit.frame for unit in rendered):
        widen_policy(frame_src="'self'")
    return replace_file_links(session, rendered, viewer)


def replace_file_links(
    session: "Session", rendered: list["RenderedUnit"], viewer: Viewer
) -> list["RenderedUnit"]:
    """Replace references to course files by URLs of this viewer, after the cache of views."""
    if viewer.is_visitor or not any(MARK in unit.html for unit in rendered):
        return rendered  # URLs of files name a person and a session
    links = file_links(
        session,
        viewer.course_version_id,
        person_id=viewer.person_id,
        session_id=viewer.session_id,
    )
    if origin := content_origin():
        widen_policy(img_src=f"'self' data: {origin}")
    return [_replace_links(unit, links) for unit in rendered]


def _replace_links(unit: "RenderedUnit", links: StaticLinks) -> "RenderedUnit":
    if unit.fragment is None:
        return unit
    fragment = copy(unit.fragment)  # the cached fragment stays unchanged
    fragment.content = links.replaced(fragment.content)
    return replace(unit, fragment=fragment)


def page_services(
    session: "Session",
    viewer: Viewer,
    person: SignedInPerson | Learner,
    *,
    shown_at: str = "",
) -> dict[str, object]:
    """Services for our own blocks on our own pages, by name."""
    services = own_services(session, viewer, person_key_id=person.data_key_id, now=utc_now())
    return services | {
        "forms": VisitorForms(viewer.course_code)
        if viewer.is_visitor
        else PageForms(viewer.course_code, shown_at),
        "links": PageLinks(viewer.course_code),
        "portraits": PagePortraits(),
    }
