"""Third-party blocks: what is installed, and which of them may run here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.block_host.errors import BlockFailed, BlockOutOfMemory, BlockTooSlow
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.admin.blueprint import bp

if TYPE_CHECKING:
    from courses.block_host.third_party.check_report import CheckReport

NO_MESSAGES: Final[Mapping[str, str]] = {}


@bp.get("/blocks")
def blocks() -> ResponseReturnValue:
    require("platform.set-up")
    return render_page({})


@bp.post("/blocks/<block_type>/check")
def check_block(block_type: str) -> ResponseReturnValue:
    """Show the page with the result; nothing is stored."""
    from lms.workflows.blocks.sandbox_check import MAX_MEGABYTES, TIMEOUT_SECONDS, check_in_sandbox

    require("platform.set-up")
    db.session().rollback()  # return the connection, since the check may take a minute
    with trial_lock(current_app.extensions["settings"].data_dir) as is_free:
        if not is_free:
            busy = _("Another block is being tried right now. Please try again in a minute.")
            return render_page({}, waits={block_type: busy})
        try:
            return render_page({block_type: check_in_sandbox(block_type)})
        except BlockTooSlow:
            text = _(
                "It took longer than %(most)s seconds and was stopped.", most=int(TIMEOUT_SECONDS)
            )
        except BlockOutOfMemory:
            text = _("It exceeded %(most)s MB of memory and was stopped.", most=MAX_MEGABYTES)
        except BlockFailed:
            text = _("It ended before the trial was complete.")
    return render_page({}, ended={block_type: text})


@contextmanager
def trial_lock(folder: Path) -> Iterator[bool]:
    """Yield whether the lock of trials was free; a trial takes memory and a thread.

    The system releases the lock when its file is closed, also if the process is killed.
    """
    with (folder / "block-trial.lock").open("a") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            is_free = False
        else:
            is_free = True
        yield is_free


def render_page(
    reports: Mapping[str, "CheckReport"],
    *,
    ended: Mapping[str, str] = NO_MESSAGES,
    waits: Mapping[str, str] = NO_MESSAGES,
) -> str:
    """Render the page with `reports` of tried blocks. `ended` has the reason of a failed trial,
    `waits` of a trial that did not start."""
    from lms.workflows.blocks.allow_block import list_blocks
    from lms.workflows.blocks.sandbox_check import MAX_MEGABYTES

    settings = current_app.extensions["settings"].xblocks
    listed = list_blocks(db.session(), settings=settings)
    return render_template(
        "admin/blocks.html",
        blocks=listed,
        reports=reports,
        ended=ended,
        waits=waits,
        max_megabytes=MAX_MEGABYTES,
    )


@bp.post("/blocks/<block_type>/allow")
def allow_block(block_type: str) -> ResponseReturnValue:
    return decide(block_type, is_allowed=True)


@bp.post("/blocks/<block_type>/forbid")
def forbid_block(block_type: str) -> ResponseReturnValue:
    return decide(block_type, is_allowed=False)


def decide(block_type: str, *, is_allowed: bool) -> ResponseReturnValue:
    from lms.workflows.blocks import allow_block as workflow

    administrator = require("platform.set-up")
    with transaction() as session:
        workflow.set_block_permission(
            session,
            block_type,
            is_allowed=is_allowed,
            decided_by=administrator.id,
            now=utc_now(),
        )
    text = _("The block may run from now on.") if is_allowed else _("The block no longer runs.")
    flash(text)
    return redirect(url_for(".blocks"), 303)
