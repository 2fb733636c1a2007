"""File lock that allows one server per data folder; the system releases it with the process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.adapters.errors import AlreadyRunning

LOCK = "payung.lock"
LOCK_TIMEOUT = 2.0  # seconds; processes of a killed server take a moment to end


@contextmanager
def single_instance(folder: Path, *, address: str) -> Iterator[int]:
    """Lock the folder. Raises AlreadyRunning with the address of the running server."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {address}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def running_server(folder: Path) -> str | None:
    """Return the address of the server that uses this folder, or None."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _address(descriptor)
    finally:
        os.close(descriptor)
    return None


def _wait_for(descriptor: int) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise AlreadyRunning(address=_address(descriptor)) from None
            time.sleep(0.05)
        else:
            return


def _address(descriptor: int) -> str:
    return os.pread(descriptor, 300, 0).decode(errors="replace").partition(" ")[2].strip()
