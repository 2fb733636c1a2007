"""Reads the lines of a roster from a request: rows, or a file in base64."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from http import HTTPStatus

from lms.adapters.spreadsheets.errors import TableEmpty, TableRefused
from lms.api.v1.problems import ApiProblem
from lms.api.v1.roster_schemas import PersonRow, RosterSent
from lms.organisations.roster.lines import RosterLine
from lms.web.rosters.upload_limits import parse_uploaded_file
from lms.web.texts.error_messages import error_message, message_for_code


def parse_lines(body: RosterSent) -> Sequence[RosterLine]:
    """Return the lines of a request. Raises a 422 for an invalid request or file."""
    if (body.rows is None) == (body.file is None):
        raise _invalid("#", message_for_code("roster-rows-or-file"))
    try:
        if body.rows is not None:
            return _lines(body.rows)
        return parse_uploaded_file(_content(body.file or ""), sheet=body.sheet).lines
    except TableRefused as error:
        pointer = "#/rows" if body.rows is not None else "#/file"
        errors = [{"pointer": pointer, "detail": error_message(error)}]
        problem = ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, error.code, errors=errors)
        problem.parameters = error.parameters
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
    except (Base64Error, ValueError):
        raise _invalid("#/file", message_for_code("field-unfit")) from None


def _invalid(pointer: str, detail: str) -> ApiProblem:
    errors = [{"pointer": pointer, "detail": detail}]
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-unfit", errors=errors)
