"""Dashboard of a cohort with its files, and the page about the cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.catalogue.queries import course_outline
from courses.cohorts.live_sessions.queries import live_sessions
from courses.cohorts.pace import pace_periods
from courses.cohorts.queries import announcements
from courses.cohorts.reminders.rules import REASONS
from courses.grading.queries import is_graded
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.organisations.table_files import table_response
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

MAX_STUCK_DAYS = 90
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


@dataclass(frozen=True, slots=True)
class DashboardQuery:
    """Filter, order and page of the dashboard, as given in the query string."""

    state: str
    text: str
    sort: str
    stuck_after: int
    page: int

    def address(self, cohort_id: UUID, **other: object) -> str:
        """Address of the dashboard with this query and the values in `other`."""
        values = {
            "state": self.state,
            "q": self.text,
            "sort": self.sort if self.sort != "name" else "",
            "days": self.stuck_after if self.stuck_after != STUCK_AFTER else "",
        } | other
        parameters = {name: value for name, value in values.items() if value}
        path = url_for("cohorts.dashboard", cohort_id=cohort_id)
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def file_address(self, cohort_id: UUID, kind: str) -> str:
        """Address of the file with the same filter; `kind` is "csv" or "xlsx"."""
        path = url_for("cohorts.dashboard_file", cohort_id=cohort_id, kind=kind)
        query_string = self.address(cohort_id).partition("?")[2]
        return f"{path}?{query_string}" if query_string else path


@bp.get("/classes/<uuid:cohort_id>")
def dashboard(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.see", cohort_id)
    query = parse_query()
    board = load_dashboard(access, query)
    lines = filter_lines(board, state=query.state, text=query.text, sort=query.sort)
    start = (query.page - 1) * PAGE
    return render_template(
        "cohorts/dashboard.html",
        cohort=access.cohort,
        organisation=access.organisation,
        board=board,
        lines=lines[start : start + PAGE],
        total=len(lines),
        pages=-(-len(lines) // PAGE),
        query=query,
        states=CHOICES,
        sorts=SORT_LABELS,
        plans=PLAN_LABELS,
        may=access.may,
        may_above=access.may_above,
        remind=reminders_address(cohort_id, query),
        lacking=count_lacking(board, cohort_id),
        may_review=access.may("plan.review"),
        is_graded=is_graded(db.session(), access.cohort.course_version_id),
        sees_evaluation=access.person.may("evaluation.see", "cohort", cohort_id),
    )


@bp.get("/classes/<uuid:cohort_id>/board.<any(csv, xlsx):kind>")
def dashboard_file(cohort_id: UUID, kind: str) -> ResponseReturnValue:
    """The filtered lines as a file. The export is audited."""
    access = require_in_cohort("roster.export", cohort_id)
    query = parse_query()
    lines = filter_lines(
        load_dashboard(access, query), state=query.state, text=query.text, sort=query.sort
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
    return table_response(table(lines), kind=kind, sheet=_("Cohort"), file_name=_("cohort"))


@bp.get("/classes/<uuid:cohort_id>/about")
def about_cohort(cohort_id: UUID) -> ResponseReturnValue:
    """Dates, pace, rules and announcements of the cohort."""
    access = require_in_cohort("cohort.see", cohort_id)
    cohort = access.cohort
    modules = course_outline(db.session(), cohort.course_version_id, language=current_language())
    return render_template(
        "cohorts/about_cohort.html",
        cohort=cohort,
        organisation=access.organisation,
        modules=modules,
        periods=pace_periods(
            cohort.pace, starts_on=cohort.starts_on, days=[module.day for module in modules]
        ),
        announcements=announcements(db.session(), cohort_id),
        may=access.may,
    )


def count_lacking(board: CohortDashboard, cohort_id: UUID) -> int:
    """Number of learners who can still take the pre-test, while a session is under way."""
    lacking = sum(line.can_take_pre_test for line in board.lines) if board.has_pre_test else 0
    if not lacking:
        return 0
    now = utc_now()
    is_under_way = any(live.is_open(now) for live in live_sessions(db.session(), cohort_id))
    return lacking if is_under_way else 0


def reminders_address(cohort_id: UUID, query: DashboardQuery) -> str:
    """Address of the page of reminders, with the filtered state chosen where it has reminders."""
    state = [query.state] if query.state in REASONS else []
    days = query.stuck_after if query.stuck_after != STUCK_AFTER else None
    return url_for(".reminders", cohort_id=cohort_id, state=state, days=days)


def load_dashboard(access: CohortAccess, query: DashboardQuery) -> CohortDashboard:
    """The dashboard at this time."""
    return cohort_dashboard(
        db.session(), access.cohort, now=utc_now(), stuck_after=query.stuck_after
    )


def parse_query() -> DashboardQuery:
    """Parse the query string; invalid values get their defaults."""
    args = request.args
    return DashboardQuery(
        state=args.get("state", "") if args.get("state") in CHOICES else "",
        text=args.get("q", "")[:100],
        sort=args.get("sort", "name") if args.get("sort") in SORTS else "name",
        stuck_after=parse_number(args.get("days", ""), STUCK_AFTER, MAX_STUCK_DAYS),
        page=parse_number(args.get("page", ""), 1, 10_000),
    )


def parse_number(text: str, default: int, maximum: int) -> int:
    """Parse a positive number limited to `maximum`; `default` where it is not a number."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    return min(max(int(text), 1), maximum) if is_number else default


def table(lines: Sequence[LearnerLine]) -> list[list[str]]:
    """Header and rows of the exported file."""
    head = [
        _("Name"),
        _("State"),
        _("Behind the plan"),
        _("Lessons done"),
        _("Lessons in all"),
        _("Pre-test done"),
        _("Post-test passed"),
        _("Action plan"),
        _("Last active"),
        _("Completed on"),
        _("Reminded on"),
    ]
    return [head, *(row_of(line) for line in lines)]


def row_of(line: LearnerLine) -> list[str]:
    """Cells of one learner in the exported file."""
    return [
        line.name,
        str(STATE_LABELS[line.state]),
        _("yes") if line.is_behind else _("no"),
        str(line.lessons_done),
        str(line.lessons_total),
        _("yes") if line.has_pre_test else _("no"),
        _("yes") if line.has_passed else _("no"),
        str(PLAN_LABELS[line.plan_state]) if line.plan_state else "",
        local_date(line.last_at) if line.last_at else "",
        local_date(line.completed_at) if line.completed_at else "",
        local_date(line.reminded_at) if line.reminded_at else "",
    ]
