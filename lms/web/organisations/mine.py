"""Page of a person's organisations: coordinated ones, memberships, invitations, claims."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohorts_among
from courses.questions.queries import count_questions
from lms.accounts.permissions import scopes_with
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations import queries
from lms.organisations.claims.queries import claims_of
from lms.organisations.invitations.queries import invitations_to
from lms.organisations.members.queries import member_counts, memberships_of
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.certificate_admin.name_corrections import count_decidable
from lms.web.organisations.blueprint import bp
from lms.web.organisations.labels import KIND_LABELS, STATE_LABELS, province_name
from lms.web.organisations.pending_requests import count_requests
from lms.web.texts.language import current_language
from lms.workflows.cohorts.expert_questions import ANSWER, MODERATE, scope_of_grants
from lms.workflows.organisations.coordinators import end_membership
from lms.workflows.organisations.join_organisation import accept_own_invitation


@bp.get("")
def mine() -> ResponseReturnValue:
    person = current_person()
    session = db.session()
    coordinated = scopes_with(person.grants, "organisation.see", "organisation")
    facilitated = scopes_with(person.grants, "cohort.see", "cohort")
    seen = queries.organisations_below(session, coordinated) if coordinated else []
    return render_template(
        "organisations/mine.html",
        seen=seen,
        counts=member_counts(session, [organisation.id for organisation in seen]),
        memberships=memberships_of(session, person.id),
        invitations=invitations_to(session, person.id, now=utc_now()),
        claims=[claim for claim in claims_of(session, person.id) if claim.state != "approved"],
        cohorts=cohorts_among(session, facilitated, language=current_language()),
        questions=questions_waiting(person),
        requests=count_requests(person),
        corrections=count_decidable(person),
        may_decide=person.may("organisation.approve") or bool(coordinated),
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        province_name=province_name,
    )


def questions_waiting(person: SignedInPerson) -> int | None:
    """Number of questions to moderate or answer; None for people with neither role."""
    to_moderate, to_answer = (
        scope_of_grants(person.grants, MODERATE),
        scope_of_grants(person.grants, ANSWER),
    )
    if to_moderate.is_empty and to_answer.is_empty:
        return None
    session = db.session()
    return count_questions(session, to_moderate, state="waiting") + count_questions(
        session, to_answer, state="passed"
    )


@bp.post("/invitations/<uuid:invitation_id>/accept")
def accept(invitation_id: UUID) -> ResponseReturnValue:
    """Accept an own invitation. Invitations of other people are not found."""
    person = current_person()
    with transaction() as session:
        accept_own_invitation(session, invitation_id, person_id=person.id, now=utc_now())
    flash(_("You have joined."))
    return redirect(url_for(".mine"), 303)


@bp.post("/<uuid:organisation_id>/leave")
def leave(organisation_id: UUID) -> ResponseReturnValue:
    """End the own membership. Organisations without a membership are not found."""
    person = current_person()
    with transaction() as session:
        end_membership(
            session,
            person_id=person.id,
            organisation_id=organisation_id,
            ended_by=person.id,
            now=utc_now(),
        )
    flash(_("You have left. What you have learnt stays yours."))
    return redirect(url_for(".mine"), 303)
