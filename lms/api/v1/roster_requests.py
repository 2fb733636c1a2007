"""The lines of a roster from the body of a request: rows as they are, or a file in base64."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Sequence
from http import HTTPStatus

from lms.adapters.spreadsheets.errors import TableEmpty, TableRefused
from lms.api.v1.problems import ApiProblem
from lms.api.v1.roster_schemas import PersonRow, RosterSent
from lms.organisations.roster.lines import RosterLine
from lms.web.rosters.upload_limits import parse_uploaded_file
from lms.web.texts.error_messages import error_message, message_for_code


def parse_lines(body: RosterSent) -> Sequence[RosterLine]:
    """Raises a 422 that names what is wrong with the file, or with the request."""
    if (body.rows is None) == (body.file is None):
        raise _unfit("#", message_for_code("roster-rows-or-file"))
    try:
        if body.rows is not None:
            return _lines(body.rows)
        return parse_uploaded_file(_content(body.file or "")).lines
    except TableRefused as refused:
        place = "#/rows" if body.rows is not None else "#/file"
        errors = [{"pointer": place, "detail": error_message(refused)}]
        problem = ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, refused.code, errors=errors)
        problem.parameters = refused.parameters
        raise problem from None


def _lines(rows: Sequence[PersonRow]) -> list[RosterLine]:
    if not rows:
        raise TableEmpty()
    return [
        RosterLine(number, (row.name, row.contact, row.audience, row.unit, row.group, row.province))
        for number, row in enumerate(rows, start=1)
    ]


def _content(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NoBase64, ValueError):
        raise _unfit("#/file", message_for_code("field-unfit")) from None


def _unfit(place: str, detail: str) -> ApiProblem:
    errors = [{"pointer": place, "detail": detail}]
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-unfit", errors=errors)
