"""The xblock-sdk's workbench with the wheel payung-xblocks, served for tests.

`./test` makes two environments of the sdk: with the current XBlock, and with that of Open edX
Ulmo. Ours is laid over one of them, so that it stays as it is.
"""

import os
import re
import subprocess
import sys
import time
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.runner.postgres import free_port

ROOT = Path(__file__).parents[2]
MINOR = "{}.{}".format(*sys.version_info[:2])
HOSTS = ("workbench", "ulmo")
EVENT = re.compile(r"^XBlock event (\S+) for (\S+) \(.*\):\n(.*)$", re.MULTILINE)
# The workbench only logs what blocks publish, and by its own settings nobody keeps it.
SETTINGS = """
from workbench.settings import *
LOGGING["handlers"]["events"] = {"class": "logging.FileHandler", "filename": "var/events.log"}
LOGGING["loggers"]["workbench"] = {"handlers": ["events"], "level": "INFO"}
"""


@dataclass(frozen=True)
class Workbench:
    url: str
    folder: Path

    def published(self, block: str, kind: str) -> list[object]:
        """What blocks of a type published, oldest first."""
        found = EVENT.findall((self.folder / "var/events.log").read_text())
        return [literal_eval(data) for event, of, data in found if (event, of) == (kind, block)]


def build_wheel(output: Path) -> Path:
    build = [sys.executable, "-m", "distributions.xblocks.build", str(output)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def make_environment(folder: Path, wheel: Path, host: str) -> Path:
    """The Python of an environment with the sdk and the wheel, and nothing else of ours."""
    usual = ROOT / ".test-env" / f"{host}{MINOR}" / "bin" / "python"
    sdk = Path(os.environ.get(f"PAYUNG_TEST_{host.upper()}", str(usual)))
    assert sdk.exists(), "run ./test once: it makes the environment of the sdk"
    subprocess.run([sdk, "-m", "venv", "--without-pip", folder], check=True)
    packages = folder / "lib" / f"python{MINOR}" / "site-packages"
    (packages / "sdk.pth").write_text(f"{sdk.parents[1]}/lib/python{MINOR}/site-packages\n")
    python = folder / "bin" / "python"
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sdk, *install, wheel], check=True)
    return python


@contextmanager
def serve_workbench(python: Path, folder: Path) -> Iterator[Workbench]:
    """Its database and log stand in `folder`; it ends with the block."""
    (folder / "var").mkdir()
    (folder / "settings_of_test.py").write_text(SETTINGS)
    django = [python, "-W", "ignore", "-m", "django"]
    variables = {"DJANGO_SETTINGS_MODULE": "settings_of_test", "PYTHONPATH": str(folder)}
    options = {"cwd": folder, "env": {"PATH": "/usr/bin:/bin", **variables}}
    migrate = [*django, "migrate", "--noinput", "--run-syncdb"]
    subprocess.run(migrate, check=True, capture_output=True, **options)
    address = f"127.0.0.1:{free_port()}"
    with (folder / "log").open("w") as log:
        serve = [*django, "runserver", "--noreload", address]
        server = subprocess.Popen(serve, stdout=log, stderr=log, **options)
    try:
        wait_for(f"http://{address}/", server, folder / "log")
        yield Workbench(f"http://{address}", folder)
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + 60
    while True:
        try:
            return urlopen(url).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < give_up_at, log.read_text()
            time.sleep(0.2)
