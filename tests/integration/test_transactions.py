"""No write is lost: transactions that read before they write, from threads of two processes."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from lms.accounts.maintenance.service import schedule_maintenance
from lms.accounts.models import Person
from lms.app import create_app
from lms.extensions import transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.errors import Conflict
from lms.kernel.jobs import Job, add_job

PROCESSES, THREADS, ROUNDS = 2, 4, 50


def count_up(app, person_id, barrier):
    """Read the number, then write the next one, as a use case does."""
    barrier.wait()
    for _ in range(ROUNDS):
        with app.app_context(), transaction() as session:
            query = select(Person.province_code).where(Person.id == person_id).with_for_update()
            number = int(session.scalar(query), 36)
            changed = update(Person).where(Person.id == person_id)
            session.execute(changed.values(province_code=base36(number + 1)))


def base36(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number // 36] + digits[number % 36]


def run_process(settings, person_id, barrier):
    app = create_app(settings)
    with ThreadPoolExecutor(THREADS) as threads:
        work = [threads.submit(count_up, app, person_id, barrier) for _ in range(THREADS)]
        for one in work:
            one.result()


def test_four_hundred_read_then_write_transactions_all_count(settings, make_person, new_session):
    person_id = make_person()
    with new_session() as session, session.begin():
        session.execute(update(Person).values(province_code="00"))
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES * THREADS)
    workers = [
        context.Process(target=run_process, args=(settings, person_id, barrier))
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    assert [worker.exitcode for worker in workers] == [0, 0]
    with new_session() as session:
        assert int(session.scalar(select(Person.province_code)), 36) == PROCESSES * THREADS * ROUNDS


def rename_and_raise(person_id):
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(name="After"))
        raise RuntimeError


def test_what_raises_leaves_nothing_behind(app, make_person, new_session):
    person_id = make_person(name="Before")
    with pytest.raises(RuntimeError), app.app_context():
        rename_and_raise(person_id)
    with new_session() as session:
        assert session.scalar(select(Person.name)) == "Before"


def rename(person_id, name, problem):
    with transaction() as session:
        session.get(Person, person_id).name = name
        session.flush()
        raise problem


def test_a_failed_write_leaves_nothing_behind_and_the_next_goes_on(app, make_person, new_session):
    person_id = make_person(name="Before")
    with app.app_context():
        for problem in (RuntimeError(), Conflict()):
            with pytest.raises(type(problem)):
                rename(person_id, "Never", problem)
        with transaction() as session:
            session.get(Person, person_id).province_code = "31"
    with new_session() as session:
        assert session.execute(select(Person.name, Person.province_code)).one() == (
            "Before",
            "31",
        )


def ask_for_work_in_vain():
    with transaction() as session:
        add_job(session, kind="regrade-course", key="lost", arguments={}, now=utc_now())
        session.flush()
        raise Conflict


def is_woken(queue):
    """Look once and close the file: one left open is reported when the garbage is collected."""
    try:
        return queue._is_woken()
    finally:
        queue._close()


def test_work_that_a_write_leaves_wakes_the_worker_once_it_is_stored(app):
    queue = app.extensions["task_queue"]
    with app.app_context():
        with pytest.raises(Conflict):
            ask_for_work_in_vain()
        assert not is_woken(queue)
        with transaction() as session:
            add_job(session, kind="regrade-course", key="kept", arguments={}, now=utc_now())
        assert is_woken(queue)


def add_twice(session):
    """Two jobs with one key: what the database refuses once they are sent."""
    for _ in range(2):
        session.add(
            Job(
                id=new_id(),
                kind="any",
                key="the same",
                arguments={},
                created_at=utc_now(),
                due_at=utc_now(),
            )
        )


def add_twice_and_ask_for_tidying():
    with transaction() as session:
        add_twice(session)
        schedule_maintenance(session, now=utc_now())


def test_tidying_does_not_hide_what_the_database_refused_before_it(app):
    with app.app_context(), pytest.raises(IntegrityError):
        add_twice_and_ask_for_tidying()


def add_twice_and_go_on():
    with transaction() as session:
        add_twice(session)
        with suppress(IntegrityError):
            session.flush()


def test_a_transaction_that_was_undone_does_not_end_as_if_it_was_stored(app):
    with app.app_context(), pytest.raises(PendingRollbackError):
        add_twice_and_go_on()
