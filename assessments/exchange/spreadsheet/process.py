"""Reads a workbook of items in a subprocess with limited memory and time.

A workbook that passes the checks of its package and still takes too much ends the subprocess, not
the server. The module is also the subprocess:
`python -m assessments.exchange.spreadsheet.process`.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Final, TypedDict

from assessments.exchange.reading import MAX_BYTES, FileRejected
from assessments.exchange.spreadsheet.cells import Cells, workbook_rows

MEMORY: Final = 768 * 1024 * 1024
SECONDS: Final = 20
MAX_CHARACTERS: Final = 20_000_000  # in all cells, since the server holds what comes back
TOO_LARGE: Final = "package-too-large"
READER = (sys.executable, "-m", __name__)


class _Answer(TypedDict, total=False):
    rows: list[list[str]]
    rejected: list[str]  # code and detail


def xlsx_rows(content: bytes) -> Iterator[Cells]:
    """Yield the rows of the first sheet, read in a subprocess. Raises FileRejected."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    for line, row in enumerate(rows_in_subprocess(content), start=1):
        yield Cells(line, tuple(row))


def rows_in_subprocess(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet. Raises FileRejected."""
    try:
        process = subprocess.run(  # noqa: S603
            READER, input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRejected(TOO_LARGE) from None
    if process.returncode:
        raise FileRejected(TOO_LARGE if process.returncode < 0 else "package-broken")
    answer: _Answer = json.loads(process.stdout)
    if "rejected" in answer:
        raise FileRejected(*answer["rejected"])
    return answer["rows"]


def main() -> None:
    """Read a workbook from stdin and write its rows, or the rejection, as JSON to stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


def _answer(content: bytes) -> _Answer:
    try:
        rows = [list(row.values) for row in workbook_rows(content)]
    except FileRejected as rejection:
        return {"rejected": [rejection.remark.code, rejection.remark.detail]}
    except MemoryError:
        return {"rejected": [TOO_LARGE, ""]}
    if sum(len(cell) for row in rows for cell in row) > MAX_CHARACTERS:
        return {"rejected": [TOO_LARGE, ""]}
    return {"rows": rows}


if __name__ == "__main__":
    main()
