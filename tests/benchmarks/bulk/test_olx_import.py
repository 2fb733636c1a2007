"""How long an archive of almost 20 MB takes to come in, and how much memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from courses.olx.archive import MAX_BYTES
from tests.benchmarks.olx_archive import FILES, PARTS, SEQUENTIALS, large_archive
from tests.benchmarks.reports import add_line

MAX_IMPORT = 30.0  # s
MAX_MEMORY = 300  # MB
MEMORY_ROOM = 1.25
WORK = Path(__file__).parent.parent / "olx_work.py"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("olx")
    archive = large_archive()
    assert 0.9 * MAX_BYTES < len(archive) <= MAX_BYTES
    (folder / "course.tar.gz").write_bytes(archive)
    done = subprocess.run(
        [sys.executable, str(WORK), str(folder)], capture_output=True, check=True, text=True
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    add_line(
        f"OLX of {len(archive) / 2**20:.1f} MB  import {figures['import_s']:.1f} s (reading "
        f"{figures['read_s']:.1f} s), memory {figures['memory_mb']:.0f} MB; export "
        f"{figures['export_s']:.1f} s, memory {figures['export_memory_mb']:.0f} MB"
    )
    return figures


def test_a_large_archive_comes_in_whole_and_in_time(measured):
    tally = measured["tally"]
    assert tally["html"] == tally["problem"] == {"changed": PARTS}
    assert tally["vertical"] == {"same": PARTS}
    assert tally["sequential"] == {"same": SEQUENTIALS}
    assert tally["static"] == {"same": FILES + 1}
    assert measured["import_s"] <= MAX_IMPORT


def test_a_large_archive_fits_in_little_memory(measured):
    assert measured["memory_mb"] <= MAX_MEMORY * MEMORY_ROOM
