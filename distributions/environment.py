"""Makes a virtual environment hold exactly what a lock file says, and our own project beside it.

Needs nothing but the standard library of Python 3.11 or newer: it runs before anything else is
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
BEGUN = ("Collecting ", "Processing ", "Requirement already satisfied")  # pip's, for each package
PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*\s*(?:==| @ )", re.MULTILINE)  # a line of a lock


class NotPossible(Exception):
    """What stands in the way, as a sentence for the person who started us."""


NOT_INSTALLED = NotPossible(
    "The packages could not be installed; the lines above say why. "
    "Check the network and the space on the disk, then start again."
)


def prepare(folder: Path, lock: Path, *, with_project: bool = True) -> Path:
    """The environment's Python; nothing is done when it is up to date."""
    python = folder / "bin" / "python"
    with lock.open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        _bring_up_to_date(folder, lock, with_project=with_project)
    return python


def _bring_up_to_date(folder: Path, lock: Path, *, with_project: bool) -> None:
    python = folder / "bin" / "python"
    wanted = fingerprint(lock, with_project=with_project)
    stamp = folder / STAMP
    if not (python.exists() and stamp.is_file() and stamp.read_text() == wanted):
        stamp.unlink(missing_ok=True)
        if not is_of_this_python(folder):
            say(f"Making the environment {folder.name} with Python {sys.version.split()[0]} ...")
            create(folder)
        install_lock(python, lock)
        if with_project:
            say("Installing the commands of Payung ...")
            install_project(python)
        stamp.write_text(wanted)
    if with_project:
        compile_translations(python)


def fingerprint(lock: Path, *, with_project: bool) -> str:
    parts = [sys.version, str(ROOT), lock.read_text()]
    if with_project:
        parts.append((ROOT / "setup.cfg").read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_of_this_python(folder: Path) -> bool:
    """False where the environment is missing, was moved, or belongs to a Python that has gone."""
    python = folder / "bin" / "python"
    asked = "import sys; print(sys.version)"
    try:
        answer = run([str(python), "-c", asked], quiet=True)
        run([str(python), "-m", "pip", "--version"], quiet=True)
        was_made_here = str(folder) in (folder / "pyvenv.cfg").read_text()
    except (OSError, subprocess.CalledProcessError):
        return False
    return was_made_here and answer.strip() == sys.version


def create(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    builder = venv.EnvBuilder(symlinks=True, with_pip=False)
    builder.create(folder)
    python = str(folder / "bin" / "python")
    for attempt in (with_ensurepip, with_pip_of_the_system, with_debian_package):
        if attempt(python):
            return
    shutil.rmtree(folder, ignore_errors=True)
    package = f"python3.{sys.version_info.minor}-venv"
    raise NotPossible(
        f"This Python cannot install packages, since its ensurepip is missing. Install {package} "
        f"(on Debian or Ubuntu: apt-get install {package}) and start again."
    )


def with_ensurepip(python: str) -> bool:
    return succeeds([python, "-m", "ensurepip", "--upgrade", "--default-pip"])


def with_pip_of_the_system(python: str) -> bool:
    own = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip"]
    return succeeds(own)


def with_debian_package(python: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    package = f"python3.{sys.version_info.minor}-venv"
    say(f"Installing the Debian package {package}, which this Python needs to install others ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not succeeds(["apt-get", "install", "-y", "--no-install-recommends", package], quiet):
        succeeds(["apt-get", "update"], quiet)
        succeeds(["apt-get", "install", "-y", "--no-install-recommends", package], quiet)
    return with_ensurepip(python)


def install_lock(python: Path, lock: Path) -> None:
    """Install exactly the packages of a lock file, and say how far that is."""
    total = len(PINNED.findall(lock.read_text()))
    say(f"Downloading {total} packages that {lock.name} names. This takes a minute or two ...")
    options = ("--progress-bar", "off", "--require-hashes", "--no-deps", "-r", str(lock))
    command = [*pip_install(python), *options]
    downloaded, installed = Progress(total, "downloaded"), None
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as pip:
        for line in pip.stdout or ():
            if line.startswith(BEGUN):
                downloaded.add_one()
            elif line.startswith("Installing collected packages"):
                downloaded.finish()
                count = line.count(",") + 1
                say(f"Installing {count} packages ...")
                installed = Progress(count, "installed")
                Thread(target=watch_installed, args=(python, installed, pip), daemon=True).start()
    if pip.returncode:
        raise NOT_INSTALLED
    if installed is not None:
        installed.finish()


class Progress:
    """Says how many of `total` packages are done, at each tenth of them."""

    def __init__(self, total: int, done: str) -> None:
        self.total, self._done, self._count = total, done, 0

    def add_one(self) -> None:
        self.set(self._count + 1)

    def finish(self) -> None:
        self.set(self.total)

    def set(self, count: int) -> None:
        count = min(count, self.total)
        if count * 10 // self.total > self._count * 10 // self.total:
            percent = round(100 * count / self.total)
            say(f"  {count} of {self.total} packages {self._done} ({percent} %)")
        self._count = max(count, self._count)


def watch_installed(python: Path, progress: Progress, pip: "subprocess.Popen[str]") -> None:
    """Count what pip has installed, since it prints nothing until it is through."""
    before = count_installed(python)
    while pip.poll() is None:
        time.sleep(0.5)
        progress.set(count_installed(python) - before)


def count_installed(python: Path) -> int:
    folders = python.parent.parent.glob("lib/python3*/site-packages/*.dist-info")
    return sum(1 for _folder in folders)


def install(python: Path, *arguments: str) -> None:
    try:
        run([*pip_install(python), "--quiet", *arguments])
    except subprocess.CalledProcessError:
        raise NOT_INSTALLED from None


def pip_install(python: Path) -> list[str]:
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    return [*command, "--no-input", "--root-user-action=ignore"]


def install_project(python: Path) -> None:
    """The project itself stays where it is; only its metadata and commands are installed."""
    run([str(python), "-m", "pip", "uninstall", "--quiet", "-y", "payung-lms"], quiet=True)
    install(python, "--no-build-isolation", "--no-deps", "--editable", str(ROOT))


def compile_translations(python: Path) -> None:
    """Message catalogues are compiled where they are older than their source."""
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
    errors = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=errors)
    return done.stdout


def succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    return done.returncode == 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    folder, lock = (ROOT / argument for argument in sys.argv[1:3])
    try:
        prepare(folder, lock)
    except NotPossible as problem:
        say(str(problem))
        return 1
    except OSError as problem:
        say(f"The environment {folder} could not be made: {problem.strerror or problem}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
