"""The wheel payung-xblocks in a host that is not ours, and has a package `lms` of its own."""

import json
import subprocess
import sys
import venv
from configparser import ConfigParser
from email.parser import Parser
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from assessments.blocks import BLOCKS as ASSESSMENT_BLOCKS
from courses.blocks import BLOCKS as COURSE_BLOCKS

ROOT = Path(__file__).resolve().parents[3]
BLOCKS = {**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}
REQUIRES = {"xblock", "web-fragments", "markdown-it-py", "nh3"}
OF_OUR_HOST = ("lms", "flask", "flask_sqlalchemy", "sqlalchemy", "werkzeug", "pydantic", "django")
IMPORT_ALL = """
import importlib, json, sys
names, blocked = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(blocked))  # None: importing it raises ModuleNotFoundError
for name in names:
    importlib.import_module(name)
"""
LOAD_ALL = """
import json, sys
from xblock.core import XBlock
classes = {name: XBlock.load_class(name) for name in json.loads(sys.argv[1])}
import lms
print(json.dumps({
    "path": sys.path,
    "lms": lms.__file__,
    "classes": {name: f"{cls.__module__}:{cls.__name__}" for name, cls in classes.items()},
    "files": [sys.modules[cls.__module__].__file__ for cls in classes.values()],
}))
"""


@pytest.fixture(scope="module")
def names(wheel):
    return ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def metadata(wheel, names):
    return Parser().parsestr(read(wheel, names, "METADATA"))


@pytest.fixture(scope="module")
def host(wheel, tmp_path_factory):
    """Python of a host that has the wheel, what the wheel requires, and a package `lms` last."""
    folder = tmp_path_factory.mktemp("host")
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder / "venv")
    python = folder / "venv/bin/python"
    site = next((folder / "venv/lib").glob("python*/site-packages"))
    for name in needed_distributions(REQUIRES):
        lend(name, site)
    foreign = folder / "foreign/lms"
    foreign.mkdir(parents=True)
    (foreign / "__init__.py").write_text("OWNER = 'another program'\n")
    (site / "zz-last.pth").write_text(f"{foreign.parent}\n")
    offline = ["install", "--quiet", "--no-index", "--no-cache-dir"]
    pip = [sys.executable, "-m", "pip", "--python", str(python), *offline, str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return python


def read(wheel, names, ending):
    (name,) = [name for name in names if name.endswith(f".dist-info/{ending}")]
    return ZipFile(wheel).read(name).decode()


def needed_distributions(names):
    """Those and all that they require, as installed beside us."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        requirements = map(Requirement, distribution(name).requires or [])
        waiting += [
            r.name for r in requirements if not r.marker or r.marker.evaluate({"extra": ""})
        ]
    return found


def lend(name, site):
    """What is installed here appears there too; nothing is fetched."""
    files = distribution(name).files or []
    tops = {file.parts[0] for file in files} - {"..", "__pycache__"}
    for top in tops:
        link = site / top
        if not link.exists():
            link.symlink_to(Path(str(distribution(name).locate_file(top))))


def run(python, code, *arguments, cwd):
    command = [str(python), "-W", "ignore", "-c", code, *map(json.dumps, arguments)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def modules(names):
    sources = [name.removesuffix(".py") for name in names if name.endswith(".py")]
    return [name.removesuffix("/__init__").replace("/", ".") for name in sources]


def test_wheel_holds_blocks_translations_script_and_licence(names):
    assert "courses/block_toolkit/translations/id.json" in names
    assert "assessments/blocks/assessment_block.py" in names
    assert "courses/block_toolkit/other_hosts.js" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_wheel_holds_neither_lms_nor_tables_nor_course_text(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {
        "assessments",
        "courses",
    }
    stored = ("models.py", "service.py", "queries.py", "errors.py", ".md", ".yaml", ".html")
    assert [name for name in names if name.endswith(stored)] == []


def test_wheel_requires_what_blocks_import_and_nothing_of_our_host(metadata):
    required = {Requirement(line).name.lower() for line in metadata.get_all("Requires-Dist")}
    assert required == REQUIRES


def test_both_distributions_have_one_version_and_licence(metadata):
    root = ConfigParser(interpolation=None)
    root.read_string((ROOT / "setup.cfg").read_text("utf-8"))
    assert metadata["Name"] == "payung-xblocks"
    assert metadata["Version"] == root["metadata"]["version"]
    assert root["metadata"]["license"] in (metadata["License"], metadata["License-Expression"])


def test_every_block_is_an_entry_point_of_both_distributions(wheel, names):
    entry_points = ConfigParser(interpolation=None)
    entry_points.read_string(read(wheel, names, "entry_points.txt"))
    assert dict(entry_points["xblock.v1"]) == BLOCKS
    root = ConfigParser(interpolation=None)
    root.read_string((ROOT / "setup.cfg").read_text("utf-8"))
    listed = root["options.entry_points"]["xblock.v1"].strip().splitlines()
    assert dict(line.split(" = ") for line in listed) == BLOCKS


def test_every_module_imports_without_our_host_and_its_libraries(host, names, tmp_path):
    done = run(host, IMPORT_ALL, [modules(names), OF_OUR_HOST], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_import_of_a_blocked_library_would_be_noticed(host, tmp_path):
    done = run(host, IMPORT_ALL, [["xblock.core"], ["webob"]], cwd=tmp_path)
    assert "ModuleNotFoundError" in done.stderr


def test_foreign_lms_stays_while_all_blocks_load(host, tmp_path):
    done = run(host, LOAD_ALL, list(BLOCKS), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert Path(seen["lms"]).parent == Path(seen["path"][-1]) / "lms"
    assert seen["path"][-1].endswith("/foreign")
    assert seen["classes"] == BLOCKS
    assert all(Path(file).is_relative_to(host.parent.parent) for file in seen["files"])
