"""The versions of a course that a learner takes, has taken, and may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates.records.queries import held_certificates
from courses.action_plans.errors import PlanNotFound
from courses.action_plans.queries import action_plan
from courses.cohorts.plan_reviews.plan_text import format_plan
from courses.cohorts.plan_reviews.queries import last_review, plan_form_content
from courses.enrolment.change_version import (
    FREE,
    HALF_WAY,
    NewerVersion,
    Way,
    change_version,
    newer_version,
    way_to_change,
)
from courses.enrolment.errors import EnrolmentNotFound, FinishInCohort, VersionNotOffered
from courses.lessons.course_map import LearnerCourse, courses_and_history
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.catalogue.blueprint import bp
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.translation import gettext as _


@dataclass(frozen=True, slots=True)
class VersionOffer:
    """A newer version of the learner's course, and how the learner may begin it."""

    version: NewerVersion
    way: Way

    @property
    def is_free(self) -> bool:
        return self.way == FREE

    @property
    def is_choice(self) -> bool:
        return self.way == HALF_WAY


@bp.get("/courses/<code>/versions")
def versions(code: str) -> ResponseReturnValue:
    """Show the version of now, the newer one and the earlier ones of a learner."""
    person = current_person()
    known = own_versions(person, code)
    if not known:
        return redirect(url_for(".course", code=code), 303)
    course, earlier = known[0], known[1:]
    session = db.session()
    return render_template(
        "catalogue/versions.html",
        course=course,
        earlier=earlier,
        newer=offer_of(course),
        certificates=held_certificates(
            session, [entry.enrolment_id for entry in known], now=utc_now()
        ),
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


@bp.post("/courses/<code>/versions/<uuid:version_id>/begin")
def begin_version(code: str, version_id: UUID) -> ResponseReturnValue:
    """Begin a newer version, or go back to one that was left half-way."""
    person = current_person()
    try:
        with transaction() as session:
            change_version(
                session,
                person_id=person.id,
                course_code=code,
                version_id=version_id,
                now=utc_now(),
            )
    except EnrolmentNotFound:
        return redirect(url_for(".course", code=code), 303)
    except (FinishInCohort, VersionNotOffered) as refusal:
        flash(error_message(refusal))
        return redirect(url_for(".versions", code=code), 303)
    flash(_("You take this version now. The others are kept under “Versions of this course”."))
    return redirect(url_for(".course", code=code), 303)


@bp.get("/courses/<code>/versions/<uuid:version_id>/plan")
def plan_of_version(code: str, version_id: UUID) -> ResponseReturnValue:
    """Show the action plan of an own version as text. Raises EnrolmentNotFound, PlanNotFound."""
    person = current_person()
    entry = next(
        (own for own in own_versions(person, code) if own.course_version_id == version_id), None
    )
    if entry is None:
        raise EnrolmentNotFound()
    session = db.session()
    plan = action_plan(
        session,
        enrolment_id=entry.enrolment_id,
        person_id=person.id,
        person_key_id=person.data_key_id,
    )
    if plan is None:
        raise PlanNotFound()
    form = plan_form_content(session, version_id)
    return render_template(
        "catalogue/plan_of_version.html",
        course=entry,
        plan=plan,
        answers=format_plan(form, plan.content, language=current_language()),
        review=last_review(session, entry.enrolment_id, person_key_id=person.data_key_id),
        is_draft=entry.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


def own_versions(person: SignedInPerson, code: str) -> Sequence[LearnerCourse]:
    """The person's versions of a course, that of now first; empty if they do not take it."""
    courses = courses_and_history(
        db.session(),
        person.id,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )
    return [course for course in courses if course.code == code]


def offer_of(course: LearnerCourse) -> VersionOffer | None:
    """The newer version of a course, or None. Queries only if one was imported."""
    if not course.has_newer:
        return None
    session, is_loopback = db.session(), current_ports().is_loopback
    version = newer_version(
        session, course.course_version_id, language=current_language(), is_loopback=is_loopback
    )
    if version is None:
        return None
    way = way_to_change(session, course.enrolment_id, is_loopback=is_loopback)
    return VersionOffer(version, way)
