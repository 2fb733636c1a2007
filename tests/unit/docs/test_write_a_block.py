"""The guide to writing a block is followed: its files are built, installed, tried in the host, and
its own test runs."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from courses.block_host.third_party import installed_blocks
from lms.settings import ROOT
from lms.workflows.blocks.check_block import check_block

pytestmark = pytest.mark.slow  # a wheel is built, and a test runs in a process of its own

GUIDE = (ROOT / "docs/how-to/write-a-block.md").read_text()


def code(language, beginning):
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    (one,) = (text for text in found if text.startswith(beginning))
    return one


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder as the guide makes it."""
    made = tmp_path_factory.mktemp("guide") / "promise"
    made.mkdir()
    (made / "pyproject.toml").write_text(code("toml", "[build-system]"))
    (made / "promise_block.py").write_text(code("python", '"""A promise'))
    (made / "test_promise.py").write_text(code("python", "import json"))
    return made


@pytest.fixture(scope="module")
def installed(folder):
    """Where pip put the block; nothing is fetched."""
    target = folder.parent / "site"
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--no-compile"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", *offline, "--target", str(target)]
    subprocess.run([*pip, str(folder)], check=True, capture_output=True)
    return target


def test_payung_finds_that_the_block_can_work_and_the_block_s_own_test_passes(
    installed, folder, monkeypatch
):
    for place in (folder, installed):
        monkeypatch.syspath_prepend(place)
    installed_blocks._entry_points.cache_clear()

    report = check_block("promise")

    assert report.works
    assert (report.missing, report.elsewhere, report.needs_django) == ([], set(), False)
    assert set(report.views.values()) <= {"ok", "none"}, report.views
    assert set().union(*report.handlers.values()) <= {"200", "400"}, report.handlers
    own = import_module("test_promise")
    own.test_a_learner_promises_once()
    own.test_an_author_s_text_is_escaped_and_odd_input_changes_nothing()
    monkeypatch.undo()
    installed_blocks._entry_points.cache_clear()


def test_the_guide_names_what_a_reader_types(installed):
    commands = code("sh", ".venv")
    assert "payung xblock check promise" in commands
    (about,) = installed.glob("xblock_promise-*.dist-info")
    assert "promise = promise_block:PromiseBlock" in (about / "entry_points.txt").read_text()
    assert Path(installed / "promise_block.py").exists()
