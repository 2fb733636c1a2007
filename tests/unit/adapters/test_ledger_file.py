"""The ledger has whole lines only, whatever interrupts a write."""

import json
import resource
import subprocess
import sys

import pytest

from lms.adapters.storage.ledger_file import (
    FileLedger,
    LedgerDamaged,
    LedgerNotWritable,
    parse_lines,
    read_whole_lines,
)

APPEND = """
import sys
from pathlib import Path
from lms.adapters.storage.ledger_file import FileLedger, LedgerNotWritable
for number in range(int(sys.argv[2])):
    try:
        FileLedger(Path(sys.argv[1])).append([{"n": number, "text": "x" * 200}])
    except LedgerNotWritable as problem:
        sys.exit(problem.parameters["reason"])
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "apart" / "ledger.jsonl"


def lines(path):
    return list(parse_lines(read_whole_lines(path), file=str(path)))


def start(path, count, **options):
    command = [sys.executable, "-c", APPEND, str(path), str(count)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def test_lines_are_appended_to_a_file_of_its_own(path):
    FileLedger(path).append([{"kind": "erased"}, {"kind": "log"}])
    FileLedger(path).append([{"kind": "log", "n": 2}])
    assert [line["kind"] for line in lines(path)] == ["erased", "log", "log"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_off_is_neither_read_nor_kept(path):
    FileLedger(path).append([{"n": 1}])
    with path.open("a") as file:
        file.write('{"n": 2, "te')
    assert lines(path) == [{"n": 1}]
    FileLedger(path).append([{"n": 3}])
    assert path.read_text() == '{"n":1}\n{"n":3}\n'


def test_processes_do_not_mix_their_lines(path):
    processes = [start(path, 30) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]
    assert sorted(line["n"] for line in lines(path)) == sorted([*range(30)] * 3)


def test_on_a_full_disk_nothing_of_the_line_stays(path):
    FileLedger(path).append([{"n": 0}])

    def have_little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    process = start(path, 10, preexec_fn=have_little_room)
    assert "too large" in process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert len(lines(path)) == 1 + (1_000 - 8) // len(json.dumps({"n": 0, "text": "x" * 200}))
    assert path.read_bytes().endswith(b"\n")


def test_a_file_that_cannot_be_written_is_named(path):
    path.mkdir(parents=True)
    with pytest.raises(LedgerNotWritable) as caught:
        FileLedger(path).append([{"n": 1}])
    assert caught.value.parameters["file"] == str(path)


def test_a_damaged_line_is_named_by_its_number(path):
    FileLedger(path).append([{"n": 1}])
    with path.open("a") as file:
        file.write("[1]\n")
    with pytest.raises(LedgerDamaged) as caught:
        lines(path)
    assert caught.value.parameters["line"] == 2
