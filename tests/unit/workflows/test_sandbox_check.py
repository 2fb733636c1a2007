"""What a block is told that is tried apart, and what is believed of what it says."""

import json
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from courses.block_host.errors import BlockFailed, BlockOutOfMemory
from courses.block_host.third_party.check_report import CheckReport, format_report, parse_report
from lms.workflows.blocks import sandbox_check as module
from lms.workflows.blocks.sandbox_check import (
    OUT_OF_MEMORY_STATUS,
    check_in_sandbox,
    sandbox_environment,
)


def test_a_block_is_told_no_password(monkeypatch):
    for name in ("PAYUNG_SECRET_KEY", "PGPASSWORD", "REDISCLI_AUTH"):
        monkeypatch.setenv(name, "hidden")
    assert "hidden" not in sandbox_environment().values()
    assert "PATH" in sandbox_environment()


def test_a_report_comes_back_as_it_was():
    report = CheckReport(views={"student_view": "ok"}, handlers={"vote": {"200"}}, elsewhere={"x"})
    report.frames.add("y")
    assert parse_report(format_report(report)) == report


def test_only_needed_services_that_are_not_offered_are_missing():
    services = {"i18n": "need", "user": "need", "completion": "want"}
    report = CheckReport(services=services, offered=frozenset({"i18n"}))
    assert report.missing == ["user"]


@pytest.mark.parametrize(
    "odd", [{"views": []}, {"handlers": "x"}, {"handlers": 3}, {"elsewhere": [[]]}, {"more": 1}]
)
def test_what_a_block_prints_in_its_place_is_no_report(odd):
    whole = json.loads(format_report(CheckReport()))
    for line in (json.dumps(whole | odd), "{}", "[]", "3", "done", ""):
        with pytest.raises((TypeError, ValueError)):
            parse_report(line)


@pytest.fixture
def tried(monkeypatch):
    """What comes of a block whose process does this."""

    def run(program):
        monkeypatch.setattr(module, "is_installed", lambda name: True)
        monkeypatch.setattr(module, "COMMAND", (sys.executable, "-c", program))
        return check_in_sandbox("any")

    return run


def test_what_it_prints_before_its_report_does_not_matter(tried):
    printed = f"print('noise'); print({format_report(CheckReport(views={'student_view': 'ok'}))!r})"
    assert tried(printed).works


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("print('[' * 100_000)", BlockFailed),
        ("", BlockFailed),
        (f"raise SystemExit({OUT_OF_MEMORY_STATUS})", BlockOutOfMemory),
    ],
    ids=["nested without end", "says nothing", "no memory"],
)
def test_a_process_that_gives_no_report_is_a_named_refusal(tried, program, error):
    with pytest.raises(error):
        tried(program)


def test_what_a_block_leaves_running_ends_with_it_and_nobody_waits_for_it(tried, tmp_path):
    sleeper = "import subprocess, sys; p = subprocess.Popen(['sleep', '600']);"
    with pytest.raises(BlockFailed):
        tried(f"{sleeper} open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid))")
    give_up_at = monotonic() + 60
    while runs(int((tmp_path / "pid").read_text())):  # it is killed, and ends in its own time
        assert monotonic() < give_up_at
        sleep(0.01)


def runs(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
