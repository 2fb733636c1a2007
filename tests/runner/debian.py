"""Programs that tests need beside Python; on Debian they are installed where that is allowed."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from ctypes.util import find_library
from pathlib import Path

PROGRAMS = {
    # what is looked for: Debian package
    "chromium": "chromium",
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "pdftotext": "poppler-utils",
    "fc-list": "fontconfig",
    "node": "nodejs",
    "npm": "npm",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "soffice": "libreoffice-calc-nogui",
}
LONG_PROGRAMS = {"Rscript": "r-base-core"}  # for `./test long` alone
LIBRARIES = {
    # what ctypes looks for: Debian package
    "zbar": "libzbar0",
}
FONT = "fonts-dejavu-core"


def find_program(name: str) -> str | None:
    """Debian keeps the programs of PostgreSQL's server away from the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", ""), "/usr/sbin"])
    return shutil.which(name, path=path)


def install_missing(*, is_long: bool = False) -> list[str]:
    """Install what is missing, also for `./test long`, and return what still is."""
    programs = PROGRAMS | LONG_PROGRAMS if is_long else PROGRAMS
    missing = _missing(programs)
    prefix = _as_root()
    if missing and prefix is not None and shutil.which("apt-get"):
        packages = [{**programs, **LIBRARIES}.get(name, name) for name in missing]
        print(f"Installing the Debian packages {', '.join(packages)} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *packages]
        if subprocess.run(install, env=environment, capture_output=True, check=False).returncode:
            subprocess.run([*prefix, "apt-get", "update"], capture_output=True, check=False)
            subprocess.run(install, env=environment, capture_output=True, check=False)
        missing = _missing(programs)
    return missing


def _missing(programs: Mapping[str, str]) -> list[str]:
    missing = [name for name in programs if find_program(name) is None]
    missing += [name for name in LIBRARIES if find_library(name) is None]
    fonts = find_program("fc-list")
    if fonts is None or not subprocess.run([fonts], capture_output=True, check=False).stdout:
        missing.append(FONT)
    return missing


def _as_root() -> list[str] | None:
    """What to put before a command so that root runs it; None where that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return [sudo, "-n"]
    return None
