"""What the sessions of an organisation, or of everybody, come to: a map, tables, files."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.exchange.spreadsheet.cells import csv_file, xlsx_file
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import require
from lms.web.awareness.blueprint import bp
from lms.web.awareness.labels import GROUP_LABELS, kit_name, place_name
from lms.web.awareness.map import build_map
from lms.web.organisations.access import require_in
from lms.web.texts.language import current_language
from lms.workflows.cohorts.awareness_reports import AwarenessSummary, Tally, awareness_summary

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/organisations/<uuid:organisation_id>/awareness")
def of_organisation(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("awareness.see", organisation_id)
    return page(access.organisation)


@bp.get("/organisations/<uuid:organisation_id>/awareness.<any(csv, xlsx):kind>")
def file_of_organisation(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    access = require_in("awareness.see", organisation_id)
    return file(access.person.id, organisation_id, kind)


@bp.get("/admin/awareness")
def of_all() -> ResponseReturnValue:
    require("awareness.see")
    return page(None)


@bp.get("/admin/awareness.<any(csv, xlsx):kind>")
def file_of_all(kind: str) -> ResponseReturnValue:
    person = require("awareness.see")
    return file(person.id, None, kind)


def page(organisation: OrganisationView | None) -> str:
    found = requested_summary(organisation.id if organisation else None)
    here: dict[str, Any] = {"organisation_id": organisation.id} if organisation else {}
    endpoint = "awareness.of_organisation" if organisation else "awareness.of_all"
    files = "awareness.file_of_organisation" if organisation else "awareness.file_of_all"
    year = requested_year()
    return render_template(
        "awareness/sum.html",
        organisation=organisation,
        found=found,
        map=build_map(found.by_province),
        year=year,
        page_address=url_for(endpoint, **here),
        file_addresses={
            kind: url_for(files, kind=kind, year=year, **here) for kind in CONTENT_TYPES
        },
        groups=GROUP_LABELS,
        kit_name=kit_name,
        place_name=place_name,
    )


def file(reader_id: UUID, organisation_id: UUID | None, kind: str) -> Response:
    """The figures in a file; no cell begins a formula. Taking it is recorded."""
    rows = list(table(requested_summary(organisation_id)))
    with transaction() as session:
        audit.record(
            session,
            action="awareness.exported",
            actor_id=reader_id,
            subject_type="organisation" if organisation_id else "platform",
            subject_id=organisation_id,
            now=utc_now(),
            details={"lines": len(rows) - 1},
        )
    content = csv_file(rows) if kind == "csv" else xlsx_file(rows, _("Awareness sessions"))
    name = _("awareness-sessions")
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def requested_summary(organisation_id: UUID | None) -> AwarenessSummary:
    return awareness_summary(
        db.session(), organisation_id, language=current_language(), year=requested_year()
    )


def requested_year() -> int | None:
    """Whatever is no year counts as not asked."""
    text = request.args.get("year", "")
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and text > "1999"  # noqa: PLR2004
    return int(text) if is_year else None


def table(found: AwarenessSummary) -> Iterator[list[str]]:
    yield [_("Part"), _("Name"), _("Sessions"), _("Children"), _("Adults"), _("People")]
    yield line(_("All"), "", found.total)
    for code, tally in found.by_province.items():
        yield line(_("Province"), place_name(code), tally)
    for group, tally in found.by_group.items():
        yield line(_("For whom"), str(GROUP_LABELS[group]), tally)
    for code, tally in found.by_kit.items():
        yield line(_("Kit"), kit_name(code, found.kit_titles), tally)


def line(part: str, name: str, tally: Tally) -> list[str]:
    numbers = tally.sessions, tally.children, tally.adults, tally.people
    return [part, name, *(str(number) for number in numbers)]
