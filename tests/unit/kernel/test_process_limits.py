"""Limits of processes of their own, among them the one that lays out prints."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from lms.kernel.process_limits import MEGABYTE
from lms.web.printing.pdf import COMMAND
from lms.web.printing.typeset import MAX_MEGABYTES, MAX_SECONDS
from lms.workflows.blocks.sandbox_check import sandbox_environment

LIMITED = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)
PROGRAM = """
import json, resource, sys
from lms.kernel.process_limits import limit_process
limit_process(**json.loads(sys.argv[1]))
print(json.dumps([resource.getrlimit(kind)[1] for kind in json.loads(sys.argv[2])]))
"""


def limits_after(**limits):
    """The hard limits of a process that has set its own."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(limits), json.dumps(LIMITED)]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    return json.loads(output)


def test_memory_time_and_files_are_limited_and_no_core_is_written():
    limits = limits_after(megabytes=500, seconds=7, file_megabytes=3)
    assert limits == [500 * MEGABYTE, 7, 0, 3 * MEGABYTE]


def test_files_are_not_limited_unless_that_is_asked_for():
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    assert limits_after(megabytes=500, seconds=7)[-1] == unlimited


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="limits are read from /proc")
def test_the_process_that_lays_out_prints_limits_itself():
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, env=sandbox_environment())
    try:
        limits, end = "", monotonic() + 30
        while str(MAX_MEGABYTES * MEGABYTE) not in limits and monotonic() < end:
            sleep(0.05)
            limits = Path(f"/proc/{process.pid}/limits").read_text()
    finally:
        process.kill()
        process.communicate()
    pattern = r"^Max (address space|cpu time|core file size) +(\d+)"
    found = dict(re.findall(pattern, limits, re.MULTILINE))
    assert found == {
        "address space": str(MAX_MEGABYTES * MEGABYTE),
        "cpu time": str(MAX_SECONDS),
        "core file size": "0",
    }
