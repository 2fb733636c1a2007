"""Reads workbooks and packages in a subprocess with limits of memory and time.

A few bytes of a workbook can expand to millions of cells. The limits end the subprocess, not the
server.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any, Final, Literal

from lms.adapters.spreadsheets.errors import (
    TableBroken,
    TableRefused,
    TableUnpacksTooLarge,
    refusal,
)
from lms.adapters.spreadsheets.tables import Sheet
from lms.kernel.process_limits import limit_process

MAX_MEGABYTES: Final = 768
SECONDS: Final = 20
MAX_CHARACTERS: Final = 60_000_000  # in all cells, since the server holds the result
MAX_SHARED: Final = 5_000  # distinct cells that are shared
Kind = Literal["workbook", "oneroster"]


def read_in_subprocess(content: bytes, *, max_rows: int, kind: Kind = "workbook") -> list[Sheet]:
    """Return the sheets of a workbook or a package. Raises TableRefused."""
    command = [sys.executable, "-m", __name__, str(max_rows), kind]
    try:
        process = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TableUnpacksTooLarge() from None
    if process.returncode:
        raise TableUnpacksTooLarge() if process.returncode < 0 else TableBroken()
    return _parse_output(BytesIO(process.stdout))


def _parse_output(lines: BytesIO) -> list[Sheet]:
    """Parse the lines of `_output`: facts of all sheets, then one row per line."""
    header: dict[str, Any] = json.loads(next(lines))
    if "refused" in header:
        raise refusal(header["refused"], header["parameters"])
    known: dict[str, str] = {}
    return [_sheet(facts, lines, known) for facts in header["sheets"]]


def _sheet(facts: dict[str, Any], lines: BytesIO, known: dict[str, str]) -> Sheet:
    rows = [_shared(json.loads(line), known) for line in islice(lines, facts.pop("rows"))]
    merged = tuple((line, name) for line, name in facts.pop("merged"))
    formulas = tuple((line, index) for line, index in facts.pop("formulas"))
    return Sheet(**facts, rows=rows, merged=merged, formulas=formulas)


def _shared(row: list[str], known: dict[str, str]) -> tuple[str, ...]:
    """Share equal cells, such as roles and provinces, to save memory."""
    if len(known) < MAX_SHARED:
        return tuple([known.setdefault(cell, cell) for cell in row])
    return tuple([known.get(cell, cell) for cell in row])


def main() -> None:
    """Run in the subprocess: read standard input, write JSON lines."""
    limit_process(megabytes=MAX_MEGABYTES, seconds=SECONDS)
    for line in _output(sys.stdin.buffer.read(), int(sys.argv[1]), sys.argv[2]):
        json.dump(line, sys.stdout)
        sys.stdout.write("\n")


def _output(content: bytes, max_rows: int, kind: str) -> Iterator[Any]:
    """Yield facts of all sheets, or the error; then each row."""
    try:
        sheets = _sheets(content, max_rows, kind)
    except TableRefused as error:
        yield {"refused": error.code, "parameters": error.parameters}
    except MemoryError:
        yield {"refused": TableUnpacksTooLarge.code, "parameters": {}}
    else:
        yield {"sheets": [_facts(sheet) for sheet in sheets]}
        for sheet in sheets:
            yield from sheet.rows


def _facts(sheet: Sheet) -> dict[str, Any]:
    facts = {"name": sheet.name, "is_hidden": sheet.is_hidden, "merged": sheet.merged}
    return facts | {"rows": len(sheet.rows), "formulas": sheet.formulas}


def _sheets(content: bytes, max_rows: int, kind: str) -> list[Sheet]:
    from lms.adapters.spreadsheets.oneroster import oneroster_rows
    from lms.adapters.spreadsheets.workbooks import workbook_sheets

    if kind == "oneroster":
        return [Sheet("users.csv", oneroster_rows(content, max_rows=max_rows))]
    sheets = workbook_sheets(content, max_rows=max_rows)
    if sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MAX_CHARACTERS:
        raise TableUnpacksTooLarge()
    return sheets


if __name__ == "__main__":
    main()
