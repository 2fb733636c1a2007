"""Room is taken, not only asked for: also where the system has no call for it."""

import os
import subprocess
import sys

from lms.adapters.storage.data_folder import REQUIRED_BYTES, prepare_data_folder, write_zeros
from tests.hindrances import have_no_room

WITHOUT_THE_CALL = """
import os, sys
from pathlib import Path
del os.posix_fallocate
from lms.adapters.storage.data_folder import prepare_data_folder
from lms.adapters.errors import DiskFull
try:
    prepare_data_folder(Path(sys.argv[1]))
except DiskFull:
    sys.exit(3)
"""


def test_zeros_take_the_room_that_is_asked_for(tmp_path):
    with (tmp_path / "trial").open("xb") as file:
        write_zeros(file, REQUIRED_BYTES)
    found = (tmp_path / "trial").stat()
    assert (found.st_size, found.st_blocks * 512 >= REQUIRED_BYTES) == (REQUIRED_BYTES, True)


def test_a_system_without_the_call_tries_the_folder_too(tmp_path):
    def status(**options):
        command = [sys.executable, "-c", WITHOUT_THE_CALL, str(tmp_path / "data")]
        return subprocess.run(command, check=False, **options).returncode

    assert status() == 0
    assert status(preexec_fn=have_no_room) == 3
    assert list((tmp_path / "data").iterdir()) == []


def test_a_trial_leaves_nothing_behind(tmp_path):
    before = os.umask(0o022)
    try:
        prepare_data_folder(tmp_path / "data")
    finally:
        os.umask(before)
    assert list((tmp_path / "data").iterdir()) == []
