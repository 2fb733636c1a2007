"""One server a data folder: a lock that goes when the process ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.adapters.errors import AlreadyRunning

LOCK = "payung.lock"
LOCK_TIMEOUT = 2.0  # seconds: processes of a server that was killed need a moment to end


@contextmanager
def single_instance(folder: Path, *, address: str) -> Iterator[int]:
    """Hold the folder. Raises AlreadyRunning with the address at which the other one serves."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {address}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def running_server(folder: Path) -> str | None:
    """Where the server of this folder listens, or None when there is none."""
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
    give_up_at = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                raise AlreadyRunning(address=_address(descriptor)) from None
            time.sleep(0.05)
        else:
            return


def _address(descriptor: int) -> str:
    return os.pread(descriptor, 300, 0).decode(errors="replace").partition(" ")[2].strip()
