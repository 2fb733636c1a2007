"""Messages of an organisation that did not arrive: why, and sent again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.accounts.queries import active_profile
from lms.extensions import db, transaction
from lms.kernel import undelivered
from lms.kernel.clock import utc_now
from lms.web.organisations.access import require_in
from lms.web.organisations.blueprint import bp
from lms.workflows.organisations.member_lists import member_list

KIND_LABELS = {"invitation": _l("Invitation"), "class-reminder": _l("Reminder")}
REFUSED = _l("The other side refused it. Is the address right, and does it still exist?")
RETURNED_FULL = _l("It came back: the mailbox is full or was out of reach. Try again later.")
PROBLEMS: tuple[tuple[str, LazyString], ...] = (
    # what the code of a problem begins with
    ("smtp-4", _l("The mailbox is full or busy. It often helps to wait.")),
    ("smtp-53", _l("The mail server asks us to sign in. An administrator must set this right.")),
    ("smtp-5", REFUSED),
    ("SMTPRecipientsRefused", REFUSED),
    ("returned-4", RETURNED_FULL),
    ("returned-5.2.2", RETURNED_FULL),
    ("returned", _l("It came back: there is no such mailbox, or it takes nothing. Is it right?")),
    ("http-4", _l("The message service refused it. Is the number right?")),
    ("http-5", _l("The message service is out of order. It often helps to wait.")),
)
UNKNOWN_PROBLEM = _l("The way to the other side was closed. It often helps to wait.")


@dataclass(frozen=True, slots=True)
class Failure:
    """A message as the organisation sees it; `due_at` is when it is tried again by itself."""

    id: UUID
    name: str
    kind: LazyString | str
    words: LazyString
    created_at: datetime
    due_at: datetime | None


@bp.get("/<uuid:organisation_id>/messages")
def failed_messages(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.see", organisation_id)
    return render_template(
        "organisations/failed_messages.html",
        organisation=access.organisation,
        failures=failures(organisation_id),
        may=access.may,
    )


@bp.post("/<uuid:organisation_id>/messages/<uuid:message_id>/again")
def send_again(organisation_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """To the address that the person has now; the same message, so it cannot arrive twice."""
    require_in("member.invite", organisation_id)
    with transaction() as session:
        person_id = undelivered.recipient_of_failed(session, message_id, sender_id=organisation_id)
        contact = active_profile(session, person_id).contact
        undelivered.resend(
            session,
            message_id,
            sender_id=organisation_id,
            channel=contact.channel,
            address=contact.address,
            now=utc_now(),
        )
    flash(_("It is on its way again."))
    return redirect(url_for(".failed_messages", organisation_id=organisation_id), 303)


def failures(organisation_id: UUID) -> list[Failure]:
    """Those to people whom the organisation sees: members, and who was asked in."""
    found = undelivered.list_undelivered(db.session(), organisation_id)
    if not found:
        return []
    people = member_list(db.session(), organisation_id)
    names = {one.person_id: one.name for one in people.invited}
    names |= {one.person_id: one.name for one in people.members}
    return [
        Failure(
            one.id,
            names[one.person_id],
            KIND_LABELS.get(one.template, one.template),
            describe_problem(one.problem),
            one.created_at,
            one.due_at,
        )
        for one in found
        if one.person_id in names
    ]


def describe_problem(problem: str) -> LazyString:
    return next((words for start, words in PROBLEMS if problem.startswith(start)), UNKNOWN_PROBLEM)
