"""The board of a class: who has not joined, has begun, is stuck, waits, is done; and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.exchange.spreadsheet.cells import csv_file, xlsx_file
from courses.catalogue.queries import course_outline
from courses.cohorts.pace import pace_periods
from courses.cohorts.queries import announcements
from courses.cohorts.reminders.rules import REASONS
from courses.grading.queries import is_graded
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.texts.language import current_language
from lms.web.texts.times import local_date
from lms.workflows.cohorts.cohort_dashboard import (
    BEHIND,
    PAGE,
    SORTS,
    STUCK_AFTER,
    CohortDashboard,
    LearnerLine,
    cohort_dashboard,
    filter_lines,
)

MAX_STUCK_LENGTH = 90
MAX_DIGITS = 5
STATE_LABELS = {
    "not-joined": _l("Not joined yet"),
    "not-started": _l("Not begun yet"),
    "stuck": _l("Stuck"),
    "review": _l("Plan waits for review"),
    "started": _l("Under way"),
    "done": _l("Done"),
}
CHOICES = STATE_LABELS | {BEHIND: _l("Behind the plan")}
SORT_LABELS = {
    "name": _l("Name"),
    "state": _l("State"),
    "progress": _l("Fewest lessons first"),
    "activity": _l("Longest away first"),
}
PLAN_LABELS = {
    "draft": _l("begun"),
    "submitted": _l("handed in"),
    "returned": _l("sent back"),
    "approved": _l("approved"),
}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class DashboardQuery:
    """What the reader wants to see, as it stands in the address."""

    state: str
    text: str
    sort: str
    stuck_after: int
    page: int

    def address(self, cohort_id: UUID, **other: object) -> str:
        """The same wish with something else in it."""
        values = {
            "state": self.state,
            "q": self.text,
            "sort": self.sort if self.sort != "name" else "",
            "days": self.stuck_after if self.stuck_after != STUCK_AFTER else "",
        } | other
        asked = {name: value for name, value in values.items() if value}
        path = url_for("cohorts.dashboard", cohort_id=cohort_id)
        return f"{path}?{urlencode(asked)}" if asked else path

    def file_address(self, cohort_id: UUID, kind: str) -> str:
        path = url_for("cohorts.dashboard_file", cohort_id=cohort_id, kind=kind)
        _path, _mark, asked = self.address(cohort_id).partition("?")
        return f"{path}?{asked}" if asked else path


@bp.get("/classes/<uuid:cohort_id>")
def dashboard(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.see", cohort_id)
    wish = parse_query()
    found = load_dashboard(access, wish)
    lines = filter_lines(found, state=wish.state, text=wish.text, sort=wish.sort)
    start = (wish.page - 1) * PAGE
    return render_template(
        "cohorts/dashboard.html",
        cohort=access.cohort,
        organisation=access.organisation,
        board=found,
        lines=lines[start : start + PAGE],
        found=len(lines),
        pages=-(-len(lines) // PAGE),
        wish=wish,
        states=CHOICES,
        sorts=SORT_LABELS,
        plans=PLAN_LABELS,
        may=access.may,
        may_above=access.may_above,
        remind=reminders_address(cohort_id, wish),
        may_review=access.may("plan.review"),
        is_graded=is_graded(db.session(), access.cohort.course_version_id),
    )


@bp.get("/classes/<uuid:cohort_id>/board.<any(csv, xlsx):kind>")
def dashboard_file(cohort_id: UUID, kind: str) -> ResponseReturnValue:
    """The lines that are chosen, in a file; no cell begins a formula. Taking it is recorded."""
    access = require_in_cohort("roster.export", cohort_id)
    wish = parse_query()
    lines = filter_lines(
        load_dashboard(access, wish), state=wish.state, text=wish.text, sort=wish.sort
    )
    with transaction() as session:
        audit.record(
            session,
            action="class.exported",
            actor_id=access.person.id,
            subject_type="cohort",
            subject_id=cohort_id,
            now=utc_now(),
            details={"lines": len(lines)},
        )
    rows = table(lines)
    content = csv_file(rows) if kind == "csv" else xlsx_file(rows, _("Class"))
    name = _("class")
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/classes/<uuid:cohort_id>/about")
def about_cohort(cohort_id: UUID) -> ResponseReturnValue:
    """What was agreed for the class: dates, pace, rule, and what it is told."""
    access = require_in_cohort("cohort.see", cohort_id)
    cohort = access.cohort
    modules = course_outline(db.session(), cohort.course_version_id, language=current_language())
    return render_template(
        "cohorts/about_cohort.html",
        cohort=cohort,
        organisation=access.organisation,
        modules=modules,
        stretches=pace_periods(
            cohort.pace, starts_on=cohort.starts_on, days=[module.day for module in modules]
        ),
        told=announcements(db.session(), cohort_id),
        may=access.may,
    )


def reminders_address(cohort_id: UUID, wish: DashboardQuery) -> str:
    """Whoever looks at one state of those that are reminded of finds it chosen."""
    state = [wish.state] if wish.state in REASONS else []
    days = wish.stuck_after if wish.stuck_after != STUCK_AFTER else None
    return url_for(".reminders", cohort_id=cohort_id, state=state, days=days)


def load_dashboard(access: CohortAccess, wish: DashboardQuery) -> CohortDashboard:
    return cohort_dashboard(
        db.session(), access.cohort, now=utc_now(), stuck_after=wish.stuck_after
    )


def parse_query() -> DashboardQuery:
    """Whatever cannot be read counts as not wished."""
    asked = request.args
    return DashboardQuery(
        state=asked.get("state", "") if asked.get("state") in CHOICES else "",
        text=asked.get("q", "")[:100],
        sort=asked.get("sort", "name") if asked.get("sort") in SORTS else "name",
        stuck_after=parse_number(asked.get("days", ""), STUCK_AFTER, MAX_STUCK_LENGTH),
        page=parse_number(asked.get("page", ""), 1, 10_000),
    )


def parse_number(text: str, default: int, most: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    return min(max(int(text), 1), most) if is_number else default


def table(lines: Sequence[LearnerLine]) -> list[list[str]]:
    head = [
        _("Name"),
        _("State"),
        _("Behind the plan"),
        _("Lessons done"),
        _("Lessons in all"),
        _("Post-test passed"),
        _("Action plan"),
        _("Last active"),
        _("Completed on"),
        _("Reminded on"),
    ]
    return [head, *(row_of(line) for line in lines)]


def row_of(line: LearnerLine) -> list[str]:
    return [
        line.name,
        str(STATE_LABELS[line.state]),
        _("yes") if line.is_behind else _("no"),
        str(line.lessons_done),
        str(line.lessons_total),
        _("yes") if line.has_passed else _("no"),
        str(PLAN_LABELS[line.plan_state]) if line.plan_state else "",
        local_date(line.last_at) if line.last_at else "",
        local_date(line.completed_at) if line.completed_at else "",
        local_date(line.reminded_at) if line.reminded_at else "",
    ]
