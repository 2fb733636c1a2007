"""The page of a learner's cohort: live sessions, and modules by day or week.

Dates are advice: nothing closes, and no page says that a learner is late.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.catalogue.queries import ModuleEntry
from courses.cohorts.errors import CohortNotFound
from courses.cohorts.live_sessions.calendar import Event, calendar_file
from courses.cohorts.live_sessions.queries import LiveSessionView, live_sessions, sessions_attended
from courses.cohorts.pace import PacePeriod, pace_periods
from courses.cohorts.queries import announcements_to
from courses.lessons.course_map import LearnerCourse, learner_course
from courses.progress.course_progress import CourseProgress, ModuleProgress, course_progress
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.catalogue.blueprint import bp
from lms.web.texts.language import current_language
from lms.web.texts.times import today
from lms.web.texts.translation import gettext as _

PAIR = 2


@dataclass(frozen=True, slots=True)
class Part:
    """The modules of one day or week of the pace."""

    begins_on: date
    ends_on: date
    modules: tuple[ModuleProgress, ...]
    is_now: bool
    is_past: bool

    @property
    def is_finished(self) -> bool:
        return all(module.is_finished for module in self.modules)

    @property
    def is_one_day(self) -> bool:
        return self.begins_on == self.ends_on


@dataclass(frozen=True, slots=True)
class CohortCard:
    """The cohort on home and course page: the next live session and the current modules."""

    address: str
    upcoming: LiveSessionView | None
    part: Part | None


@bp.get("/courses/<code>/class")
def my_class(code: str) -> ResponseReturnValue:
    """Show the page of the learner's cohort."""
    course, progress = learner_cohort(code)
    session = db.session()
    sessions = live_sessions(session, course.cohort_id)
    return render_template(
        "catalogue/my_class.html",
        course=course,
        sessions=sessions,
        attended=sessions_attended(session, course.enrolment_id) if sessions else set(),
        parts=parts_of(course, progress, today()),
        announcements=announcements_to(session, course.enrolment_id)
        if course.announcements
        else [],
        numbers=numbers,
        progress=progress,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )


@bp.get("/courses/<code>/class.ics")
def class_calendar(code: str) -> ResponseReturnValue:
    """All sessions as iCalendar; cancelled ones too, so that calendars remove them."""
    course, _progress = learner_cohort(code)
    sessions = live_sessions(db.session(), course.cohort_id)
    response = Response(calendar_file([event_of(live, course) for live in sessions]))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    name = _("meetings")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response


def learner_cohort(code: str) -> tuple[LearnerCourse, CourseProgress]:
    """The person's own course, if they learn it in a class. Raises CohortNotFound."""
    person = current_person()
    session, language = db.session(), current_language()
    course = learner_course(
        session, person.id, code, language=language, is_loopback=current_ports().is_loopback
    )
    if not course.cohort_name:
        raise CohortNotFound()
    return course, course_progress(session, course.enrolment_id, language=language)


def cohort_card(course: LearnerCourse, progress: CourseProgress) -> CohortCard | None:
    """The card of the learner's cohort, or None. Queries sessions only if there are any."""
    if not course.cohort_name:
        return None
    now = utc_now()
    meets = live_sessions(db.session(), course.cohort_id) if course.live_sessions else []
    upcoming = (live for live in meets if not live.is_cancelled and not live.is_over(now))
    parts = parts_of(course, progress, today())
    return CohortCard(
        address=url_for("catalogue.my_class", code=course.code),
        upcoming=next(upcoming, None),
        part=next((part for part in parts if part.is_now), None),
    )


def parts_of(course: LearnerCourse, progress: CourseProgress, on: date) -> list[Part]:
    """The parts of the cohort's pace with their modules."""
    modules = progress.modules
    days = [module.day for module in modules]
    periods = pace_periods(course.pace, starts_on=course.cohort_starts_on, days=days)
    return [_part(period, modules, on) for period in periods]


def _part(period: PacePeriod, modules: tuple[ModuleProgress, ...], on: date) -> Part:
    return Part(
        period.begins_on,
        period.ends_on,
        modules[period.first - 1 : period.last],
        is_now=period.begins_on <= on <= period.ends_on,
        is_past=period.ends_on < on,
    )


def numbers(codes: Collection[str], modules: Iterable[ModuleProgress | ModuleEntry]) -> str:
    """The numbers of the modules with these codes as ranges: `1 to 4, 7`."""
    runs: list[list[int]] = []
    for number in sorted(module.number for module in modules if module.code in codes):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    if len(run) > PAIR:
        return _("%(first)s to %(last)s", first=run[0], last=run[-1])
    return ", ".join(map(str, run))


def event_of(live: LiveSessionView, course: LearnerCourse) -> Event:
    """A calendar event without course name and topic, since it shows on locked phones."""
    address = f"{current_ports().public_url}{url_for('catalogue.my_class', code=course.code)}"
    return Event(
        uid=f"{live.id}@{current_ports().public_url.partition('://')[2]}",
        title=live.title,
        place=live.place,
        description=address,
        begins_at=live.begins_at,
        ends_at=live.ends_at,
        changed_at=live.changed_at,
        sequence=live.sequence,
        is_cancelled=live.is_cancelled,
    )
