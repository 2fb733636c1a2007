"""Tries a block in a process of its own: nothing of it is imported where people learn.

That process is told no settings and no secrets: nobody need have allowed the block yet. It has
little memory, time and room for what it writes. What it has started ends with it, unless that has
begun a session of its own; limits are of each process.
"""

import os
import resource
import subprocess
import sys
from contextlib import suppress
from signal import SIGKILL
from tempfile import TemporaryFile
from typing import IO, Final

from courses.block_host.errors import (
    BlockFailed,
    BlockNotInstalled,
    BlockOutOfMemory,
    BlockTooSlow,
)
from courses.block_host.third_party.installed_blocks import is_aside, is_installed
from lms.workflows.blocks.check_report import CheckReport, format_report, parse_report

TIMEOUT_SECONDS: Final = 60.0  # seconds: a block that imports Django takes a few
MAX_MEGABYTES: Final = 1024  # of address space: Python, Django and a block stay far below
LIMITS: Final = {
    resource.RLIMIT_AS: MAX_MEGABYTES * 1024 * 1024,
    resource.RLIMIT_CPU: 60,  # seconds
    resource.RLIMIT_FSIZE: 8 * 1024 * 1024,  # bytes of its report, or of any file
    resource.RLIMIT_CORE: 0,
}
OUT_OF_MEMORY_STATUS: Final = 77  # its exit status where memory has run out around the block
PASSED_VARIABLES: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
)  # passwords may stand in any other
MALLOC_SETTINGS: Final = {"MALLOC_ARENA_MAX": "2"}  # else each thread reserves address space
COMMAND: Final = (sys.executable, "-W", "ignore", "-m", __name__)


def check_in_sandbox(block_type: str, *, patience: float = TIMEOUT_SECONDS) -> CheckReport:
    """Raises BlockNotInstalled, BlockTooSlow, BlockTooGreedy, or BlockFailed where the process
    ends in between."""
    if not (is_installed(block_type) or is_aside(block_type)):
        raise BlockNotInstalled(block=block_type)
    with TemporaryFile() as told:  # a pipe would hold whatever a block prints in our memory
        status = _run([*COMMAND, block_type], told, patience)
        if status is None:
            raise BlockTooSlow(block=block_type)
        if status == OUT_OF_MEMORY_STATUS:
            raise BlockOutOfMemory(block=block_type)
        told.seek(0)
        lines = told.read().decode(errors="replace").splitlines()
    try:
        return parse_report(lines[-1])
    except (IndexError, RecursionError, TypeError, ValueError) as error:
        raise BlockFailed(block=block_type) from error


def _run(command: list[str], output: IO[bytes], patience: float) -> int | None:
    """Its exit status; None where it was ended since it took longer."""
    process = subprocess.Popen(  # noqa: S603  ours, and a name that is installed
        command,
        env=sandbox_environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):  # nothing of it is left
            os.killpg(process.pid, SIGKILL)
        process.wait()


def sandbox_environment() -> dict[str, str]:
    told = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    return told | MALLOC_SETTINGS | {"PYTHONPATH": os.pathsep.join(sys.path)}


def set_limit(kind: int, most: int) -> None:
    """A server may have been given less already, which nobody but root may raise."""
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))


def main() -> None:
    """In the process of its own."""
    for kind, most in LIMITS.items():
        set_limit(kind, most)
    try:
        from lms.workflows.blocks.check_block import check_block

        print("", format_report(check_block(sys.argv[1])), sep="\n")  # noqa: T201  it is asked for
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)  # without a further allocation


if __name__ == "__main__":
    main()
