"""Pages to create and change cohorts, their announcements and facilitators."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from courses.catalogue.queries import CourseSummary, courses
from courses.cohorts import queries
from courses.cohorts.service import (
    end_announcement,
    open_cohort,
    post_announcement,
)
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.new_role import warn_without_way_in
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.forms import AnnouncementForm, CohortForm
from lms.web.organisations.access import require_in
from lms.web.texts.language import current_language
from lms.workflows.cohorts.facilitators import (
    end_facilitator,
    facilitator_choices,
    make_facilitator,
)
from lms.workflows.cohorts.live_sessions import change_cohort


@bp.route("/<uuid:organisation_id>/classes/new", methods=["GET", "POST"])
def new_cohort(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("cohort.edit", organisation_id)
    offered = open_courses()
    form = CohortForm()
    form.course.choices = [SelectChoice(str(course.version_id), course.title) for course in offered]
    page, organisation = "cohorts/new_cohort.html", access.organisation
    if form.is_submitted() and form.validate() and offered:
        version_ids = {str(course.version_id): course.version_id for course in offered}
        with transaction() as session:
            cohort_id = open_cohort(
                session,
                organisation_id=organisation_id,
                course_version_id=version_ids.get(form.course.data, offered[0].version_id),
                facts=form.facts,
                now=utc_now(),
            )
        return redirect(url_for(".dashboard", cohort_id=cohort_id), 303)
    status = 422 if form.is_submitted() else 200
    return render_template(page, form=form, organisation=organisation, offered=offered), status


@bp.route("/classes/<uuid:cohort_id>/edit", methods=["GET", "POST"])
def edit_cohort(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.edit", cohort_id)
    cohort = access.cohort
    form = CohortForm(
        name=cohort.name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        pace=cohort.pace,
        plan_rule=cohort.plan_rule,
        is_attendance_counted=cohort.is_attendance_counted,
    )
    if form.is_submitted() and form.validate():
        with transaction() as session:
            change_cohort(session, cohort_id, facts=form.facts, now=utc_now())
        flash(_("Saved."))
        return redirect(url_for(".dashboard", cohort_id=cohort_id), 303)
    status = 422 if form.is_submitted() else 200
    page = "cohorts/edit_cohort.html"
    return render_template(page, form=form, cohort=cohort, organisation=access.organisation), status


@bp.route("/classes/<uuid:cohort_id>/announcements", methods=["GET", "POST"])
def announcements(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("announcement.post", cohort_id)
    form = AnnouncementForm()
    if form.is_submitted() and form.validate():
        with transaction() as session:
            post_announcement(
                session,
                cohort_id=cohort_id,
                text=form.text.data,
                posted_by=access.person.id,
                now=utc_now(),
            )
        flash(_("The cohort sees it on its home page."))
        return redirect(url_for(".announcements", cohort_id=cohort_id), 303)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "cohorts/announcements.html",
        form=form,
        cohort=access.cohort,
        organisation=access.organisation,
        announcements=queries.announcements(db.session(), cohort_id),
    ), status


@bp.post("/classes/<uuid:cohort_id>/announcements/<uuid:announcement_id>/end")
def remove_announcement(cohort_id: UUID, announcement_id: UUID) -> ResponseReturnValue:
    require_in_cohort("announcement.post", cohort_id)
    with transaction() as session:
        end_announcement(session, announcement_id, cohort_id=cohort_id, now=utc_now())
    flash(_("It is taken down."))
    return redirect(url_for(".announcements", cohort_id=cohort_id), 303)


@bp.get("/classes/<uuid:cohort_id>/facilitators")
def facilitators(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.edit", cohort_id)
    chosen, others = facilitator_choices(db.session(), cohort_id, access.organisation.id)
    return render_template(
        "cohorts/facilitators.html",
        cohort=access.cohort,
        organisation=access.organisation,
        chosen=chosen,
        others=others,
    )


@bp.post("/classes/<uuid:cohort_id>/facilitators/<uuid:person_id>")
def appoint_facilitator(cohort_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Give a member of the organisation the facilitator role; other people are not found."""
    access = require_in_cohort("cohort.edit", cohort_id)
    with transaction() as session:
        make_facilitator(
            session,
            cohort_id=cohort_id,
            organisation_id=access.organisation.id,
            person_id=person_id,
            granted_by=access.person.id,
            now=utc_now(),
        )
    warn_without_way_in(person_id)
    return back_to_facilitators(access)


@bp.post("/classes/<uuid:cohort_id>/facilitators/<uuid:person_id>/end")
def dismiss_facilitator(cohort_id: UUID, person_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.edit", cohort_id)
    with transaction() as session:
        end_facilitator(
            session,
            cohort_id=cohort_id,
            person_id=person_id,
            ended_by=access.person.id,
            now=utc_now(),
        )
    return back_to_facilitators(access)


def back_to_facilitators(access: CohortAccess) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for(".facilitators", cohort_id=access.cohort.id), 303)


def open_courses() -> tuple[CourseSummary, ...]:
    """Courses that new learners can start."""
    summaries = courses(
        db.session(), language=current_language(), is_loopback=current_ports().is_loopback
    )
    return tuple(course for course in summaries if course.opening.is_open)
