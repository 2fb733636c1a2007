"""Pages on which authors try third-party blocks: create, edit and preview drafts."""

from typing import TYPE_CHECKING
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.block_host.runtime.tokens import HandlerGrant
from courses.block_host.runtime.viewer import Role
from courses.drafts import queries, service
from courses.drafts.errors import BlockDraftNotFound
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.blocks.host import block_host
from lms.web.security import widen_policy

if TYPE_CHECKING:
    from courses.block_host.third_party.block_source import CourseYaml

VIEWS: dict[str, Role] = {"learner": "preview", "author": "author", "edit": "author"}
MAX_OLX = 200_000


@bp.get("/<code>/blocks")
def blocks(code: str) -> ResponseReturnValue:
    """List the author's drafts of blocks."""
    return show_blocks(course_for("item.edit", code))


def show_blocks(course: AuthoredCourse, *, olx: str = "", problem: str = "") -> ResponseReturnValue:
    """Render the list of drafts, with a problem if creating one failed."""
    from lms.workflows.blocks.allow_block import list_blocks

    settings = current_app.extensions["settings"].xblocks
    listed = list_blocks(db.session(), settings=settings)
    page = render_template(
        "authoring/blocks.html",
        course=course,
        drafts=queries.list_drafts(db.session(), course_id=course.ids.id, made_by=course.person.id),
        blocks=[block for block in listed if block.can_be_tried],
        olx=olx,
        problem=problem,
        has_errors=bool(problem),
    )
    return page, 422 if problem else 200


@bp.post("/<code>/blocks")
def try_block(code: str) -> ResponseReturnValue:
    """Create a draft from the name of an allowed block, or from OLX."""
    from courses.block_host.third_party.block_source import parse_block_source
    from lms.kernel.errors import LmsError
    from lms.web.texts.error_messages import error_message

    course = course_for("item.edit", code)
    olx = request.form.get("olx", "")[:MAX_OLX]
    host = block_host()
    try:
        tree = parse_block_source(db.session(), host, request.form.get("block", "")[:80], olx)
        db.session().rollback()
        with transaction() as session:
            draft_id = service.create_draft(
                session, tree, course_id=course.ids.id, made_by=course.person.id, now=utc_now()
            )
    except LmsError as error:
        return show_blocks(course, olx=olx, problem=error_message(error))
    return redirect(url_for(".block", code=course.code, draft_id=draft_id), 303)


@bp.get("/<code>/blocks/<uuid:draft_id>")
def block(code: str, draft_id: UUID) -> ResponseReturnValue:
    """Show a draft in one of VIEWS."""
    course = course_for("item.edit", code)
    draft = opened(course, draft_id)
    view = request.args.get("view", "")
    view = view if view in VIEWS else "learner"
    widen_policy(frame_src="'self'")
    return render_template(
        "authoring/block.html",
        course=course,
        draft=draft,
        unit=draft.page.units[draft.root_id],
        view=view,
        frame=frame_of(course, draft.root_id, view),
        placed=placed(draft),
    )


def frame_of(course: AuthoredCourse, root_id: UUID, view: str) -> str:
    """The URL of the frame that shows the draft in this view."""
    person = course.person
    grant = HandlerGrant(person.id, root_id, VIEWS[view], person.session_id, is_framed=True)
    parameter = view if view == "edit" else None
    return url_for("blocks.view", token=block_host().issue_token(grant), view=parameter)


def placed(draft: queries.OpenDraft) -> "CourseYaml":
    """The YAML that places the draft in a lesson."""
    from courses.block_host.third_party.block_source import to_course_yaml

    return to_course_yaml(queries.to_block_tree(draft))


@bp.post("/<code>/blocks/<uuid:draft_id>/again")
def try_block_again(code: str, draft_id: UUID) -> ResponseReturnValue:
    """Reset the author's trial of a draft."""
    course = course_for("item.edit", code)
    draft = opened(course, draft_id)
    with transaction() as session:
        service.reset_trial(session, draft, made_by=course.person.id, now=utc_now())
    flash(_("The preview was restarted. The content of the block is unchanged."))
    return redirect(url_for(".block", code=course.code, draft_id=draft_id), 303)


@bp.post("/<code>/blocks/<uuid:draft_id>/remove")
def drop_block(code: str, draft_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    course = course_for("item.edit", code)
    draft = opened(course, draft_id)
    with transaction() as session:
        service.delete_draft(session, draft.root_id, made_by=course.person.id)
    flash(_("The draft of the block is removed."))
    return redirect(url_for(".blocks", code=course.code), 303)


def opened(course: AuthoredCourse, draft_id: UUID) -> queries.OpenDraft:
    """The author's own draft in this course. Raises BlockDraftNotFound."""
    draft = queries.open_draft(
        db.session(), draft_id, made_by=course.person.id, course_code=course.code
    )
    if draft.course_id != course.ids.id or draft.root_id != draft_id:
        raise BlockDraftNotFound()
    return draft
