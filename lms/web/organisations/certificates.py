"""Pages of the certificates of an organisation and those below it, with their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.numbers import format_number
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.cohorts.dashboard import parse_number
from lms.web.organisations.access import require_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.table_files import table_response
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
SORT_LABELS = {"name": _l("Name"), "class": _l("Cohort"), "newest": _l("Newest first")}


@dataclass(frozen=True, slots=True)
class CertificateQuery:
    """Filter, order and page, as given in the query string."""

    state: str
    text: str
    sort: str
    page: int

    def address(self, endpoint: str, *, page: int = 1, **path_values: object) -> str:
        """Address of `endpoint` with this query and the given page."""
        values = {
            "state": self.state,
            "q": self.text,
            "sort": self.sort if self.sort != "name" else "",
            "page": page if page > 1 else "",
        }
        parameters = {name: value for name, value in values.items() if value}
        path = url_for(endpoint, **path_values)  # type: ignore[arg-type]
        return f"{path}?{urlencode(parameters)}" if parameters else path


@bp.get("/<uuid:organisation_id>/certificates")
def certificates(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("roster.see", organisation_id)
    query = parse_query()
    overview = certificate_overview(db.session(), organisation_id, now=utc_now())
    lines = filter_certificates(overview, state=query.state, text=query.text, sort=query.sort)
    start = (query.page - 1) * PAGE
    return render_template(
        "organisations/certificates.html",
        organisation=access.organisation,
        overview=overview,
        lines=lines[start : start + PAGE],
        total=len(lines),
        pages=-(-len(lines) // PAGE),
        query=query,
        states=STATE_LABELS,
        sorts=SORT_LABELS,
        number=format_number,
        may=access.may,
    )


@bp.get("/<uuid:organisation_id>/certificates.<any(csv, xlsx):kind>")
def certificates_file(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    """The filtered lines as a file. The export is audited."""
    access = require_in("roster.export", organisation_id)
    query = parse_query()
    overview = certificate_overview(db.session(), organisation_id, now=utc_now())
    lines = filter_certificates(overview, state=query.state, text=query.text, sort=query.sort)
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
    return table_response(
        table(lines), kind=kind, sheet=_("Certificates"), file_name=_("certificates")
    )


def parse_query() -> CertificateQuery:
    """Parse the query string; invalid values get their defaults."""
    args = request.args
    return CertificateQuery(
        state=args.get("state", "") if args.get("state") in STATES else "",
        text=args.get("q", "")[:100],
        sort=args.get("sort", "name") if args.get("sort") in SORTS else "name",
        page=parse_number(args.get("page", ""), 1, 10_000),
    )


def table(lines: Sequence[OverviewRow]) -> list[list[str]]:
    head = [
        _("Name"),
        _("Organisation"),
        _("Cohort"),
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
