"""The folder of database, keys and files: made for its owner alone, and tried before use."""

import errno
import os
import secrets
from pathlib import Path

from lms.adapters.errors import DataFolderNotWritable, DiskFull

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NEEDED = 4 * 1024 * 1024  # a start writes a database of about this size


def open_data_folder(folder: Path) -> None:
    """Make the folder if it is missing. Raises DiskFull or DataFolderNotWritable."""
    os.umask(0o077)  # whatever this process writes from now on is its owner's alone
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _try_to_write(folder)
    except OSError as problem:
        raise storage_problem(problem, folder) from problem


def storage_problem(problem: OSError, folder: Path) -> DiskFull | DataFolderNotWritable:
    if problem.errno in FULL:
        return DiskFull(folder=str(folder))
    return DataFolderNotWritable(folder=str(folder), reason=problem.strerror or str(problem))


def _try_to_write(folder: Path) -> None:
    trial = folder / f".trial-{secrets.token_hex(4)}"
    try:
        with trial.open("xb") as file:
            os.posix_fallocate(file.fileno(), 0, NEEDED)
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)
