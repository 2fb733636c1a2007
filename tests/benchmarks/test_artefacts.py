"""What the files of a certificate take of the processor and of memory. Rates are for one core."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.reports import add_line

PER_SECOND = 12  # certificates with all five files
MAX_PDF = 30  # ms of processor time, unsealed
MAX_BYTES = 60_000  # unsealed
MAX_FIRST = 1.0  # s until the learner sees the page, nothing loaded before
MAX_MEMORY = 250  # MB, of a worker that makes 2,000
ROOM = 3  # between a limit on a quiet machine, and what fails here
ROUNDS = 2
WORK = Path(__file__).parent / "artefact_work.py"


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Each round in a process of its own; the best one counts."""
    rounds = []
    for number in range(ROUNDS):
        folder = tmp_path_factory.mktemp(f"work-{number}")
        done = subprocess.run(
            [sys.executable, str(WORK), str(folder)], capture_output=True, check=True, text=True
        )
        rounds.append(json.loads(done.stdout))
        time.sleep(0.1)
    best = {name: min(one[name] for one in rounds) for name in rounds[0]}
    add_line(
        f"all files of a certificate  {1000 / best['all_ms']:.1f} a second; "
        f"PDF {best['pdf_ms']:.1f} ms, {best['pdf_bytes'] / 1000:.1f} kB; "
        f"seal {best['seal_ms']:.1f} ms; first page {best['first_s']:.2f} s; "
        f"memory {best['memory_mb']:.0f} MB, {best['growth_kb']:.1f} kB a certificate"
    )
    return best


def test_all_files_are_made_fast_enough(measured):
    assert 1000 / measured["all_ms"] >= PER_SECOND / ROOM


def test_the_unsealed_pdf_is_drawn_fast_and_is_light(measured):
    assert measured["pdf_ms"] < MAX_PDF * ROOM
    assert measured["pdf_bytes"] < MAX_BYTES


def test_the_first_page_is_shown_soon_in_a_process_that_has_drawn_none(measured):
    assert measured["first_s"] < MAX_FIRST * ROOM


def test_a_worker_stays_small_while_it_makes_two_thousand(measured):
    """Memory after the first hundred, and what each one more adds."""
    assert measured["memory_mb"] + 2_000 * measured["growth_kb"] / 1000 < MAX_MEMORY
