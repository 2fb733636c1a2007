"""Certificates of an organisation and those below it: seen, searched, printed, taken as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.exchange.spreadsheet.cells import csv_file, xlsx_file
from certificates.numbers import format_number
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.cohorts.dashboard import CONTENT_TYPES, parse_number
from lms.web.organisations.access import require_in
from lms.web.organisations.blueprint import bp
from lms.web.texts.times import local_date
from lms.workflows.certificates.certificate_overview import (
    SORTS,
    STATES,
    OverviewRow,
    certificate_overview,
    filter_certificates,
)

PAGE = 100
STATE_LABELS = {
    "valid": _l("Valid"),
    "none": _l("Completed, no certificate yet"),
    "not-completed": _l("Course not completed"),
    "specimen": _l("Specimen"),
    "expired": _l("Expired"),
    "suspended": _l("Suspended"),
    "revoked": _l("Revoked"),
    "superseded": _l("Replaced"),
}
SORT_LABELS = {"name": _l("Name"), "class": _l("Class"), "newest": _l("Newest first")}


@dataclass(frozen=True, slots=True)
class CertificateQuery:
    """What the reader wants to see, as it stands in the address."""

    state: str
    text: str
    sort: str
    page: int

    def address(self, endpoint: str, *, page: int = 1, **place: object) -> str:
        values = {
            "state": self.state,
            "q": self.text,
            "sort": self.sort if self.sort != "name" else "",
            "page": page if page > 1 else "",
        }
        asked = {name: value for name, value in values.items() if value}
        path = url_for(endpoint, **place)  # type: ignore[arg-type]
        return f"{path}?{urlencode(asked)}" if asked else path


@bp.get("/<uuid:organisation_id>/certificates")
def certificates(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.see", organisation_id)
    asked = parse_query()
    overview = certificate_overview(db.session(), organisation_id, now=utc_now())
    lines = filter_certificates(overview, state=asked.state, text=asked.text, sort=asked.sort)
    start = (asked.page - 1) * PAGE
    return render_template(
        "organisations/certificates.html",
        organisation=access.organisation,
        overview=overview,
        lines=lines[start : start + PAGE],
        found=len(lines),
        pages=-(-len(lines) // PAGE),
        asked=asked,
        states=STATE_LABELS,
        sorts=SORT_LABELS,
        number=format_number,
        may=access.may,
    )


@bp.get("/<uuid:organisation_id>/certificates.<any(csv, xlsx):kind>")
def certificates_file(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    """The lines that are chosen; no cell begins a formula. Taking them is recorded."""
    access = require_in("roster.export", organisation_id)
    asked = parse_query()
    overview = certificate_overview(db.session(), organisation_id, now=utc_now())
    lines = filter_certificates(overview, state=asked.state, text=asked.text, sort=asked.sort)
    with transaction() as session:
        audit.record(
            session,
            action="certificates.exported",
            actor_id=access.person.id,
            subject_type="organisation",
            subject_id=organisation_id,
            now=utc_now(),
            details={"lines": len(lines)},
        )
    rows = table(lines)
    content = csv_file(rows) if kind == "csv" else xlsx_file(rows, _("Certificates"))
    response = Response(content, content_type=CONTENT_TYPES[kind])
    name = _("certificates")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def parse_query() -> CertificateQuery:
    """Whatever cannot be read counts as not wished."""
    sent = request.args
    return CertificateQuery(
        state=sent.get("state", "") if sent.get("state") in STATES else "",
        text=sent.get("q", "")[:100],
        sort=sent.get("sort", "name") if sent.get("sort") in SORTS else "name",
        page=parse_number(sent.get("page", ""), 1, 10_000),
    )


def table(lines: Sequence[OverviewRow]) -> list[list[str]]:
    head = [
        _("Name"),
        _("Organisation"),
        _("Class"),
        _("State"),
        _("Number"),
        _("Issued on"),
        _("Completed on"),
    ]
    return [head, *(row_of(line) for line in lines)]


def row_of(line: OverviewRow) -> list[str]:
    return [
        line.name,
        line.organisation,
        line.cohort,
        str(STATE_LABELS[line.state]),
        format_number(line.number) if line.number else "",
        local_date(line.issued_at) if line.issued_at else "",
        local_date(line.completed_at) if line.completed_at else "",
    ]
