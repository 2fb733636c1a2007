"""Tries a block in a process of its own: nothing of it is imported where people learn.

That process is told no settings and no secrets: nobody need have allowed the block yet.
"""

import os
import subprocess
import sys
from typing import Final

from courses.block_host.errors import BlockFailed, BlockNotInstalled, BlockTooSlow
from courses.block_host.foreign import is_aside, is_installed
from lms.workflows.check_report import Report, read_report

PATIENCE: Final = 60.0  # seconds: a block that imports Django takes a few
TOLD: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # passwords may stand in any other
COMMAND: Final = (sys.executable, "-W", "ignore", "-m", "lms.cli", "xblock", "check", "--json")


def check_apart(block_type: str, *, patience: float = PATIENCE) -> Report:
    """Raises BlockNotInstalled, BlockTooSlow, or BlockFailed where the process ends in between."""
    if not (is_installed(block_type) or is_aside(block_type)):
        raise BlockNotInstalled(block=block_type)
    try:
        done = subprocess.run(  # noqa: S603  ours, and a name that is installed
            [*COMMAND, "--", block_type],
            env=environment_told(),
            capture_output=True,
            text=True,
            errors="replace",  # a block may print anything
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BlockTooSlow(block=block_type) from error
    try:
        return read_report(done.stdout.splitlines()[-1])
    except (IndexError, TypeError, ValueError) as error:
        raise BlockFailed(block=block_type) from error


def environment_told() -> dict[str, str]:
    told = {name: os.environ[name] for name in TOLD if name in os.environ}
    return told | {"PYTHONPATH": os.pathsep.join(sys.path)}
