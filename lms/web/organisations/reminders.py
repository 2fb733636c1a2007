"""Reminders to learners of a class: chosen, looked at, asked for, and what became of them."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.reminders.queries import reminder_round
from courses.reminders.rules import REASONS, REST
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.account.channels import has_channel
from lms.web.message_texts import message_text
from lms.web.organisations.blueprint import bp
from lms.web.organisations.board import LONGEST_STUCK, STATE_WORDS, number
from lms.web.organisations.class_access import ClassAccess, require_in_class
from lms.workflows.class_board import STUCK_AFTER
from lms.workflows.reminding.choosing import Candidate, candidates
from lms.workflows.reminding.sending import TEMPLATE, ask_for_reminders

MOST_TO_TICK: Final = 200  # people; larger rounds are chosen by state alone
OBSTACLE_WORDS = {
    "unwilling": _l("wants no reminders"),
    "reminded": _l("reminded within a week"),
    "no-channel": _l("no way to send from here"),
    "no-link": _l("the personal link does not count any more"),
    "suspended": _l("account is suspended"),
}
CHANNEL_WORDS = {"email": _l("by e-mail"), "phone": _l("by phone")}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which states, and after how many days somebody counts as stuck; from address or form."""

    states: tuple[str, ...]
    stuck_after: int


@bp.get("/classes/<uuid:cohort_id>/reminders")
def reminders(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_class("reminder.send", cohort_id)
    return show_choice(access, choice_of_request())


@bp.post("/classes/<uuid:cohort_id>/reminders")
def remind(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_class("reminder.send", cohort_id)
    choice = choice_of_request()
    ticked = set(request.form.getlist("person"))
    found = chosen_people(access, choice)
    only = [one.person.id for one in found if str(one.person.id) in ticked]
    with transaction() as session:
        round_id = ask_for_reminders(
            session,
            access.cohort,
            states=choice.states,
            only=None if request.form.get("all") else only,
            stuck_after=choice.stuck_after,
            can_send=has_channel,
            asked_by=access.person.id,
            now=utc_now(),
        )
    return redirect(url_for(".reminded", cohort_id=cohort_id, round_id=round_id), 303)


@bp.get("/classes/<uuid:cohort_id>/reminders/<uuid:round_id>")
def reminded(cohort_id: UUID, round_id: UUID) -> ResponseReturnValue:
    access = require_in_class("reminder.send", cohort_id)
    return render_template(
        "organisations/reminded.html",
        cohort=access.cohort,
        organisation=access.organisation,
        round=reminder_round(db.session(), round_id, cohort_id=cohort_id),
        may=access.may,
    )


def show_choice(access: ClassAccess, choice: Choice) -> str:
    found = chosen_people(access, choice)
    reachable = [one for one in found if one.obstacle is None]
    return render_template(
        "organisations/reminders.html",
        cohort=access.cohort,
        organisation=access.organisation,
        choice=choice,
        reasons={reason: STATE_WORDS[reason] for reason in REASONS},
        reachable=reachable,
        hindered=[one for one in found if one.obstacle is not None],
        can_tick=len(reachable) <= MOST_TO_TICK,
        most=MOST_TO_TICK,
        obstacles=OBSTACLE_WORDS,
        channels=CHANNEL_WORDS,
        samples=samples(access, reachable),
        copy=text_to_copy(access),
        rest=REST.days,
    )


def chosen_people(access: ClassAccess, choice: Choice) -> list[Candidate]:
    return candidates(
        db.session(),
        access.cohort,
        states=choice.states,
        stuck_after=choice.stuck_after,
        can_send=has_channel,
        now=utc_now(),
    )


def choice_of_request() -> Choice:
    """Whatever cannot be read counts as not chosen."""
    asked = request.values
    states = tuple(state for state in REASONS if state in asked.getlist("state"))
    days = number(asked.get("days", ""), STUCK_AFTER, LONGEST_STUCK)
    return Choice(states, days)


def samples(access: ClassAccess, reachable: list[Candidate]) -> list[tuple[str, str]]:
    """For each state and channel that occurs, what will be written: who for, and the text."""
    kinds = dict.fromkeys(
        (one.line.state, one.person.contact.channel, one.person.language) for one in reachable
    )
    return [
        (
            f"{STATE_WORDS[state]}, {CHANNEL_WORDS[channel]}",
            sample_text(access, state, channel, language),
        )
        for state, channel, language in kinds
    ]


def sample_text(access: ClassAccess, state: str, channel: str, language: str) -> str:
    site = current_ports().public_url
    parameters = {
        "language": language,
        "organisation": access.organisation.name,
        "reason": state,
        "address": f"{site}/invitation/…" if state == "not-joined" else f"{site}/home",
        "stop": f"{site}/no-reminders/…",
    }
    subject, text = message_text(TEMPLATE, parameters, channel=channel)
    return f"{subject}\n\n{text}"


def text_to_copy(access: ClassAccess) -> tuple[str, str]:
    """For a group or a chat: the words, and the address that opens them in WhatsApp.

    It has no personal link, and names no course.
    """
    text = _(
        "Hello from %(organisation)s. Your place in the training is kept. Begin or go on whenever "
        "it suits you, a few minutes at a time: %(address)s",
        organisation=access.organisation.name,
        address=f"{current_ports().public_url}/home",
    )
    return text, f"https://wa.me/?text={quote(text)}"
