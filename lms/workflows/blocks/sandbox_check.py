"""Checks a block in a separate process with limits, so that the server never imports it.

The process gets no settings and no secrets, because the block may not be permitted yet. Memory,
CPU time and file size are limited for each process. Child processes are killed with it, unless
they have started a session of their own.
"""

import os
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
from courses.block_host.third_party.check_report import CheckReport, format_report, parse_report
from courses.block_host.third_party.installed_blocks import is_aside, is_installed
from lms.kernel.process_limits import limit_process

TIMEOUT_SECONDS: Final = 60.0  # a block that imports Django takes a few
MAX_MEGABYTES: Final = 1024  # of address space: Python, Django and a block stay far below
MAX_SECONDS: Final = 60  # of CPU time
MAX_FILE_MEGABYTES: Final = 8  # of the report or any other file
OUT_OF_MEMORY_STATUS: Final = 77  # exit status if memory runs out outside of the block
PASSED_VARIABLES: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
)  # other variables may hold passwords
MALLOC_SETTINGS: Final = {"MALLOC_ARENA_MAX": "2"}  # otherwise each thread reserves address space
COMMAND: Final = (sys.executable, "-W", "ignore", "-m", __name__)


def check_in_sandbox(block_type: str, *, timeout: float = TIMEOUT_SECONDS) -> CheckReport:
    """Check a block in a separate process; `timeout` is in seconds.

    Raises BlockNotInstalled, BlockTooSlow, BlockOutOfMemory, and BlockFailed if the process ends
    without a report.
    """
    if not (is_installed(block_type) or is_aside(block_type)):
        raise BlockNotInstalled(block=block_type)
    with TemporaryFile() as output:  # a pipe would keep the block's output in our memory
        status = _run([*COMMAND, block_type], output, timeout)
        if status is None:
            raise BlockTooSlow(block=block_type)
        if status == OUT_OF_MEMORY_STATUS:
            raise BlockOutOfMemory(block=block_type)
        output.seek(0)
        lines = output.read().decode(errors="replace").splitlines()
    try:
        return parse_report(lines[-1])
    except (IndexError, RecursionError, TypeError, ValueError) as error:
        raise BlockFailed(block=block_type) from error


def _run(command: list[str], output: IO[bytes], timeout: float) -> int | None:
    """Exit status, or None if the process was killed after the timeout."""
    process = subprocess.Popen(  # noqa: S603  our module and an installed name
        command,
        env=sandbox_environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):  # all of its processes have ended
            os.killpg(process.pid, SIGKILL)
        process.wait()


def sandbox_environment() -> dict[str, str]:
    """Environment variables of the process: no settings and no secrets."""
    passed = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    return passed | MALLOC_SETTINGS | {"PYTHONPATH": os.pathsep.join(sys.path)}


def main() -> None:
    """Entry point of the separate process: set the limits, check the block, print the report."""
    limit_process(megabytes=MAX_MEGABYTES, seconds=MAX_SECONDS, file_megabytes=MAX_FILE_MEGABYTES)
    try:
        from lms.workflows.blocks.check_block import check_block

        print("", format_report(check_block(sys.argv[1])), sep="\n")  # noqa: T201  read by the server
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)  # allocates nothing more


if __name__ == "__main__":
    main()
