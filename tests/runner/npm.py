"""Packages of npm by a lock file, installed once into a folder of the test environment."""

import fcntl
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

FILES = ("package.json", "package-lock.json")
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


class InstallError(Exception):
    """npm is missing or has failed; the message says which."""


def install(source: Path, folder: Path) -> None:
    """Install what the lock file in `source` names; nothing is done if `folder` is up to date.

    Raises InstallError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    expected = sha256(b"".join((source / name).read_bytes() for name in FILES)).hexdigest()
    stamp = folder / "installed"
    with (source / FILES[0]).open() as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # one process at a time
        if stamp.is_file() and stamp.read_text() == expected:
            return
        for name in FILES:
            shutil.copy(source / name, folder)
        if shutil.which("npm") is None:
            raise InstallError("npm is needed: ./test installs it on Debian")
        done = subprocess.run(INSTALL, cwd=folder, check=False, capture_output=True, text=True)
        if done.returncode:
            raise InstallError(done.stderr)
        stamp.write_text(expected)
