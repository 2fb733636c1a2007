"""Checks of the scripts that run in browsers: types, lint and tests, by node."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.runner.npm import InstallError, install

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests" / "scripts"
FOLDER = ROOT / ".test-env" / "scripts"
WORKER = ROOT / "lms/web/installed/templates/installed/service_worker.js"
CHECKED = ("lms/web/static", "courses", "tests/scripts", "tests/conformance")
VALUE = re.compile(r"\{\{ (\w+)(\|tojson)? \}\}")
PLAIN = {"files": "/** @type {string[]} */ ([])"}  # instead of what the server puts in; else a text
LINT = SOURCE / "lint.json"
VENDOR = "lms/web/static/vendor/"
Outcome = subprocess.CompletedProcess[str]


class CannotCheck(Exception):
    """What the checks need is not there; the message says what."""


def run_checks() -> dict[str, Outcome]:
    """The outcome of each check by name. Raises CannotCheck."""
    if shutil.which("node") is None:
        raise CannotCheck("node is not installed")
    try:
        install(SOURCE, FOLDER)
    except InstallError as problem:
        raise CannotCheck(str(problem)) from problem
    return {name: check() for name, check in CHECKS.items()}


def check_types() -> Outcome:
    """Check pages and the service worker, which have different globals."""
    (FOLDER / "service_worker.js").write_text(plain_script(WORKER.read_text()))
    compiler = FOLDER / "node_modules/typescript/lib/tsc.js"
    outcomes = [
        _run("node", compiler, "-p", SOURCE / name)
        for name in ("tsconfig.worker.json", "tsconfig.json")
    ]
    complaints = "".join(of_ours(outcome.stdout) for outcome in outcomes)
    errors = "".join(outcome.stderr for outcome in outcomes)
    return subprocess.CompletedProcess([], int(bool(complaints or errors)), complaints, errors)


def check_lint() -> Outcome:
    program = FOLDER / "node_modules/.bin/biome"
    return _run(program, "lint", f"--config-path={LINT}", "--error-on-warnings", *CHECKED)


def run_tests() -> Outcome:
    return _run("node", "--test", *sorted(SOURCE.glob("*.test.mjs")))


CHECKS: dict[str, Callable[[], Outcome]] = {
    "types of scripts": check_types,
    "lint of scripts": check_lint,
    "tests of scripts": run_tests,
}


def plain_script(template: str) -> str:
    """The service worker as a script, without the values that the server puts into it."""

    def value(match: re.Match[str]) -> str:
        return PLAIN.get(match[1], '""') if match[2] else ""

    return VALUE.sub(value, template)


def of_ours(complaints: str) -> str:
    """What the compiler says of our own scripts; further lines of a complaint are indented."""
    kept, is_ours = [], True
    for line in complaints.splitlines(keepends=True):
        if not line.startswith(" "):
            is_ours = not line.startswith(VENDOR)
        if is_ours:
            kept.append(line)
    return "".join(kept)


def _run(*command: str | Path) -> Outcome:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
