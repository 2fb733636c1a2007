"""The ledger as a file of JSON lines, appended to by all processes of a server."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from lms.kernel.errors import Unavailable

CHUNK: Final = 64 * 1024


class LedgerNotWritable(Unavailable):
    code = "ledger-not-writable"


class LedgerDamaged(Unavailable):
    code = "ledger-damaged"


class FileLedger:
    """Appends whole lines and synchronises them (the `Ledger` port)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Raises LedgerNotWritable; then the file is as before."""
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        try:
            with _locked(self._path) as descriptor:
                _append(descriptor, text.encode())
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise LedgerNotWritable(file=str(self._path), reason=reason) from problem


def read_whole_lines(path: Path) -> bytes:
    """Return the file up to its last whole line: a line that was cut off was never acted on."""
    with path.open("rb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_SH)  # a write that fails is undone first
        content = file.read()
    return content[: content.rfind(b"\n") + 1]


def parse_lines(content: bytes, *, file: str) -> Iterator[dict[str, Any]]:
    """Yield the lines. Raises LedgerDamaged with the number of a line that is not JSON."""
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise LedgerDamaged(file=file, line=number)
        yield value


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if is_new:
            _synchronise_folder(path.parent)
        yield descriptor
    finally:
        os.close(descriptor)


def _append(descriptor: int, content: bytes) -> None:
    size = _size_of_whole_lines(descriptor)
    try:
        written = 0
        while written < len(content):
            written += os.pwrite(descriptor, content[written:], size + written)
        os.ftruncate(descriptor, size + written)  # removes the rest of a line that was cut off
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _size_of_whole_lines(descriptor: int) -> int:
    end = os.fstat(descriptor).st_size
    while end:
        start = max(0, end - CHUNK)
        newline = os.pread(descriptor, end - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


def _synchronise_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
