"""When nothing can be written any more, reading goes on, a sentence says so, and nothing breaks."""

import resource

import pytest

from tests.process.people import Learner, until_answered

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def learner(started_once):
    started_once.start()
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


def test_reading_and_health_go_on_while_nothing_can_be_saved(started_once, learner, fill):
    fill()
    assert started_once.is_answering("/healthz")
    assert started_once.is_answering("/readyz")
    assert learner.browser.get("/home").status == 200
    assert learner.browser.get("/courses/POESA-EL").status == 200


def test_a_save_says_so_and_works_once_there_is_room(started_once, learner, fill):
    form = learner.browser.get("/courses/POESA-EL/assessments/pre").form("/assessments/")
    before = started_once.query("SELECT count(*) FROM attempt")
    fill()
    page = learner.browser.submit(form, {})
    assert page.status == 503
    assert "penyimpanan" in page.text
    assert started_once.query("SELECT count(*) FROM attempt") == before
    fill(False)
    until_answered(lambda: learner.browser.submit(form, {}).status == 200)
    assert started_once.query("SELECT count(*) FROM attempt") == before + 1


def test_the_tasks_wait_for_room(started_once, learner, fill):
    fill()
    consumer = started_once.consumers()
    learner.browser.get("/home")
    assert started_once.consumers() == consumer
