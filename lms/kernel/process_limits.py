"""Limits of this process, for programs that read or make what others have written."""

import resource
from typing import Final

MEGABYTE: Final = 1024 * 1024


def limit_process(*, megabytes: int, seconds: int, file_megabytes: int | None = None) -> None:
    """Limit address space, CPU time and the size of files, and write no core dump.

    The kernel ends a process that computes longer; memory that is refused raises MemoryError.
    """
    limits = {
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
    }
    if file_megabytes is not None:
        limits[resource.RLIMIT_FSIZE] = file_megabytes * MEGABYTE
    for kind, limit in limits.items():
        _lower(kind, limit)


def _lower(kind: int, limit: int) -> None:
    """Lower a limit. A stricter hard limit of the server stays: only root may raise it."""
    hard = resource.getrlimit(kind)[1]
    lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (lowest, lowest))
