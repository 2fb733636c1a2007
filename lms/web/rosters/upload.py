"""Upload a roster as a file or as pasted cells. A table that can be parsed becomes a draft."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import StringField, TextAreaField

from courses.cohorts.queries import cohorts_of
from lms.adapters.spreadsheets.errors import (
    RosterHasSeveralSheets,
    TableEmpty,
    TableFileTooLarge,
    TableRefused,
)
from lms.adapters.spreadsheets.reading import MEGABYTE
from lms.adapters.spreadsheets.roster import RosterFile, pasted_roster
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE
from lms.extensions import csrf, db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.organisations.roster.queries import rosters_of, sources_of
from lms.web.organisations.access import Access, require_in
from lms.web.rosters.blueprint import bp
from lms.web.rosters.labels import STATES
from lms.web.rosters.upload_limits import MAX_ROWS, WORKBOOK_SLOTS, parse_uploaded_file
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.rosters.drafts import upload_roster

MAX_PASTE: Final = 2 * MEGABYTE
FORM_OVERHEAD: Final = 64 * 1024  # bytes of the form around a file


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    file = FileField()
    pasted = TextAreaField()
    sheet = StringField()


@bp.get("/<uuid:organisation_id>/roster", endpoint="bring")
def show_upload(organisation_id: UUID) -> ResponseReturnValue:
    """The upload form and earlier rosters."""
    return _page(require_in("roster.import", organisation_id))


@bp.post("/<uuid:organisation_id>/roster", endpoint="read")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks it, once it may be this large
@limiter.limit("20 per minute")
def upload(organisation_id: UUID) -> ResponseReturnValue:
    """Store the table as a draft and show its preview."""
    access = require_in("roster.import", organisation_id)
    request.max_content_length = MAX_FILE_SIZE + MAX_PASTE + FORM_OVERHEAD
    request.max_form_memory_size = MAX_PASTE
    try:
        form = _sent_form()
        file = _parse_roster(form)
    except RosterHasSeveralSheets as error:
        return _page(access, error_message(error), sheets=error.names), 422
    except TableRefused as error:
        return _page(access, error_message(error), request.form.get("pasted", "")), 422
    except RequestEntityTooLarge:
        too_large = TableFileTooLarge(megabytes=MAX_FILE_SIZE // MEGABYTE)
        return _page(access, error_message(too_large)), 422
    roster_id = _store(access, file, form.file.data.filename if form.file.data else "")
    address = url_for(".look", organisation_id=organisation_id, roster_id=roster_id)
    return redirect(address, 303)


def _store(access: Access, file: RosterFile, file_name: str) -> UUID:
    with transaction() as session:
        return upload_roster(
            session,
            file.lines,
            organisation_id=access.organisation.id,
            uploaded_by=access.person.id,
            now=utc_now(),
            source=file.source(file_name or ""),
        )


def _sent_form() -> UploadForm:
    form = UploadForm()
    if not form.validate():
        raise CSRFError("form expired")
    return form


def _parse_roster(form: UploadForm) -> RosterFile:
    """Parse the file if there is one, else the pasted cells. Raises TableRefused."""
    if form.file.data:
        return parse_uploaded_file(form.file.data.read(), sheet=form.sheet.data or "")
    if not (form.pasted.data or "").strip():
        raise TableEmpty()
    with WORKBOOK_SLOTS:
        return pasted_roster(form.pasted.data, max_rows=MAX_ROWS)


def _page(access: Access, problem: str = "", pasted: str = "", sheets: Sequence[str] = ()) -> str:
    rosters = rosters_of(db.session(), access.organisation.id)
    return render_template(
        "rosters/bring.html",
        organisation=access.organisation,
        rosters=rosters,
        sources=sources_of(db.session(), rosters),
        states=STATES,
        problem=problem,
        pasted=pasted,
        sheets=sheets,
        has_errors=bool(problem),
        needs_cohort=access.may("cohort.edit")
        and not cohorts_of(db.session(), [access.organisation.id], language=current_language()),
    )
