"""The data folder: created with mode 0700 and write-checked at start."""

import errno
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from lms.adapters.errors import DataFolderNotWritable, DiskFull

DISK_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REQUIRED_BYTES = 4 * 1024 * 1024  # about the size of a new database
ZEROS = bytes(64 * 1024)


def prepare_data_folder(folder: Path) -> None:
    """Create the folder if it is missing and check that it can be written.

    Raises DiskFull or DataFolderNotWritable.
    """
    create_data_folder(folder)
    try:
        _try_to_write(folder)
    except OSError as problem:
        raise storage_error(problem, folder) from problem


def create_data_folder(folder: Path) -> None:
    """Create the folder if it is missing, without the write check.

    Raises DiskFull or DataFolderNotWritable.
    """
    os.umask(0o077)  # for all files that this process creates
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise storage_error(problem, folder) from problem


def write_zeros(file: BinaryIO, size: int) -> None:
    """Allocate space by writing, where `posix_fallocate` is missing (macOS)."""
    file.writelines(ZEROS for _ in range(0, size, len(ZEROS)))


def storage_error(problem: OSError, folder: Path) -> DiskFull | DataFolderNotWritable:
    """Return our error for a failed write."""
    if problem.errno in DISK_FULL_ERRORS:
        return DiskFull(folder=str(folder))
    return DataFolderNotWritable(folder=str(folder), reason=problem.strerror or str(problem))


def _try_to_write(folder: Path) -> None:
    trial = folder / f".trial-{secrets.token_hex(4)}"
    try:
        with trial.open("xb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, REQUIRED_BYTES)
            else:
                write_zeros(file, REQUIRED_BYTES)
            file.flush()
            os.fsync(file.fileno())
    finally:
        trial.unlink(missing_ok=True)
