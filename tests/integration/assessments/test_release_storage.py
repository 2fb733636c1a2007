"""A release is stored in short transactions: what if it is interrupted between two of them."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from assessments.errors import ReleaseOvertaken
from assessments.evaluation import staging
from assessments.evaluation.figures_service import ReleasedFigures
from assessments.evaluation.members import ContributionDigest
from assessments.evaluation.models import EvaluationMember
from lms import extensions
from lms.accounts.merging.service import request_merge
from lms.kernel.task_context import TaskContext
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.evaluation.collect import collect_contributions
from lms.workflows.evaluation.releases.store import store_release
from tests.integration.assessments.evaluation_world import month_later

LATER = month_later()
DAY = timedelta(days=1)
DIMENSIONS = ("all", "role", "province", "organisation", "cohort")
STEPS = (4, 6, 7, 8)  # of a second release: staging (3 to 5), publishing (6), settling (7 to 9)


class Interrupted(Exception):
    """The process ends."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(staging, "BATCH_SIZE", 5)


def transactions_before(step, act):
    """Transactions as usual; before number `step` something happens."""
    number = 0

    @contextmanager
    def transaction():
        nonlocal number
        number += 1
        if number == step:
            act()
        with extensions.transaction() as session:
            yield session

    return transaction


def interrupt():
    raise Interrupted


@pytest.fixture
def stored(new_session):
    def stored():
        """People as they are counted, and those who are staged."""
        columns = EvaluationMember.learner_id, EvaluationMember.cells, EvaluationMember.counted
        with new_session() as session:
            rows = session.execute(select(*columns, EvaluationMember.staging_id)).all()
        counted = [(str(row[0]), tuple(row[1]), row[2]) for row in rows if row[1] is not None]
        return sorted(counted), [row for row in rows if row.staging_id]

    return stored


@pytest.fixture
def numbers(summaries):
    """People by dimension."""
    return lambda: {d: sum(row.n for row in summaries(d).values()) for d in DIMENSIONS}


@pytest.mark.parametrize("step", STEPS)
def test_the_next_run_completes_an_interrupted_release(run, learners, summaries, stored, step):
    learners(12)
    run()
    learners(12, school=1)
    with pytest.raises(Interrupted):
        run(LATER + DAY, transaction=transactions_before(step, interrupt))
    run(LATER + 2 * DAY)
    people, staged = stored()
    assert (len(people), staged) == (24, [])
    assert summaries()[""].n == 24
    assert sum(summaries()[""].counts.pairs.values()) == 24
    assert not run(LATER + 3 * DAY).is_released


@pytest.mark.parametrize("step", STEPS)
def test_readers_see_the_old_figures_or_the_new_ones(run, learners, numbers, step):
    learners(12)
    run()
    learners(12, school=1)
    seen = []
    transaction = transactions_before(step, lambda: seen.append(numbers()))
    assert run(LATER + DAY, transaction=transaction).is_released
    assert seen in [[dict.fromkeys(DIMENSIONS, n)] for n in (12, 24)]
    assert numbers() == dict.fromkeys(DIMENSIONS, 24)


@pytest.mark.parametrize("step", STEPS)
def test_who_is_erased_meanwhile_counts_exactly_if_figures_have_them(
    run, learners, write, summaries, stored, step
):
    """Otherwise the figures of the next release would differ by that person alone."""
    learners(12)
    run()
    leaving = learners(12, school=1)[-1]
    with pytest.raises(Interrupted):
        run(LATER + DAY, transaction=transactions_before(step, interrupt))
    write(erase_person, leaving, certificate_choices={}, now=LATER + DAY)
    is_published = summaries()[""].n == 24
    run(LATER + 2 * DAY)
    people, staged = stored()
    assert (len(people), staged) == (24 if is_published else 23, [])
    assert summaries()[""].n == len(people)
    assert str(leaving) not in [row[0] for row in people]


@pytest.mark.parametrize("step", [4, 7])
def test_who_merges_meanwhile_brings_no_new_answers(
    run, learners, write, new_session, summaries, step
):
    learners(12)
    run()
    first, second = learners(12, school=1)[-2:]
    with pytest.raises(Interrupted):
        run(LATER + DAY, transaction=transactions_before(step, interrupt))
    is_published = summaries()[""].n == 24
    merge_id = write(request_merge, first, other_id=second, now=LATER)
    write(merge_accounts, merge_id, person_id=first, now=LATER)
    with new_session() as session:
        mine = EvaluationMember.learner_id == first
        row = session.execute(select(EvaluationMember.earlier).where(mine)).one()
    assert bool(row.earlier) == is_published
    run(LATER + 2 * DAY)
    assert summaries()[""].n == (24 if is_published else 23)


def test_a_run_of_another_worker_overtakes_this_one(run, learners, stored, summaries):
    learners(12)
    run()
    learners(12, school=1)
    with pytest.raises(ReleaseOvertaken):
        run(LATER + DAY, transaction=transactions_before(6, lambda: run(LATER + DAY)))
    people, staged = stored()
    assert (len(people), staged, summaries()[""].n) == (24, [], 24)


def test_no_transaction_changes_many_people(run, learners, new_session, app):
    """SQLite has one writer: what a release of 200,000 writes at once, each learner waits for."""
    learners(12)
    changed = []  # people by transaction

    def count(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("UPDATE evaluation_member") and "staged_cells=" in statement:
            changed[-1] += cursor.rowcount

    with app.app_context():
        engine = extensions.db.engine
    event.listen(engine, "begin", lambda connection: changed.append(0))
    event.listen(engine, "after_cursor_execute", count)
    run()
    assert sorted(n for n in changed if n) == [2, 2, 5, 5, 5, 5]  # staged, then settled


@pytest.fixture
def store(app, new_session, course):
    """Stores a release of one person, as a run does: the first, or the first who waits."""

    def store(cells, number, digest_of):
        with app.app_context(), new_session() as session:
            context = TaskContext(session, extensions.transaction, LATER + DAY)
            collect_contributions(context, course.context_id)
            columns = EvaluationMember.id, EvaluationMember.pending
            rows = session.execute(select(*columns).order_by(columns[0])).all()
            member_id, pending = next((row for row in rows if row.pending), rows[0])
            session.rollback()
            store_release(
                context,
                course.context_id,
                number=number,
                members={member_id: cells},
                digest=digest_of(member_id, pending).hexdigest(),
                figures=ReleasedFigures(),
            )

    return store


def same_digest(member_id, pending):
    digest = ContributionDigest()
    digest.add(member_id, pending)
    return digest


def other_digest(member_id, pending):
    return same_digest(member_id, pending.replace("registered", "changed"))


@pytest.mark.parametrize(("number", "digest_of"), [(0, same_digest), (1, other_digest)])
def test_a_run_that_was_overtaken_stores_nothing(run, learners, store, stored, number, digest_of):
    """By another release, or by somebody whose contribution has changed since it was counted."""
    learners(10)
    run()
    learners(12, school=1)
    before, _staged = stored()
    with pytest.raises(ReleaseOvertaken):
        store(("-",) * 4, number, digest_of)
    assert stored()[0] == before
    run(LATER + 2 * DAY)
    people, staged = stored()
    assert (len(people), staged) == (22, [])


def test_a_run_that_was_not_overtaken_stores_its_people(run, learners, store, stored):
    learners(10)
    run()
    learners(12, school=1)
    store(("-",) * 4, 1, same_digest)
    people, staged = stored()
    assert (len(people), staged) == (11, [])


def test_somebody_who_came_back_meanwhile_is_not_removed(run, learners, store):
    learners(10)
    run()
    with pytest.raises(ReleaseOvertaken):
        store(None, 1, lambda *_member: ContributionDigest())
