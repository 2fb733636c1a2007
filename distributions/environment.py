"""Creates and updates virtual environments with the exact packages of a lock file and our project.

It uses only the standard library of Python 3.11 or newer, because it runs before anything is
installed.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("lms", "courses", "assessments", "certificates")
STAMP = "payung-environment"
PACKAGE_LINES = ("Collecting ", "Processing ", "Requirement already satisfied")  # printed by pip
PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*\s*(?:==| @ )", re.MULTILINE)  # a line of a lock file


class SetupError(Exception):
    """Raised if the environment cannot be prepared; the message is for the user."""


INSTALLATION_FAILED = SetupError(
    "The packages could not be installed; the lines above give the reason. "
    "Check the network and the disk space, then start again."
)


def prepare(folder: Path, lock: Path, *, with_project: bool = True) -> Path:
    """Update the environment if needed and return its Python. Raises SetupError and OSError."""
    python = folder / "bin" / "python"
    with lock.open() as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # one process at a time
        _update(folder, lock, with_project=with_project)
    return python


def _update(folder: Path, lock: Path, *, with_project: bool) -> None:
    python = folder / "bin" / "python"
    expected = fingerprint(lock, with_project=with_project)
    stamp = folder / STAMP
    if not (python.exists() and stamp.is_file() and stamp.read_text() == expected):
        stamp.unlink(missing_ok=True)
        if not is_usable(folder):
            report(
                f"Creating the environment {folder.name} with Python {sys.version.split()[0]} ..."
            )
            create(folder)
        install_lock(python, lock)
        if with_project:
            report("Installing the commands of Payung ...")
            install_project(python)
        stamp.write_text(expected)
    if with_project:
        compile_translations(python)


def fingerprint(lock: Path, *, with_project: bool) -> str:
    """Hash of the Python version, the location, the lock file, and setup.cfg of the project."""
    parts = [sys.version, str(ROOT), lock.read_text()]
    if with_project:
        parts.append((ROOT / "setup.cfg").read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_usable(folder: Path) -> bool:
    """Whether the environment exists at this path with pip and the Python that runs this."""
    python = folder / "bin" / "python"
    script = "import sys; print(sys.version)"
    try:
        version = run([str(python), "-c", script], quiet=True)
        run([str(python), "-m", "pip", "--version"], quiet=True)
        is_in_place = str(folder) in (folder / "pyvenv.cfg").read_text()
    except (OSError, subprocess.CalledProcessError):
        return False
    return is_in_place and version.strip() == sys.version


def create(folder: Path) -> None:
    """Create an environment with pip. Raises SetupError if pip cannot be installed."""
    shutil.rmtree(folder, ignore_errors=True)
    builder = venv.EnvBuilder(symlinks=True, with_pip=False)
    builder.create(folder)
    python = str(folder / "bin" / "python")
    for attempt in (with_ensurepip, with_system_pip, with_debian_package):
        if attempt(python):
            return
    shutil.rmtree(folder, ignore_errors=True)
    package = f"python3.{sys.version_info.minor}-venv"
    raise SetupError(
        f"This Python cannot install packages: its ensurepip is missing. Install {package} "
        f"(on Debian or Ubuntu: apt-get install {package}) and start again."
    )


def with_ensurepip(python: str) -> bool:
    """Install pip with ensurepip. False if that fails."""
    return succeeds([python, "-m", "ensurepip", "--upgrade", "--default-pip"])


def with_system_pip(python: str) -> bool:
    """Install pip with the pip of the running Python. False if that fails."""
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip"]
    return succeeds(command)


def with_debian_package(python: str) -> bool:
    """As root on Debian, install the package with ensurepip, then pip. False if that fails."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    package = f"python3.{sys.version_info.minor}-venv"
    report(
        f"Installing the Debian package {package}, which this Python needs to install others ..."
    )
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not succeeds(["apt-get", "install", "-y", "--no-install-recommends", package], quiet):
        succeeds(["apt-get", "update"], quiet)
        succeeds(["apt-get", "install", "-y", "--no-install-recommends", package], quiet)
    return with_ensurepip(python)


def install_lock(python: Path, lock: Path) -> None:
    """Install the packages of a lock file and report progress. Raises SetupError."""
    total = len(PINNED.findall(lock.read_text()))
    report(f"Downloading {total} packages that {lock.name} names. This takes a minute or two ...")
    options = ("--progress-bar", "off", "--require-hashes", "--no-deps", "-r", str(lock))
    command = [*pip_install(python), *options]
    downloaded, installed = Progress(total, "downloaded"), None
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as pip:
        for line in pip.stdout or ():
            if line.startswith(PACKAGE_LINES):
                downloaded.advance()
            elif line.startswith("Installing collected packages"):
                downloaded.finish()
                count = line.count(",") + 1
                report(f"Installing {count} packages ...")
                installed = Progress(count, "installed")
                Thread(target=watch_installed, args=(python, installed, pip), daemon=True).start()
    if pip.returncode:
        raise INSTALLATION_FAILED
    if installed is not None:
        installed.finish()


class Progress:
    """Reports how many of `total` packages are done, at each tenth."""

    def __init__(self, total: int, done: str) -> None:
        self.total, self._done, self._count = total, done, 0

    def advance(self) -> None:
        self.set(self._count + 1)

    def finish(self) -> None:
        self.set(self.total)

    def set(self, count: int) -> None:
        count = min(count, self.total)
        if count * 10 // self.total > self._count * 10 // self.total:
            percent = round(100 * count / self.total)
            report(f"  {count} of {self.total} packages {self._done} ({percent} %)")
        self._count = max(count, self._count)


def watch_installed(python: Path, progress: Progress, pip: "subprocess.Popen[str]") -> None:
    """Report progress while pip installs: pip itself prints nothing until it has finished."""
    before = count_installed(python)
    while pip.poll() is None:
        time.sleep(0.5)
        progress.set(count_installed(python) - before)


def count_installed(python: Path) -> int:
    """Number of distributions in the environment."""
    folders = python.parent.parent.glob("lib/python3*/site-packages/*.dist-info")
    return sum(1 for _folder in folders)


def install(python: Path, *arguments: str) -> None:
    """Run `pip install` with arguments. Raises SetupError."""
    try:
        run([*pip_install(python), "--quiet", *arguments])
    except subprocess.CalledProcessError:
        raise INSTALLATION_FAILED from None


def pip_install(python: Path) -> list[str]:
    """The command `pip install` with our common options."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    return [*command, "--no-input", "--root-user-action=ignore"]


def install_project(python: Path) -> None:
    """Install the project in editable mode: its metadata and commands."""
    run([str(python), "-m", "pip", "uninstall", "--quiet", "-y", "payung-lms"], quiet=True)
    install(python, "--no-build-isolation", "--no-deps", "--editable", str(ROOT))


def compile_translations(python: Path) -> None:
    """Compile message catalogues that are older than their source."""
    for source in [path for package in PACKAGES for path in (ROOT / package).rglob("*.po")]:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            run([str(python), "-c", COMPILE, str(source), str(target)])


COMPILE = """
import os, sys
from pathlib import Path
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
source, target = map(Path, sys.argv[1:])
language = source.parent.parent.name
unfinished = target.with_suffix(".mo.new")
with source.open("rb") as po, unfinished.open("wb") as mo:
    write_mo(mo, read_po(po, locale=language))
os.replace(unfinished, target)
"""


def run(command: list[str], *, quiet: bool = False) -> str:
    """Run a command and return its output. Raises CalledProcessError."""
    errors = subprocess.DEVNULL if quiet else None
    result = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=errors)
    return result.stdout


def succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run a command without output. True if it exits with 0."""
    result = subprocess.run(command, check=False, capture_output=True, env=environment)
    return result.returncode == 0


def report(message: str) -> None:
    """Print a message to standard error."""
    print(message, file=sys.stderr, flush=True)


def main() -> int:
    """Prepare an environment for `./run`; arguments are folder and lock file."""
    folder, lock = (ROOT / argument for argument in sys.argv[1:3])
    try:
        prepare(folder, lock)
    except SetupError as error:
        report(str(error))
        return 1
    except OSError as error:
        report(f"The environment {folder} could not be created: {error.strerror or error}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
