"""`payung demo`: takes the course as an invented learner, on a temporary server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from threading import Event
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import click

from lms.cli.courses.course_folders import CONTENT
from lms.cli.language import translate

MAX_LEARNERS = 200_000
PDF = "certificate.pdf"
START_TIMEOUT = 60  # seconds
EXIT_ON_SIGTERM = 128 + signal.SIGTERM
Value = TypeVar("Value")
sigterm_received = Event()


@click.command(help=translate("Take the course as an invented learner."))
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help=translate("Folder for the certificate's files."),
)
@click.option(
    "--learners",
    type=click.IntRange(1, MAX_LEARNERS),
    help=translate("Fill the configured database with so many invented learners instead."),
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help=translate("Of the random numbers; the same seed invents the same learners."),
)
def demo(output: Path | None, learners: int | None, seed: int) -> None:
    if learners is not None:
        from lms.cli.demo.example import fill_example

        fill_example(learners, seed)
        return
    output = output or Path(tempfile.mkdtemp(prefix="payung-demo-"))
    output.mkdir(parents=True, exist_ok=True)
    with temporary_server() as (origin, environment):
        files = run_course(origin, output)
        code = files["code"].read_text().strip()
        status = step(translate("Verify page"), lambda: fetch_status(origin, code))
        is_verified = status == HTTPStatus.OK
        for source in (code, str(files[PDF])):
            is_verified = verifies(source, environment) and is_verified
    for path in files.values():
        click.echo(f"  {path}")
    click.echo(
        translate("The QR code of the PDF verifies.")
        if is_verified
        else translate("The QR code of the PDF does not verify.")
    )
    sys.exit(0 if is_verified else 1)


def run_course(origin: str, output: Path) -> dict[str, Path]:
    """Take the course and print the time of each step. Return the files by name."""
    from courses.course_files.reader import read_course
    from lms.cli.demo.learner import COURSE, DemoLearner

    learner = DemoLearner(origin, read_course(CONTENT / COURSE.rpartition("/")[2].lower()))
    step(translate("Sign up"), learner.sign_up)
    step(translate("Join the course"), learner.join)
    step(translate("Confidence before"), lambda: learner.rate_confidence("before", level=2))
    step(translate("Pre-test"), lambda: learner.take_test("pre", every_nth_blank=2))
    step(translate("Lessons"), learner.read_lessons)
    step(translate("Scenario"), learner.play_scenarios)
    step(translate("Action plan"), learner.submit_plan)
    step(translate("Post-test"), lambda: learner.take_test("post"))
    step(translate("Confidence after"), lambda: learner.rate_confidence("after", level=4))
    number = step(translate("Certificate"), learner.certificate_number)
    files = {}
    for ending in (".pdf", ".png", ".json", ".jwt", "/badge.png", "/badge.svg"):
        fetch = partial(learner.browser.download, f"/certificates/{number}{ending}")
        name = f"certificate{ending.replace('/', '-')}"
        files[name] = output / name
        files[name].write_bytes(step(name, fetch))
    files["code"] = output / "code.txt"
    files["code"].write_text(read_qr_code(files[PDF]) + "\n")
    return files


def step(name: str, action: Callable[[], Value]) -> Value:
    """Run a step and print its result and its time. Exits if SIGTERM has been received."""
    if sigterm_received.is_set():
        sys.exit(EXIT_ON_SIGTERM)
    began = time.perf_counter()
    value = action()
    suffix = f" ({value})" if isinstance(value, int | str) else ""
    click.echo(f"{name + suffix:<48}{time.perf_counter() - began:7.2f} s")
    return value


def read_qr_code(pdf: Path) -> str:
    """Read the QR code from an image of the page with a third-party reader."""
    from certificates.qr.qr_reader import read_qr_codes

    (text,) = read_qr_codes(pdf.read_bytes())
    return text


def fetch_status(origin: str, code: str) -> int:
    """Return the HTTP status of the verify page, without a session."""
    from lms.cli.demo.form_browser import FormBrowser

    return FormBrowser(origin).get(code.partition("#")[0]).status


def verifies(source: str, environment: dict[str, str]) -> bool:
    """Verify the text of a code, or a file, with `payung certificate verify`."""
    command = [sys.executable, "-m", "lms.cli", "certificate", "verify", source]
    process = subprocess.run([*command, "--accept-specimen"], env=environment, check=False)  # noqa: S603
    return process.returncode == 0


@contextmanager
def temporary_server() -> Iterator[tuple[str, dict[str, str]]]:
    """Run a server with a temporary data folder. Yield its origin and environment."""
    folder = Path(tempfile.mkdtemp(prefix="payung-demo-data-"))
    log = folder.parent / f"{folder.name}.log"
    try:
        with exit_on_sigterm(), start_server(folder, log) as (origin, environment):
            yield origin, environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        log.unlink(missing_ok=True)


@contextmanager
def start_server(folder: Path, log: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Run a server on a free port until the end of the context."""
    port = free_port()
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PAYUNG_")
    }
    environment = {**inherited, "PAYUNG_DATA_DIR": str(folder), "PAYUNG_PORT": str(port)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "lms.cli", "serve"],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        origin = f"http://127.0.0.1:{port}"
        step(translate("Start the server"), lambda: wait_for(origin, server, log))
        yield origin, environment
    finally:
        stop(server)


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Exit on SIGTERM with cleanup; by default the server would continue to run.

    The interpreter ignores an exception that is raised while it runs a callback, for instance of a
    weak reference. The next `step` exits then.
    """

    def end(_number: int, _frame: object) -> None:
        sigterm_received.set()
        sys.exit(EXIT_ON_SIGTERM)

    sigterm_received.clear()
    former = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Terminate the server, or kill it after 30 seconds."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(origin: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server is ready. Raises ClickException."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{origin}/readyz", timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    click.echo(log.read_text(errors="replace"), err=True, nl=False)  # the log is removed afterwards
    raise click.ClickException(translate("The server of the demo did not start."))
