"""Reminders to learners of a class: chosen, looked at, asked for, and what became of them."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.reminders.errors import NobodyToRemind
from courses.cohorts.reminders.queries import reminder_round
from courses.cohorts.reminders.rules import MIN_INTERVAL, REASONS
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.invitations.errors import InvitationNotFound
from lms.web.account.channels import has_channel
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.dashboard import MAX_STUCK_LENGTH, STATE_LABELS, parse_number
from lms.web.cohorts.reminder_texts import CHANNEL_LABELS, left_out, messages_to_copy, sample_texts
from lms.web.organisations.access import require_in
from lms.web.texts.error_messages import error_message
from lms.workflows.cohorts.cohort_dashboard import STUCK_AFTER
from lms.workflows.reminders.links import LINK_OBSTACLES, link_for_learner
from lms.workflows.reminders.recipients import Candidate, candidates, may_invite_to_cohort
from lms.workflows.reminders.send import start_round

MAX_TO_TICK: Final = 200  # people; larger rounds are chosen by state alone


@dataclass(frozen=True, slots=True)
class Choice:
    """Which states, and after how many days somebody counts as stuck; from address or form."""

    states: tuple[str, ...]
    stuck_after: int
    only: frozenset[str] = frozenset()  # ids of people, where the address names some


@bp.get("/classes/<uuid:cohort_id>/reminders")
def reminders(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("reminder.send", cohort_id)
    choice = parse_choice()
    problem = ""
    if request.args.get("look") and not choice.states:
        problem = _("Nobody is chosen yet. Tick at least one kind of people, then look.")
    return show_choice(access, choice, problem=problem)


@bp.post("/classes/<uuid:cohort_id>/reminders")
def send_reminders(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("reminder.send", cohort_id)
    choice = parse_choice()
    ticked = set(request.form.getlist("person"))
    found = chosen_people(access, choice)
    only = {one.person.id for one in found if str(one.person.id) in ticked}
    is_for_all = bool(request.form.get("all"))
    try:
        round_id = start_chosen_round(access, choice, None if is_for_all else only)
    except NobodyToRemind as nobody:
        problem = error_message(nobody)
        if not ticked and not is_for_all:
            problem = _("Nobody is ticked, so nothing was sent. Tick at least one person.")
        return show_choice(access, choice, problem=problem, ticked=only), 422
    return redirect(url_for(".show_reminder_round", cohort_id=cohort_id, round_id=round_id), 303)


def start_chosen_round(access: CohortAccess, choice: Choice, only: set[UUID] | None) -> UUID:
    """Raises NobodyToRemind."""
    with transaction() as session:
        return start_round(
            session,
            access.cohort,
            states=choice.states,
            only=only,
            stuck_after=choice.stuck_after,
            can_send=has_channel,
            asked_by=access.person.id,
            now=utc_now(),
        )


@bp.post("/classes/<uuid:cohort_id>/reminders/links/<uuid:person_id>")
def show_link(cohort_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """The page with the link of one who has not joined, to send or print; new where it lapsed."""
    access = require_in_cohort("reminder.send", cohort_id)
    organisation_id = access.organisation.id
    require_in("member.invite", organisation_id)
    try:
        with transaction() as session:
            invitation_id = link_for_learner(
                session, access.cohort, person_id, made_by=access.person.id, now=utc_now()
            )
    except InvitationNotFound:  # on a page that was open for a while
        flash(_("No link is needed now: they have joined, were reminded, or want no reminders."))
        return redirect(url_for(".reminders", cohort_id=cohort_id, state="not-joined"), 303)
    address = url_for(
        "organisations.invitation_link",
        organisation_id=organisation_id,
        invitation_id=invitation_id,
    )
    return redirect(address, 303)


@bp.get("/classes/<uuid:cohort_id>/reminders/<uuid:round_id>")
def show_reminder_round(cohort_id: UUID, round_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("reminder.send", cohort_id)
    return render_template(
        "cohorts/reminder_round.html",
        cohort=access.cohort,
        organisation=access.organisation,
        round=reminder_round(db.session(), round_id, cohort_id=cohort_id),
        may=access.may,
    )


def show_choice(
    access: CohortAccess, choice: Choice, *, problem: str = "", ticked: set[UUID] | None = None
) -> str:
    """Without `ticked` everybody is ticked who can be written to."""
    found = chosen_people(access, choice)
    if choice.only:
        found = [one for one in found if str(one.person.id) in choice.only]
    reachable = [one for one in found if one.obstacle is None]
    by_hand = [one for one in found if one.obstacle in LINK_OBSTACLES]
    return render_template(
        "cohorts/reminders.html",
        cohort=access.cohort,
        organisation=access.organisation,
        choice=choice,
        problem=problem,
        has_errors=bool(problem),
        reasons={reason: STATE_LABELS[reason] for reason in REASONS},
        reachable=reachable,
        ticked={one.person.id for one in reachable} if ticked is None else ticked,
        left_out=left_out(found),
        can_tick=len(reachable) <= MAX_TO_TICK,
        most=MAX_TO_TICK,
        channels=CHANNEL_LABELS,
        texts=sample_texts(access, reachable),
        copies=messages_to_copy(access, [one.line.state for one in by_hand]),
        waiting=[one for one in by_hand if one.line.state == "not-joined"],
        may_invite=may_invite_to_cohort(db.session(), access.cohort, access.person.id),
        rest=MIN_INTERVAL.days,
    )


def chosen_people(access: CohortAccess, choice: Choice) -> list[Candidate]:
    return candidates(
        db.session(),
        access.cohort,
        states=choice.states,
        stuck_after=choice.stuck_after,
        can_send=has_channel,
        asked_by=access.person.id,
        now=utc_now(),
    )


def parse_choice() -> Choice:
    """Whatever cannot be read counts as not chosen."""
    asked = request.values
    states = tuple(state for state in REASONS if state in asked.getlist("state"))
    days = parse_number(asked.get("days", ""), STUCK_AFTER, MAX_STUCK_LENGTH)
    return Choice(states, days, frozenset(request.args.getlist("person")))
