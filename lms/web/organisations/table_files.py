"""Response with a table as a CSV or XLSX file."""

from collections.abc import Sequence

from flask import Response

from assessments.exchange.spreadsheet.cells import csv_file, xlsx_file

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_response(
    rows: Sequence[Sequence[str]], *, kind: str, sheet: str, file_name: str
) -> Response:
    """Return `rows` as an attachment; `kind` is "csv" or "xlsx". No cell can begin a formula."""
    content = csv_file(rows) if kind == "csv" else xlsx_file(rows, sheet)
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
