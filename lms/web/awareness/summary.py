"""Summary of awareness sessions for an organisation or the platform: map, tables and files."""

from collections.abc import Iterator
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.awareness.releases import Reach
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import require
from lms.web.awareness.blueprint import bp
from lms.web.awareness.labels import GROUP_LABELS, kit_name, province_name
from lms.web.awareness.map import build_map
from lms.web.organisations.access import require_in
from lms.web.organisations.table_files import CONTENT_TYPES, table_response
from lms.web.texts.language import current_language
from lms.workflows.cohorts.awareness_reports import AwarenessSummary, awareness_summary


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
    """Summary page of an organisation, or of the platform where it is None."""
    summary = requested_summary(organisation.id if organisation else None)
    organisation_id = organisation.id if organisation else None
    endpoint = "awareness.of_organisation" if organisation else "awareness.of_all"
    files = "awareness.file_of_organisation" if organisation else "awareness.file_of_all"
    year = requested_year()
    return render_template(
        "awareness/sum.html",
        organisation=organisation,
        summary=summary,
        map=build_map(summary.by_province),
        year=year,
        page_address=url_for(endpoint, organisation_id=organisation_id),
        file_addresses={
            kind: url_for(files, kind=kind, year=year, organisation_id=organisation_id)
            for kind in CONTENT_TYPES
        },
        groups=GROUP_LABELS,
        kit_name=kit_name,
        province_name=province_name,
    )


def file(reader_id: UUID, organisation_id: UUID | None, kind: str) -> Response:
    """The figures as a file. The export is audited."""
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
    return table_response(
        rows, kind=kind, sheet=_("Awareness sessions"), file_name=_("awareness-sessions")
    )


def requested_summary(organisation_id: UUID | None) -> AwarenessSummary:
    """Summary for the year in the query string."""
    return awareness_summary(
        db.session(), organisation_id, language=current_language(), year=requested_year()
    )


def requested_year() -> int | None:
    """Year in the query string; None where it is missing or invalid."""
    text = request.args.get("year", "")
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and text > "1999"  # noqa: PLR2004
    return int(text) if is_year else None


def table(summary: AwarenessSummary) -> Iterator[list[str]]:
    """Header and rows of the exported file."""
    yield [_("Part"), _("Name"), _("Sessions"), _("Children"), _("Adults"), _("People")]
    yield line(_("All"), "", summary.total)
    for code, reach in summary.by_province.items():
        yield line(_("Province"), province_name(code), reach)
    for group, reach in summary.by_group.items():
        yield line(_("For whom"), str(GROUP_LABELS[group]), reach)
    for code, reach in summary.by_kit.items():
        yield line(_("Kit"), kit_name(code, summary.kit_titles), reach)


def line(part: str, name: str, reach: Reach) -> list[str]:
    """One row of the exported file."""
    numbers = reach.sessions, reach.children, reach.adults, reach.people
    return [part, name, *(str(number) for number in numbers)]
