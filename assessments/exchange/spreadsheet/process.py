"""Opens a workbook of items in a process of its own, with little memory and time.

What a look at the package did not foresee ends that process, with a named refusal, and the server
stays as it was. The module is run by itself: `python -m assessments.exchange.spreadsheet.process`.
"""

import json
import resource
import subprocess
import sys
from typing import Any, Final

from assessments.exchange.reading import FileRejected

MEMORY: Final = 768 * 1024 * 1024
SECONDS: Final = 20
MAX_CHARACTERS: Final = 20_000_000  # in all cells, since the server holds what comes back
TOO_LARGE: Final = "package-too-large"
READER = (sys.executable, "-m", __name__)


def rows_in_subprocess(content: bytes) -> list[list[str]]:
    """The rows of the first sheet. Raises FileRejected."""
    try:
        done = subprocess.run(  # noqa: S603
            READER, input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRejected(TOO_LARGE) from None
    if done.returncode:
        raise FileRejected(TOO_LARGE if done.returncode < 0 else "package-broken")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise FileRejected(*answer["refused"])
    rows: list[list[str]] = answer["rows"]
    return rows


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


def _answer(content: bytes) -> dict[str, Any]:
    from assessments.exchange.spreadsheet.cells import xlsx_rows_here

    try:
        rows = [list(row.values) for row in xlsx_rows_here(content)]
    except FileRejected as refused:
        return {"refused": [refused.remark.code, refused.remark.detail]}
    except MemoryError:
        return {"refused": [TOO_LARGE, ""]}
    if sum(len(cell) for row in rows for cell in row) > MAX_CHARACTERS:
        return {"refused": [TOO_LARGE, ""]}
    return {"rows": rows}


if __name__ == "__main__":
    main()
