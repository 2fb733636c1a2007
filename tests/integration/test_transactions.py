"""No write is lost: transactions that read before they write, from threads of two processes."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.app import create_app
from lms.extensions import transaction

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
