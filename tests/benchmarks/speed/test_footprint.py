"""How soon the program answers, and what it takes of memory and disk. Times have threefold room."""

import time
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path

from tests.benchmarks.conftest import ROOT
from tests.benchmarks.load import tree
from tests.benchmarks.reports import add_line

MAX_START = 2.5  # s
ROOM = 3
ROUNDS = 3
MAX_MEMORY = 250  # MB
MAX_ENVIRONMENT = 400  # MB


def test_a_start_answers_soon_once_everything_is_set_up(served):
    times = []
    for _round in range(ROUNDS):
        served.stop()
        began = time.monotonic()
        served.start()
        times.append(time.monotonic() - began)
    add_line(f"start to first answer  {min(times):.2f} s")
    assert min(times) <= ROOM * MAX_START


def test_all_processes_together_are_small_when_idle(served):
    served.stop()
    served.start()
    time.sleep(1)
    members = tree(served.process.pid)
    used = {pid: proportional_memory(pid) for pid in members}
    add_line(f"memory when idle (PSS)  {sum(used.values()):.0f} MB in {len(used)} processes")
    assert len(used) == 3  # one watches, one answers, one does tasks
    assert sum(used.values()) <= MAX_MEMORY


def test_the_environment_is_small_on_disk():
    """The packages of `./run` alone: the environment of tests holds more."""
    used = sum(package_size(name) for name in locked_packages())
    add_line(f"environment on disk  {used / 2**20:.0f} MB")
    assert used <= MAX_ENVIRONMENT * 2**20


def locked_packages() -> list[str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [line.partition("==")[0] for line in lines if "==" in line and line[0].isalnum()]


def package_size(name: str) -> int:
    """Bytes of its files and of what Python has compiled; none where it is for other systems."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return 0
    paths = {Path(str(file.locate())) for file in files}
    compiled = {Path(cache_from_source(path)) for path in paths if path.suffix == ".py"}
    return sum(path.stat().st_size for path in paths | compiled if path.exists())


def proportional_memory(pid: int) -> float:
    """Megabytes of a process; a page that several share is counted in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024
