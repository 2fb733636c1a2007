"""Blocks by others: what is installed, and which of it may run here."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.admin.blueprint import bp
from lms.web.auth import require


@bp.get("/blocks")
def blocks() -> ResponseReturnValue:
    from lms.workflows.allow_block import listed_blocks

    require("platform.set-up")
    settings = current_app.extensions["settings"].xblocks
    return render_template(
        "admin/blocks.html", blocks=listed_blocks(db.session(), settings=settings)
    )


@bp.post("/blocks/<block_type>/allow")
def allow_block(block_type: str) -> ResponseReturnValue:
    return decide(block_type, is_allowed=True)


@bp.post("/blocks/<block_type>/forbid")
def forbid_block(block_type: str) -> ResponseReturnValue:
    return decide(block_type, is_allowed=False)


def decide(block_type: str, *, is_allowed: bool) -> ResponseReturnValue:
    from lms.workflows import allow_block as workflow

    administrator = require("platform.set-up")
    with transaction() as session:
        workflow.allow_block(
            session,
            block_type,
            is_allowed=is_allowed,
            decided_by=administrator.id,
            now=utc_now(),
        )
    told = _("The block may run from now on.") if is_allowed else _("The block no longer runs.")
    flash(told)
    return redirect(url_for(".blocks"), 303)
