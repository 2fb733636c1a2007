"""The wheel payung-lms, installed where no checkout is in sight, serves the course."""

import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.process.people import Learner
from tests.process.served import Served
from tests.runner.postgres import free_port

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("assessments", "certificates", "courses", "lms", "migrations")
SOURCES = ("LICENSE", "MANIFEST.in", "README.md", "distributions", "pyproject.toml", "setup.cfg")
NOT_PACKED = {".po", ".cfg", ".pyc", ".mo"}  # what only a checkout needs, or makes
PIP = [sys.executable, "-m", "pip"]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A clean checkout: nothing compiled, and nothing that an earlier build has left."""
    folder = tmp_path_factory.mktemp("sources")
    made_here = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in (*PACKAGES, *SOURCES):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        options = {"ignore": made_here} if (ROOT / name).is_dir() else {}
        copy(ROOT / name, folder / name, **options)
    return folder


@pytest.fixture(scope="module")
def wheel(sources, tmp_path_factory):
    output = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
    subprocess.run([*PIP, *build, "--wheel-dir", output, sources], check=True)
    return next(output.glob("payung_lms-*.whl"))


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory):
    """`payung` of an environment with the wheel; what it requires is lent from ours."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    packages = next((folder / "lib").glob("python*/site-packages"))
    offline = ["install", "--quiet", "--no-deps", "--no-index", "--no-cache-dir"]
    python = ["--python", folder / "bin/python"]
    beside_a_checkout = ["--ignore-installed"]
    subprocess.run([*PIP, *python, *offline, *beside_a_checkout, wheel], check=True)
    (packages / "zz-lent.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "bin/payung"


@pytest.fixture
def served(command, tmp_path):
    """Started with nothing on its path but what is installed."""
    own = {"PYTHONPATH": "", "PYTHONSAFEPATH": "1"}
    served = Served(tmp_path / "data", free_port(), own, command=command)
    yield served
    if served.process is not None:
        served.kill_tree()


def test_the_wheel_holds_every_file_that_a_checkout_has(sources, wheel):
    packed = set(ZipFile(wheel).namelist())
    files = [path for name in PACKAGES for path in (sources / name).rglob("*") if path.is_file()]
    names = {
        path.relative_to(sources).as_posix() for path in files if path.suffix not in NOT_PACKED
    }
    wanted = {f"lms/{name}" if name.startswith("migrations/") else name for name in names}
    assert sorted(wanted - packed) == []
    assert "lms/web/translations/id/LC_MESSAGES/messages.mo" in packed


def test_nothing_of_tests_or_other_folders_is_packed(wheel):
    packed = {name.split("/")[0] for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == set(PACKAGES) - {"migrations"}


def test_an_installed_program_serves_learners_in_both_languages(served, tmp_path):
    served.start(cwd=tmp_path)
    learner = Learner(served.port)
    learner.arrive()
    for language, sentence in (
        ("id", "Sebelum pelajaran pertama"),
        ("en", "Before the first lesson"),
    ):
        learner.browser.get(f"/language/{language}")
        page = learner.browser.get("/courses/POESA-EL/lessons/M01-L1")
        assert sentence in page.text
    assert served.stop() == 0


def test_an_installed_program_walks_the_whole_path(served, tmp_path):
    """With certificate, PDF and QR code: fonts, templates and contexts are there."""
    done = subprocess.run(
        [served.command, "demo", "--output", tmp_path / "demo"],
        env=served.environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "demo").glob("*.pdf"))
