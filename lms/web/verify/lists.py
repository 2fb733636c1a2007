"""Many numbers at once, for education offices: a table on the page, or the same as CSV."""

from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from certificates.api_queries import checked_entries
from lms.extensions import csrf, current_ports, db, limiter
from lms.kernel.clock import utc_now
from lms.kernel.errors import Invalid
from lms.web.messages import message
from lms.web.verify.blueprint import bp, unseen
from lms.web.verify.number_lists import (
    COLUMNS,
    MOST,
    ON_THE_PAGE,
    csv_of,
    entries_in,
    table_of,
    text_of,
)

CHECKS = "10 per minute; 60 per hour"
LARGEST_LIST = 1024 * 1024


@bp.route("/verify/numbers", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # it changes nothing and needs no cookie
@limiter.limit(CHECKS, exempt_when=lambda: request.method != "POST")
def numbers() -> ResponseReturnValue:
    request.max_content_length = LARGEST_LIST
    if request.method == "GET":
        return unseen(render_template("verify/numbers.html", max=MOST))
    typed = request.form.get("numbers", "")
    try:
        entries = entries_in(_uploaded() or typed)
    except Invalid as refusal:
        page = render_template(
            "verify/numbers.html", max=MOST, typed=typed, problem=message(refusal), has_errors=True
        )
        return unseen(page), 422
    now = utc_now()
    checked = checked_entries(db.session(), entries, now=now)
    rows = table_of(entries, checked, now=now, zone=ZoneInfo(current_ports().time_zone))
    if request.form.get("as") == "csv":
        return _file(csv_of(rows))
    return unseen(
        render_template(
            "verify/table.html",
            columns=COLUMNS,
            shown=ON_THE_PAGE,
            rows=rows,
            entries=entries,
            now=now,
        )
    )


def _uploaded() -> str:
    sent = request.files.get("list")
    return text_of(sent.read()) if sent else ""


def _file(data: bytes) -> Response:
    response = unseen("")
    response.set_data(data)
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="pemeriksaan.csv"'
    return response
