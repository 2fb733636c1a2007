"""Pages to choose, preview and send reminders, and to see their outcome."""

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
from lms.web.cohorts.dashboard import MAX_STUCK_DAYS, STATE_LABELS, parse_number
from lms.web.cohorts.reminder_texts import (
    CHANNEL_LABELS,
    group_by_obstacle,
    messages_to_copy,
    sample_texts,
)
from lms.web.organisations.access import require_in
from lms.web.texts.error_messages import error_message
from lms.workflows.cohorts.cohort_dashboard import STUCK_AFTER
from lms.workflows.reminders.links import LINK_OBSTACLES, link_for_learner
from lms.workflows.reminders.recipients import Candidate, candidates, may_invite_to_cohort
from lms.workflows.reminders.send import start_round

MAX_TO_TICK: Final = 200  # people; in larger rounds whole states are chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen states, and the days without activity after which a learner is stuck."""

    states: tuple[str, ...]
    stuck_after: int
    only: frozenset[str] = frozenset()  # ids of people from the query string


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
    people = [candidate.person.id for candidate in chosen_people(access, choice)]
    only = {person_id for person_id in people if str(person_id) in ticked}
    is_for_all = bool(request.form.get("all"))
    try:
        round_id = start_chosen_round(access, choice, None if is_for_all else only)
    except NobodyToRemind as error:
        problem = error_message(error)
        if not ticked and not is_for_all:
            problem = _("Nobody is ticked, so nothing was sent. Tick at least one person.")
        return show_choice(access, choice, problem=problem, ticked=only), 422
    return redirect(url_for(".show_reminder_round", cohort_id=cohort_id, round_id=round_id), 303)


def start_chosen_round(access: CohortAccess, choice: Choice, only: set[UUID] | None) -> UUID:
    """Start a round for the choice, or for `only` these people of it. Raises NobodyToRemind."""
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
    """Redirect to the page with the invitation link of a learner; renew it where it expired."""
    access = require_in_cohort("reminder.send", cohort_id)
    organisation_id = access.organisation.id
    require_in("member.invite", organisation_id)
    try:
        with transaction() as session:
            invitation_id = link_for_learner(
                session, access.cohort, person_id, made_by=access.person.id, now=utc_now()
            )
    except InvitationNotFound:  # the page was loaded before the learner's state changed
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
    """Show the candidates of the choice; without `ticked` all reachable people are ticked."""
    people = chosen_people(access, choice)
    if choice.only:
        people = [candidate for candidate in people if str(candidate.person.id) in choice.only]
    reachable = [candidate for candidate in people if candidate.obstacle is None]
    by_hand = [candidate for candidate in people if candidate.obstacle in LINK_OBSTACLES]
    return render_template(
        "cohorts/reminders.html",
        cohort=access.cohort,
        organisation=access.organisation,
        choice=choice,
        problem=problem,
        has_errors=bool(problem),
        reasons={reason: STATE_LABELS[reason] for reason in REASONS},
        reachable=reachable,
        ticked={candidate.person.id for candidate in reachable} if ticked is None else ticked,
        left_out=group_by_obstacle(people),
        can_tick=len(reachable) <= MAX_TO_TICK,
        max_to_tick=MAX_TO_TICK,
        channels=CHANNEL_LABELS,
        texts=sample_texts(access, reachable),
        copies=messages_to_copy(access, [candidate.line.state for candidate in by_hand]),
        waiting=[candidate for candidate in by_hand if candidate.line.state == "not-joined"],
        may_invite=may_invite_to_cohort(db.session(), access.cohort, access.person.id),
        interval_days=MIN_INTERVAL.days,
    )


def chosen_people(access: CohortAccess, choice: Choice) -> list[Candidate]:
    """Candidates in the chosen states."""
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
    """Parse the query string or form; invalid values are ignored."""
    values = request.values
    states = tuple(state for state in REASONS if state in values.getlist("state"))
    days = parse_number(values.get("days", ""), STUCK_AFTER, MAX_STUCK_DAYS)
    return Choice(states, days, frozenset(request.args.getlist("person")))
