"""Files that a block stores with Django, in a process of its own, as it is loaded."""

import stat
import subprocess
import sys
from os import environ, pathsep

import pytest

from tests.browser.blocks.test_blocks_of_the_index import OTHERS

SOURCE = """
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from xblock.core import XBlock


def pieces():
    yield b"half"
    raise ValueError


class Broken(ContentFile):
    def chunks(self, chunk_size=None):
        return pieces()


class FileBlock(XBlock):
    def keep(self):
        first = default_storage.save("pack/a.txt", ContentFile(b"whole"))
        try:
            default_storage.save("pack/a.txt", Broken(b"new"))
        except ValueError:
            pass
        refused = 0
        for name in ("../a.txt", "/tmp/others-a.txt", "pack/../../a.txt"):
            try:
                default_storage.save(name, ContentFile(b"x"))
            except SuspiciousOperation:
                refused += 1
        return first, default_storage.open("pack/a.txt").read().decode(), refused
"""
KEEP = """
import sys
from pathlib import Path
if len(sys.argv) > 1:
    from lms.app import create_app
    from lms.settings import Settings
    create_app(Settings(data_dir=Path(sys.argv[1])))
from courses.block_host.third_party.installed_blocks import load_third_party_class
block = load_third_party_class("others_files")
print(*block.keep(block))
"""


@pytest.fixture
def keep(tmp_path):
    """What the block prints, in a process that was started in an empty folder."""
    assert OTHERS.exists(), "run ./test --area browser once: it makes the environment of the blocks"
    code, started = tmp_path / "code", tmp_path / "started"
    about = code / "others_files-1.0.dist-info"
    for folder in (about, started):
        folder.mkdir(parents=True)
    (code / "others_files.py").write_text(SOURCE)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: others-files\nVersion: 1.0\n")
    entry = "[xblock.v1]\nothers_files = others_files:FileBlock\n"
    (about / "entry_points.txt").write_text(entry)

    def keep(*arguments):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", KEEP, *arguments],
            env={
                "PYTHONPATH": pathsep.join([str(code), str(OTHERS), *sys.path]),
                "PATH": environ["PATH"],
                "TMPDIR": str(tmp_path),
            },
            cwd=started,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.stderr == ""
        assert list(started.iterdir()) == []
        return done.stdout.splitlines()[-1]

    return keep


def test_files_of_blocks_stay_in_the_data_folder_and_earlier_ones_whole(keep, tmp_path):
    assert keep(str(tmp_path / "data")) == "pack/a.txt whole 3"
    files = tmp_path / "data" / "block-files"
    stored = files / "pack" / "a.txt"
    assert stored.read_text() == "whole"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert stat.S_IMODE(stored.parent.stat().st_mode) == 0o700
    assert not (tmp_path / "data" / "a.txt").exists()


def test_a_check_of_a_block_keeps_no_files(keep, tmp_path):
    assert keep() == "pack/a.txt whole 3"
    assert list(tmp_path.glob("payung-block-files-*")) == []
