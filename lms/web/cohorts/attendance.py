"""Pages of attendance: list, check-in code, printed sheet and files."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.cohorts.live_sessions import codes, queries
from courses.cohorts.live_sessions.queries import LiveSessionView
from lms.extensions import current_ports, db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.account.links import forbid_caching
from lms.web.admin.one_time_links import qr_data_uri
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.dashboard import parse_number
from lms.web.organisations.codes import host
from lms.web.organisations.table_files import table_response
from lms.web.texts.times import local_date
from lms.workflows.cohorts import attendance as workflow
from lms.workflows.cohorts.attendance import Attendee, attendance_list, check_in_key, list_attendees
from lms.workflows.cohorts.cohort_dashboard import cohort_dashboard

PAGE = 200
MAX_PAGES = 1000
NOTE_LABELS = {
    "present": _l("present"),
    "late": _l("came late"),
    "left-early": _l("left early"),
}
SESSION = "/classes/<uuid:cohort_id>/sessions/<uuid:live_session_id>"


@bp.get(SESSION)
def attendance(cohort_id: UUID, live_session_id: UUID) -> ResponseReturnValue:
    access, live = load_session(cohort_id, live_session_id)
    now = utc_now()
    listed = attendance_list(db.session(), live, access.cohort)
    board = cohort_dashboard(db.session(), access.cohort, now=now)
    lines = {line.enrolment_id: line for line in board.lines}
    text = request.args.get("q", "")[:100]
    search = text.strip().casefold()
    people = [person for person in listed.people if search in person.name.casefold()]
    page = parse_number(request.args.get("page", ""), 1, MAX_PAGES)
    start = (page - 1) * PAGE
    return render_template(
        "cohorts/attendance.html",
        cohort=access.cohort,
        organisation=access.organisation,
        live=live,
        attendance=listed,
        people=people[start : start + PAGE],
        text=text,
        page=page,
        pages=-(-len(people) // PAGE),
        notes=NOTE_LABELS,
        lines=lines,
        has_pre_test=board.has_pre_test,
        lacking=sum(
            lines[enrolment_id].can_take_pre_test
            for enrolment_id in listed.attendance
            if enrolment_id in lines
        )
        if live.is_open(now)
        else 0,
        now=now,
    )


@bp.post(f"{SESSION}/people/<uuid:enrolment_id>")
def mark_attendance(
    cohort_id: UUID, live_session_id: UUID, enrolment_id: UUID
) -> ResponseReturnValue:
    """`note` is present, late, left-early, or undo."""
    access, live = load_session(cohort_id, live_session_id)
    note, now, actor = request.form.get("note", ""), utc_now(), access.person.id
    with transaction() as session:
        if note == "undo":
            workflow.undo_attendance(session, live, enrolment_id, undone_by=actor, now=now)
        else:
            workflow.mark_by_hand(
                session, live, access.cohort, enrolment_id, note=note, marked_by=actor, now=now
            )
    address = url_for(
        ".attendance",
        cohort_id=cohort_id,
        live_session_id=live_session_id,
        q=request.args.get("q") or None,
        page=request.args.get("page") or None,
        _anchor=f"p-{enrolment_id}",
    )
    return redirect(address, 303)


@bp.get(f"{SESSION}/check-in")
def show_check_in(cohort_id: UUID, live_session_id: UUID) -> ResponseReturnValue:
    """The current check-in code as a large QR code, for people in the room to scan."""
    access, live = load_session(cohort_id, live_session_id)
    after_this_request(forbid_caching)
    session, now = db.session(), utc_now()
    if not live.is_open(now):
        page, is_over = "cohorts/check_in.html", live.is_over(now)
        return render_template(page, cohort=access.cohort, live=live, is_over=is_over)
    code = codes.format_code(codes.current_code(check_in_key(session), live.id, now))
    address = f"{current_ports().public_url}{url_for('joining.check_in', code=code)}"
    return render_template(
        "cohorts/check_in_wall.html",
        cohort=access.cohort,
        live=live,
        code=code,
        picture=qr_data_uri(address),
        host=host(),
    )


@bp.get(f"{SESSION}/sheet")
def attendance_sheet(cohort_id: UUID, live_session_id: UUID) -> ResponseReturnValue:
    """A sheet to print, with names and room for signatures."""
    access, live = load_session(cohort_id, live_session_id)
    return render_template(
        "cohorts/attendance_sheet.html",
        cohort=access.cohort,
        organisation=access.organisation,
        live=live,
        people=list_attendees(db.session(), access.cohort),
    )


@bp.get("/classes/<uuid:cohort_id>/attendance.<any(csv, xlsx):kind>")
def attendance_file(cohort_id: UUID, kind: str) -> ResponseReturnValue:
    """Attendance at all sessions of the cohort as a file. The export is audited."""
    access = require_in_cohort("roster.export", cohort_id)
    rows = table(access)
    with transaction() as session:
        audit.record(
            session,
            action="attendance.exported",
            actor_id=access.person.id,
            subject_type="cohort",
            subject_id=cohort_id,
            now=utc_now(),
            details={"lines": len(rows) - 1},
        )
    return table_response(rows, kind=kind, sheet=_("Attendance"), file_name=_("attendance"))


def load_session(cohort_id: UUID, live_session_id: UUID) -> tuple[CohortAccess, LiveSessionView]:
    """Check the permission and read the session. Raises LiveSessionNotFound."""
    access = require_in_cohort("attendance.take", cohort_id)
    live = queries.live_session(db.session(), live_session_id, cohort_id=cohort_id)
    return access, live


def table(access: CohortAccess) -> list[list[str]]:
    """One row for each learner, one column for each session that is not cancelled."""
    session, cohort = db.session(), access.cohort
    held = [live for live in queries.live_sessions(session, cohort.id) if not live.is_cancelled]
    records = queries.attendance_of_cohort(session, cohort.id)
    heads = [f"{live.title}, {local_date(live.begins_at, live.province_code)}" for live in held]
    people = list_attendees(session, cohort)
    return [[_("Name"), *heads], *(attendance_row(person, held, records) for person in people)]


def attendance_row(
    person: Attendee,
    held: Sequence[LiveSessionView],
    records: Mapping[tuple[UUID, UUID], queries.AttendanceView],
) -> list[str]:
    """Name and notes of one learner; `records` by session id and enrolment id."""
    row = [records.get((live.id, person.enrolment_id)) for live in held]
    return [person.name, *(str(NOTE_LABELS[record.note]) if record else "" for record in row)]
