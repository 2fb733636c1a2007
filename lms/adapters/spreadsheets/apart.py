"""Opens a workbook or package in a process of its own, with little memory and time.

A workbook is a program for whoever opens it: a few bytes can ask for millions of cells. Here the
worst of them ends a small process, with a named refusal, and the server stays as it was.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
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
MOST_CHARACTERS: Final = 60_000_000  # in all cells, since the server holds what comes back
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
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise refusal(answer["refused"], answer["parameters"])
    return [_sheet(found) for found in answer["sheets"]]


def _sheet(found: dict[str, Any]) -> Sheet:
    merged = tuple((line, name) for line, name in found.pop("merged"))
    return Sheet(**found, merged=merged)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_answer(sys.stdin.buffer.read(), int(sys.argv[1]), sys.argv[2]), sys.stdout)


def _answer(content: bytes, most_rows: int, kind: str) -> dict[str, Any]:
    try:
        return {"sheets": [asdict(sheet) for sheet in _sheets(content, most_rows, kind)]}
    except TableRefused as refused:
        return {"refused": refused.code, "parameters": refused.parameters}
    except MemoryError:
        return {"refused": TableUnpacksTooLarge.code, "parameters": {}}


def _sheets(content: bytes, most_rows: int, kind: str) -> list[Sheet]:
    from lms.adapters.spreadsheets.oneroster import oneroster_rows
    from lms.adapters.spreadsheets.workbooks import workbook_sheets

    if kind == "oneroster":
        return [Sheet("users.csv", oneroster_rows(content, most_rows=most_rows))]
    sheets = workbook_sheets(content, most_rows=most_rows)
    if sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MOST_CHARACTERS:
        raise TableUnpacksTooLarge()
    return sheets


if __name__ == "__main__":
    main()
