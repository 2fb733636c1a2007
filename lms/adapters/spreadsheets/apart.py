"""Opens a workbook or package in a process of its own, with little memory and time.

A workbook is a program for whoever opens it: a few bytes can ask for millions of cells. Here the
worst of them ends a small process, with a named refusal, and the server stays as it was.
"""

import json
import resource
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

MEMORY: Final = 768 * 1024 * 1024
SECONDS: Final = 20
MAX_CHARACTERS: Final = 60_000_000  # in all cells, since the server holds what comes back
MAX_KNOWN: Final = 5_000  # cells that are looked up among those that came before
Kind = Literal["workbook", "oneroster"]


def sheets_apart(content: bytes, *, most_rows: int, kind: Kind = "workbook") -> list[Sheet]:
    """The sheets of a workbook or a package. Raises one of the named refusals."""
    command = [sys.executable, "-m", __name__, str(most_rows), kind]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TableUnpacksTooLarge() from None
    if done.returncode:
        raise TableUnpacksTooLarge() if done.returncode < 0 else TableBroken()
    return _read_back(BytesIO(done.stdout))


def _read_back(lines: BytesIO) -> list[Sheet]:
    """What `_answer` wrote: a line about all sheets, then a line for each row."""
    answer: dict[str, Any] = json.loads(next(lines))
    if "refused" in answer:
        raise refusal(answer["refused"], answer["parameters"])
    known: dict[str, str] = {}
    return [_sheet(found, lines, known) for found in answer["sheets"]]


def _sheet(found: dict[str, Any], lines: BytesIO, known: dict[str, str]) -> Sheet:
    rows = [_shared(json.loads(line), known) for line in islice(lines, found.pop("rows"))]
    merged = tuple((line, name) for line, name in found.pop("merged"))
    return Sheet(**found, rows=rows, merged=merged)


def _shared(row: list[str], known: dict[str, str]) -> tuple[str, ...]:
    """Words that come again and again, such as a role or a province, are held once."""
    if len(known) < MAX_KNOWN:
        return tuple([known.setdefault(cell, cell) for cell in row])
    return tuple([known.get(cell, cell) for cell in row])


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in _answer(sys.stdin.buffer.read(), int(sys.argv[1]), sys.argv[2]):
        json.dump(line, sys.stdout)
        sys.stdout.write("\n")


def _answer(content: bytes, most_rows: int, kind: str) -> Iterator[Any]:
    """A line about all sheets, or about why they are refused; then each row."""
    try:
        sheets = _sheets(content, most_rows, kind)
    except TableRefused as refused:
        yield {"refused": refused.code, "parameters": refused.parameters}
    except MemoryError:
        yield {"refused": TableUnpacksTooLarge.code, "parameters": {}}
    else:
        yield {"sheets": [_about(sheet) for sheet in sheets]}
        for sheet in sheets:
            yield from sheet.rows


def _about(sheet: Sheet) -> dict[str, Any]:
    about = {"name": sheet.name, "is_hidden": sheet.is_hidden, "merged": sheet.merged}
    return about | {"rows": len(sheet.rows)}


def _sheets(content: bytes, most_rows: int, kind: str) -> list[Sheet]:
    from lms.adapters.spreadsheets.oneroster import oneroster_rows
    from lms.adapters.spreadsheets.workbooks import workbook_sheets

    if kind == "oneroster":
        return [Sheet("users.csv", oneroster_rows(content, most_rows=most_rows))]
    sheets = workbook_sheets(content, most_rows=most_rows)
    if sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MAX_CHARACTERS:
        raise TableUnpacksTooLarge()
    return sheets


if __name__ == "__main__":
    main()
