"""Runs tests against breaks of the program, in a copy of the tree, and says which are found."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path, PurePath

from distributions.environment import SetupError
from tests.runner.breaks import Break, choose_breaks
from tests.runner.results import Results

KINDS = ("unit", "integration")  # the quickest first
ALL_TESTS = [f"tests/{kind}" for kind in KINDS]
LEFT_OUT = (".git", ".test-env", ".venv", ".*_cache", "instance", "build", "dist", "*.egg-info")
TIME_LIMIT = 1_200  # s; what runs into it is found, since the program no longer ends
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?\.py)", re.MULTILINE)
# Folders of the program whose tests stand in a folder with another name. A name that is missing
# here costs time only: what no test of the area finds is asked of all tests.
OTHER_NAMES = {
    "account": "accounts",
    "admin": "accounts",
    "attempts": "assessments",
    "awareness": "organisations",
    "block_drafts": "authoring",
    "block_host": "courses",
    "blocks": "courses",
    "catalogue": "courses",
    "cohorts": "organisations",
    "completion": "courses",
    "course_files": "courses",
    "course_import": "olx",
    "credentials": "certificates",
    "evaluation": "assessments",
    "jobs": "adapters",
    "joining": "organisations",
    "learning": "courses",
    "live_sessions": "organisations",
    "pages": "web",
    "practice": "assessments",
    "questions": "organisations",
    "reminders": "organisations",
    "tokens": "api",
    "v1": "api",
    "verify": "certificates",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found_by` is the test file that failed, empty where none did; `is_near`: in its own area."""

    made: Break
    found_by: str
    is_near: bool
    seconds: float

    def __str__(self) -> str:
        outside = "" if self.is_near else ", outside its area"
        result = f"found by {self.found_by}{outside}" if self.found_by else "NOT FOUND"
        return f"{self.made}: {result} ({self.seconds:.0f} s)"


def folders_of_tests(root: Path, file: str) -> list[str]:
    """The area of a file: folders of tests with the name of a folder around it; else all tests."""
    parts = PurePath(file).parts[:-1]
    areas = dict.fromkeys(OTHER_NAMES.get(part, part) for part in reversed(parts))
    folders = [f"tests/{kind}/{area}" for kind in KINDS for area in areas]
    present = [folder for folder in folders if (root / folder).is_dir()]
    return present or ALL_TESTS


def run_breaks(
    python: Path, root: Path, folder: Path, results: Results, *, seed: int, count: int
) -> None:
    """Break a copy of the tree in `folder`. Each break that no test finds counts as failed."""
    copy = folder / "tree"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    outcomes = []
    for made in choose_breaks(copy, seed=seed, count=count):
        outcomes.append(try_break(python, copy, made))
        print(f"  {outcomes[-1]}", flush=True)
        results.add_check(f"not found: {made} (breaks)", bool(outcomes[-1].found_by))
    found = sum(bool(outcome.found_by) for outcome in outcomes)
    print(f"   {found} of {len(outcomes)} breaks found (seed {seed})", flush=True)


def try_break(python: Path, copy: Path, made: Break) -> Outcome:
    """First with the tests of its area, then with all. A test that fails without the break as well
    has found nothing: that is an error."""
    path = copy / made.path
    source, times = path.read_bytes(), path.stat()
    folders = folders_of_tests(copy, made.path)
    began = time.monotonic()
    path.write_bytes(made.applied_to(source))
    os.utime(path, (times.st_atime, times.st_mtime + 10))  # compiled code goes by whole seconds
    try:
        near = first_failure(python, copy, folders)
        found_by = near or first_failure(python, copy, ALL_TESTS)
    finally:
        path.write_bytes(source)
        os.utime(path, (times.st_atime, times.st_mtime + 20))
    if found_by and (copy / found_by).is_file() and first_failure(python, copy, [found_by]):
        raise SetupError(f"{found_by} fails without a break as well: mend it first.")
    return Outcome(made, found_by, bool(near), time.monotonic() - began)


def first_failure(python: Path, copy: Path, folders: list[str]) -> str:
    """The test file that fails first, or why none could run to its end; empty where all pass."""
    command = [str(python), "-m", "pytest", "-x", "-q", "--no-header", *folders]
    options = ["-m", "not long", "-p", "no:cacheprovider", "--tb=no", "-rfE"]
    options += ["-n", "2"] if len(folders) > 1 else []  # of one file the start takes longest
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYUNG_")}
    environment = {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(copy)}
    try:
        done = subprocess.run(
            [*command, *options], cwd=copy, env=environment, timeout=TIME_LIMIT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "the time limit"
    if done.returncode == 0:
        return ""
    match = FAILED.search(done.stdout)
    return match[1] if match else f"exit status {done.returncode} of pytest"
