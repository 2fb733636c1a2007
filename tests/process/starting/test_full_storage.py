"""When nothing can be written any more, reading goes on, a sentence says so, and nothing breaks."""

import resource

import pytest

from tests.hindrances import obey_modes
from tests.process.people import Learner, until_answered

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def learner(started_once):
    started_once.start(preexec_fn=obey_modes)
    learner = Learner(started_once.port)
    learner.arrive()
    return learner


@pytest.fixture
def fill(started_once):
    """No file of the server can grow, as on a full disk; `fill(False)` makes room again."""

    def fill(is_full=True):
        limit = (0, resource.RLIM_INFINITY) if is_full else UNLIMITED
        for pid in [*started_once.workers(), *started_once.consumers()]:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)

    return fill


@pytest.fixture
def lock(started_once):
    """Folder and database can only be read; `lock(False)` gives them back."""
    folder = started_once.data_dir
    places = [folder, *folder.glob("payung.db*")]

    def lock(is_locked=True):
        for place in places:
            place.chmod(0o500 if is_locked else 0o700)

    yield lock
    lock(False)


def test_reading_health_and_tasks_go_on_while_nothing_can_be_saved(started_once, learner, fill):
    consumer = started_once.consumers()
    fill()
    assert started_once.is_answering("/healthz")
    assert started_once.is_answering("/readyz")
    assert learner.browser.get("/home").status == 200
    assert learner.browser.get("/courses/POESA-EL").status == 200
    assert started_once.consumers() == consumer


def begin_until_stored(learner, started_once, hinder, free):
    """Begin the pre-test: refused with a sentence and nothing half done, then taken."""
    form = learner.browser.get("/courses/POESA-EL/assessments/pre").form("/assessments/")
    count = "SELECT (SELECT count(*) FROM attempt) + 1000 * (SELECT count(*) FROM attempt_event)"
    before = started_once.query(count)
    hinder()
    page = learner.browser.submit(form, {})
    assert page.status == 503
    assert "penyimpanan" in page.text
    assert started_once.query(count) == before
    free()
    until_answered(lambda: learner.browser.submit(form, {}).status == 200)
    assert started_once.query(count) == before + 1001


def test_a_save_says_so_and_works_once_there_is_room(started_once, learner, fill):
    begin_until_stored(learner, started_once, fill, lambda: fill(False))


def test_a_save_says_so_and_works_once_the_folder_can_be_written_again(started_once, learner, lock):
    """Files that are open stay writable: a worker that begins while they are not finds it out."""

    def hinder():
        lock()
        started_once.kill_worker()
        until_answered(lambda: learner.browser.get("/home").status == 200)

    begin_until_stored(learner, started_once, hinder, lambda: lock(False))
