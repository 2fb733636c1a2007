"""The stages of a test run, each a program that is started and whose result is kept."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.runner import scripts
from tests.runner.results import Results

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTS = ROOT / ".test-env" / "reports"
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
ENOUGH = 4 * 1024**3  # bytes; tests at work hold a hundred megabytes, those that failed stay
CHECKS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "mypy": ["mypy"],
    "import contracts": ["lint-imports"],
}


@dataclass
class Stages:
    python: Path
    results: Results = field(default_factory=Results)
    environment: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def checks_beside(self) -> Iterator[None]:
        """Lint and types run beside what happens here, and are shown after it."""
        with ThreadPoolExecutor(1) as pool:
            checks = {name: pool.submit(self._check, name) for name in CHECKS}
            of_scripts = pool.submit(scripts.run_checks)
            yield
            print(flush=True)
            outcomes = {name: check.result() for name, check in checks.items()}
            try:
                outcomes |= of_scripts.result()
            except scripts.CannotCheck as reason:
                self.results.left_out.append(f"checks of scripts: {reason}")
            for name, done in outcomes.items():
                print(f"{name}: {'fine' if done.returncode == 0 else 'has complaints'}", flush=True)
                if done.returncode:
                    print(done.stdout + done.stderr)
                self.results.add_check(name, done.returncode == 0)

    def run_tests(
        self,
        stage: str,
        folders: list[str],
        *options: str,
        workers: int = 0,
        spread: str = "worksteal",
        in_memory: bool = False,
        **variables: str,
    ) -> None:
        """Run pytest on those folders that exist; `spread` as pytest-xdist's `--dist`.

        `in_memory` keeps what tests write off the disk, whose speed is none of their business.
        """
        present = [folder for folder in folders if (ROOT / folder).exists()]
        if not present:
            return
        REPORTS.mkdir(parents=True, exist_ok=True)
        report = REPORTS / f"{stage.replace(' ', '-')}.xml"
        report.unlink(missing_ok=True)
        command = [str(self.python), "-m", "pytest", "-q", "--no-header", f"--junit-xml={report}"]
        if workers:
            command += ["-n", str(workers), "--dist", spread]
        print(f"\n== {stage}", flush=True)
        began = time.monotonic()
        with self.folder_in_memory() if in_memory else nullcontext() as folder:
            if folder is not None:
                command += ["--basetemp", f"{folder}/tests"]
            done = subprocess.run(
                [*command, *options, *present],
                cwd=ROOT, env=self._variables(variables), check=False,
            )  # fmt: skip
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
        self.results.add_report(stage, report, return_code=done.returncode)

    @contextmanager
    def folder_in_memory(self) -> Iterator[Path]:
        """A temporary folder, on disk where memory has no room."""
        memory = MEMORY if is_roomy(MEMORY) else None
        with TemporaryDirectory(prefix="payung-", dir=memory) as folder:
            yield Path(folder)

    def _check(self, name: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = CHECKS[name]
        command = [str(self.python.parent / program), *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self._variables({}), capture_output=True, text=True, check=False
        )

    def _variables(self, more: dict[str, str]) -> dict[str, str]:
        """The caller's own settings of Payung must not reach the tests."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYUNG_")}
        return {**kept, "LC_ALL": "C.UTF-8", **self.environment, **more}


def is_roomy(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > ENOUGH
