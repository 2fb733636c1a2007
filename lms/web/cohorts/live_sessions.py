"""Pages to list, create, change and cancel live sessions of a cohort."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue.queries import ModuleEntry, course_outline
from courses.cohorts.live_sessions import queries
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.catalogue.cohort_pages import numbers
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.live_session_forms import LiveSessionForm, form_values
from lms.web.texts.language import current_language
from lms.workflows.cohorts.live_sessions import (
    cancel_live_session,
    change_live_session,
    make_live_session,
)


@bp.get("/classes/<uuid:cohort_id>/sessions")
def live_sessions(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("attendance.take", cohort_id)
    session = db.session()
    sessions = queries.live_sessions(session, cohort_id)
    return render_template(
        "cohorts/live_sessions.html",
        cohort=access.cohort,
        organisation=access.organisation,
        sessions=sessions,
        attendees=queries.attendance_counts(session, [live.id for live in sessions]),
        now=utc_now(),
        may=access.may,
        numbers=numbers,
        taught=course_modules(access),
    )


@bp.route("/classes/<uuid:cohort_id>/sessions/new", methods=["GET", "POST"])
def new_live_session(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("attendance.take", cohort_id)
    may_invite = access.may("member.invite")
    defaults = {"province": access.organisation.province_code, "lets_join": may_invite}
    form = LiveSessionForm(taught=course_modules(access), **defaults)
    if not (form.is_submitted() and form.validate()):
        return show(access, form, "cohorts/new_live_session.html")
    with transaction() as session:
        live_session_id = make_live_session(
            session,
            cohort_id=cohort_id,
            facts=form.facts(lets_join=may_invite and form.lets_join.data),
            made_by=access.person.id,
            now=utc_now(),
        )
    flash(_("The cohort sees the session on its home page."))
    address = url_for(".attendance", cohort_id=cohort_id, live_session_id=live_session_id)
    return redirect(address, 303)


@bp.route("/classes/<uuid:cohort_id>/sessions/<uuid:live_session_id>/edit", methods=["GET", "POST"])
def edit_live_session(cohort_id: UUID, live_session_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("attendance.take", cohort_id)
    live = queries.live_session(db.session(), live_session_id, cohort_id=cohort_id)
    form = LiveSessionForm(taught=course_modules(access), **form_values(live))
    if not (form.is_submitted() and form.validate()):
        return show(access, form, "cohorts/edit_live_session.html", live=live)
    may_invite = access.may("member.invite")
    with transaction() as session:
        change_live_session(
            session,
            live_session_id,
            cohort_id=cohort_id,
            facts=form.facts(lets_join=form.lets_join.data if may_invite else live.lets_join),
            changed_by=access.person.id,
            now=utc_now(),
        )
    flash(_("Saved. The cohort sees the new day and place on its pages."))
    return redirect(url_for(".live_sessions", cohort_id=cohort_id), 303)


@bp.post("/classes/<uuid:cohort_id>/sessions/<uuid:live_session_id>/cancel")
def cancel_session(cohort_id: UUID, live_session_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("attendance.take", cohort_id)
    with transaction() as session:
        cancel_live_session(
            session,
            live_session_id,
            cohort_id=cohort_id,
            cancelled_by=access.person.id,
            now=utc_now(),
        )
    flash(_("Cancelled. The cohort sees that this session does not take place."))
    return redirect(url_for(".live_sessions", cohort_id=cohort_id), 303)


def show(
    access: CohortAccess, form: LiveSessionForm, page: str, **context: object
) -> ResponseReturnValue:
    """Show the form; 422 where its input was rejected."""
    status = 422 if form.is_submitted() else 200
    return render_template(
        page,
        form=form,
        cohort=access.cohort,
        organisation=access.organisation,
        may_invite=access.may("member.invite"),
        **context,
    ), status


def course_modules(access: CohortAccess) -> tuple[ModuleEntry, ...]:
    """Modules of the course of the cohort, in order."""
    version_id = access.cohort.course_version_id
    return course_outline(db.session(), version_id, language=current_language())
