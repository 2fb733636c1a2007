"""Rosters as files: the template, the current members, and the wrong lines of a draft."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.exchange.spreadsheet.cells import csv_file
from lms.adapters.spreadsheets.roster_files import (
    roster_csv,
    roster_xlsx,
    template_csv,
    template_xlsx,
)
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.organisations.roster.queries import roster, stored_lines
from lms.web.organisations.access import require_in
from lms.web.rosters.blueprint import bp
from lms.web.rosters.corrections import left_out_lines
from lms.web.texts.language import current_language
from lms.workflows.rosters.columns import COLUMNS, HEADINGS
from lms.workflows.rosters.drafts import preview_draft
from lms.workflows.rosters.export import roster_rows

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS: Final[dict[str, Callable[..., bytes]]] = {"csv": roster_csv, "xlsx": roster_xlsx}
TEMPLATES: Final[dict[str, Callable[..., bytes]]] = {"csv": template_csv, "xlsx": template_xlsx}


@bp.get("/<uuid:organisation_id>/roster/template.<any(csv, xlsx):kind>")
def template(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    """An empty table with headings."""
    require_in("roster.import", organisation_id)
    return _file(TEMPLATES[kind](language=current_language()), _("template"), kind)


@bp.get("/<uuid:organisation_id>/roster/people.<any(csv, xlsx):kind>")
def export(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    """The current members. The export is recorded, since it contains names and contacts."""
    access = require_in("roster.export", organisation_id)
    language = current_language()
    rows = roster_rows(db.session(), organisation_id, language=language)
    with transaction() as session:
        audit.record(
            session,
            action="roster.exported",
            actor_id=access.person.id,
            subject_type="organisation",
            subject_id=organisation_id,
            now=utc_now(),
            details={"lines": len(rows)},
        )
    return _file(WRITERS[kind](rows, language=language), _("roster"), kind)


@bp.get("/<uuid:organisation_id>/roster/<uuid:roster_id>/wrong.csv")
def wrong_lines(organisation_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Lines that are left out, to correct and upload again. The last column has the reason.

    They can be read until the rows of the roster are deleted, also after the import.
    """
    require_in("roster.import", organisation_id)
    draft = roster(db.session(), roster_id, organisation_id=organisation_id)
    preview = preview_draft(db.session(), draft)
    reasons = {line.number: "; ".join(line.texts) for line in left_out_lines(preview)}
    lines = stored_lines(db.session(), draft) if reasons else ()
    headings = HEADINGS[current_language()]
    table = [[*(headings[column] for column in COLUMNS), _("Reason")]]
    table += [[*line.texts, reasons[line.number]] for line in lines if line.number in reasons]
    return _file(csv_file(table), _("to-correct"), "csv")


def _file(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
