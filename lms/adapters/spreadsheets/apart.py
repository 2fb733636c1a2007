"""Opens a workbook in a process of its own, with little memory and time.

A workbook is a program for whoever opens it: a few bytes can ask for millions of cells. Here the
worst of them ends a small process, with a named refusal, and the server stays as it was.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any, Final

from lms.adapters.spreadsheets.errors import (
    TableBroken,
    TableRefused,
    TableUnpacksTooLarge,
    refusal,
)
from lms.adapters.spreadsheets.tables import Sheet

MEMORY: Final = 768 * 1024 * 1024
SECONDS: Final = 20


def sheets_apart(content: bytes, *, most_rows: int) -> list[Sheet]:
    """The sheets of a workbook. Raises one of the named refusals."""
    command = [sys.executable, "-m", __name__, str(most_rows)]
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
    json.dump(_answer(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)


def _answer(content: bytes, most_rows: int) -> dict[str, Any]:
    from lms.adapters.spreadsheets.workbooks import workbook_sheets

    try:
        return {"sheets": [asdict(s) for s in workbook_sheets(content, most_rows=most_rows)]}
    except TableRefused as refused:
        return {"refused": refused.code, "parameters": refused.parameters}
    except MemoryError:
        return {"refused": TableUnpacksTooLarge.code, "parameters": {}}


if __name__ == "__main__":
    main()
