"""Verification of many numbers: a table on the page or as CSV."""

from http import HTTPStatus
from threading import BoundedSemaphore
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from certificates.records.api_queries import check_entries
from lms.adapters.spreadsheets.workbooks import OLE, ZIP
from lms.extensions import csrf, current_ports, db, limiter
from lms.kernel.clock import utc_now
from lms.kernel.errors import Invalid, LmsError
from lms.web.texts.error_messages import error_message
from lms.web.verify.blueprint import bp, private_response
from lms.web.verify.number_lists import (
    MAX_ENTRIES,
    SEPARATORS,
    ListTooLarge,
    NumberList,
    WorkbooksBusy,
    list_in_file,
    list_in_text,
    tab_separated,
)
from lms.web.verify.number_tables import (
    COLUMNS,
    ON_THE_PAGE,
    ResultTable,
    build_table,
    table_to_csv,
)

CHECKS = "10 per minute; 60 per hour"
MEGABYTE = 1024 * 1024
MAX_LIST = MEGABYTE
FORM_OVERHEAD = 64 * 1024  # bytes of a form around a file
WORKBOOK_SLOT = BoundedSemaphore(1)  # a workbook is read in a process of its own
MAX_WAIT = 0.5  # seconds for the slot; who waits holds a thread of the server


@bp.route("/verify/numbers", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # changes nothing and needs no cookie
@limiter.limit(CHECKS, exempt_when=lambda: request.method != "POST")
def numbers() -> ResponseReturnValue:
    """Show the form, or verify a list."""
    request.max_content_length = request.max_form_memory_size = MAX_LIST + FORM_OVERHEAD
    if request.method != "POST":
        return private_response(render_template("verify/numbers.html", max=MAX_ENTRIES))
    try:
        sent = _sent_list()
    except RequestEntityTooLarge:
        too_large = ListTooLarge(megabytes=MAX_LIST // MEGABYTE)
        return _form_again("", too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except Invalid as error:
        return _form_again(request.form.get("numbers", ""), error)
    except WorkbooksBusy as error:
        return _form_again("", error, HTTPStatus.SERVICE_UNAVAILABLE)
    now = utc_now()
    checked = check_entries(db.session(), sent.entries, now=now)
    table = build_table(sent, checked, now=now, zone=ZoneInfo(current_ports().time_zone))
    if request.form.get("as") == "csv":
        return _file(table_to_csv(table))
    return private_response(_table_page(sent, table))


def _sent_list() -> NumberList:
    """Read the list.

    Raises RequestEntityTooLarge, WorkbooksBusy, or Invalid for an unreadable list.
    """
    uploaded = request.files.get("list")
    content = uploaded.read() if uploaded else b""
    if len(content) > MAX_LIST:
        raise RequestEntityTooLarge
    if content.startswith((ZIP, OLE)):
        if not WORKBOOK_SLOT.acquire(timeout=MAX_WAIT):
            raise WorkbooksBusy()
        try:
            return list_in_file(content)
        finally:
            WORKBOOK_SLOT.release()
    if content:
        return list_in_file(content)
    separator = SEPARATORS.get(request.form.get("separator", ""), "")
    return list_in_text(request.form.get("numbers", ""), separator=separator)


def _form_again(
    typed: str, error: LmsError, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> ResponseReturnValue:
    page = render_template(
        "verify/numbers.html",
        max=MAX_ENTRIES,
        typed=typed,
        problem=error_message(error),
        has_errors=True,
    )
    return private_response(page), status


def _table_page(sent: NumberList, table: ResultTable) -> str:
    return render_template(
        "verify/table.html",
        columns=COLUMNS,
        shown=ON_THE_PAGE,
        table=table,
        again=tab_separated(sent),
        now=utc_now(),
    )


def _file(data: bytes) -> Response:
    response = private_response("")
    response.set_data(data)
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="pemeriksaan.csv"'
    return response
