"""What an evaluation takes of the processor and of memory, and what it adds to a submission."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.evaluation_work import CROWD, LEARNERS
from tests.benchmarks.reports import add_line

WORK = Path(__file__).parent.parent / "evaluation_work.py"
MAX_FIRST = 0.3  # of the processor time of adding the same learners with their answers in bulk
MAX_LATER = 0.6  # of the first evaluation, if nothing has changed
MAX_EARLY = 0.6  # of a later evaluation, if the next release is not due; 0.3 on a quiet machine
MAX_ADDED_MEMORY = 90  # MB
MAX_SUBMISSION = 1.35  # of a submission without evaluation; 1.1 on a quiet machine
MAX_WAIT = 1.0  # s, of another writer on SQLite while a release of 20,000 is stored
MAX_SHARE_OF_WAIT = 0.3  # of the time that storing takes


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, str(WORK), str(tmp_path_factory.mktemp("evaluation"))],
        capture_output=True,
        check=True,
        text=True,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    add_line(
        f"evaluation of {LEARNERS}  first {figures['first']:.1f} s processor, later "
        f"{figures['later']:.1f} s, before one is due {figures['early']:.2f} s, "
        f"adding them in bulk {figures['filling']:.1f} s; memory "
        f"{figures['most_memory']:.0f} MB ({figures['memory']:.0f} before); a submission "
        f"{figures['submit_recorded']:.2f} ms, without evaluation {figures['submit_bare']:.2f} ms; "
        f"storing a release "
        f"of {CROWD} {figures['storing']:.1f} s, another writer waits at most "
        f"{figures['longest_wait']:.2f} s"
    )
    return figures


def test_a_first_evaluation_is_cheap_beside_adding_its_learners(measured):
    assert measured["counted"] > 0.9 * LEARNERS
    assert measured["first"] < MAX_FIRST * measured["filling"]


def test_a_later_evaluation_is_cheaper(measured):
    assert measured["later"] < MAX_LATER * measured["first"]


def test_until_a_release_is_due_an_evaluation_reads_little(measured):
    assert measured["early"] < MAX_EARLY * measured["later"]


def test_an_evaluation_holds_few_people_at_once(measured):
    assert measured["most_memory"] - measured["memory"] < MAX_ADDED_MEMORY


def test_evaluation_adds_little_to_a_submission(measured):
    assert measured["submit_recorded"] < MAX_SUBMISSION * measured["submit_bare"]


def test_no_writer_waits_for_a_release(measured):
    """On SQLite a release in one transaction let each learner wait until all of it was stored."""
    assert measured["writes"] > 10
    assert measured["longest_wait"] < max(MAX_WAIT, MAX_SHARE_OF_WAIT * measured["storing"])
