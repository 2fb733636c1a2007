"""A message after a role was granted to somebody who has no way in here."""

from uuid import UUID

from flask import flash
from flask_babel import gettext as _

from lms.accounts.roles.unproven_ways_in import has_way_in
from lms.extensions import db
from lms.web.access.auth import current_person


def warn_without_way_in(person_id: UUID) -> None:
    """Say what to do if the person came from elsewhere and can no longer sign in."""
    db.session().rollback()  # to see what was just written
    if not has_way_in(db.session(), person_id):
        removed = _(
            "This person came from a learning platform or a sign-in provider, which could have "
            "made a way to sign in. So password, passkeys, contact and tokens were removed."
        )
        flash(f"{removed} {_next_step()}")


def _next_step() -> str:
    """What lets the person in again: only administrators make links for people with a role."""
    text: str = _(
        "You cannot make a new link for somebody with a role. Ask an administrator of Payung "
        "for one; until then the person cannot sign in."
    )
    if current_person().may("role.grant"):
        text = _("Make a new link on the person's page, with the person present.")
    return text
