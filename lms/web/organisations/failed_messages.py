"""Page of undelivered messages of an organisation, with their reasons and a way to resend."""

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
REFUSED = _l("The mail server rejected it. Is the address right, and does it still exist?")
RETURNED_FULL = _l("It came back: the mailbox is full or was out of reach. Try again later.")
PROBLEMS: tuple[tuple[str, LazyString], ...] = (
    # prefix of the problem code
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
UNKNOWN_PROBLEM = _l("The server could not be reached. It often helps to wait.")


@dataclass(frozen=True, slots=True)
class Failure:
    """An undelivered message; `due_at` is the time of the next automatic attempt.

    `is_correctable`: the recipient is a member who has not joined.
    """

    id: UUID
    person_id: UUID
    name: str
    kind: LazyString | str
    text: LazyString
    created_at: datetime
    due_at: datetime | None
    is_correctable: bool


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
    """Resend a message to the current address of its recipient, with the same message id."""
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
    flash(_("The message will be sent again."))
    return redirect(url_for(".failed_messages", organisation_id=organisation_id), 303)


def failures(organisation_id: UUID) -> list[Failure]:
    """Undelivered messages to members and invited people."""
    messages = undelivered.list_undelivered(db.session(), organisation_id)
    if not messages:
        return []
    people = member_list(db.session(), organisation_id)
    names = {invitation.person_id: invitation.name for invitation in people.invited}
    expected = {member.person_id for member in people.members if not member.has_joined}
    names |= {member.person_id: member.name for member in people.members}
    return [
        Failure(
            message.id,
            message.person_id,
            names[message.person_id],
            KIND_LABELS.get(message.template, message.template),
            describe_problem(message.problem),
            message.created_at,
            message.due_at,
            message.person_id in expected,
        )
        for message in messages
        if message.person_id in names
    ]


def describe_problem(problem: str) -> LazyString:
    """Text for a problem code."""
    return next((text for prefix, text in PROBLEMS if problem.startswith(prefix)), UNKNOWN_PROBLEM)
