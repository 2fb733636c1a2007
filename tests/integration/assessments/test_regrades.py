"""Regrades: by another key, without an item, right for all, with late answers; old scores stay."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from sqlalchemy import select

from assessments import errors
from assessments.attempts.models import AttemptSlot, ResponseLogEntry, Score
from assessments.items.models import FormSlot, Item, ItemVersion
from assessments.items.service import add_version
from assessments.rescoring import queries, targets
from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.task_context import TaskContext
from lms.workflows.attempts import rescore as workflow

from .conftest import HOUR, START

BANK = {"bank_code": "POESA-EL"}
LATER = START + HOUR


@pytest.fixture
def regrade(app, write, new_session):
    """Decides and carries out; gives the id and how many attempts changed."""
    moments = (LATER + timedelta(seconds=n) for n in count())

    def regrade(target, *, reason="The key was wrong", regrade_id=None, reports=None):
        regrade_id = regrade_id or uuid4()
        now = next(moments)
        facts = {"course_code": "POESA-EL", "reason": reason, "decided_by": None, "now": now}
        write(workflow.decide_rescoring, target, regrade_id=regrade_id, **facts)
        with app.app_context(), new_session() as session:
            context = TaskContext(session, transaction, now)
            report = (lambda *done: reports.append(done)) if reports is not None else print
            return regrade_id, workflow.run_rescoring(context, regrade_id, target, report)

    return regrade


@pytest.fixture
def item_at(read):
    """The item at a place of an attempt."""

    def item_at(attempt_id, position):
        def find(session):
            return session.execute(
                select(Item.code, ItemVersion.number, ItemVersion.id)
                .join(Item, Item.id == ItemVersion.item_id)
                .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
                .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == position)
            ).one()

        return read(find)

    return item_at


@pytest.fixture
def target(read):
    def target(item, rule, **numbers):
        asked = {"version": item.number, "key_version": None, **numbers}
        return read(targets.find_item_target, item_code=item.code, rule=rule, **BANK, **asked)

    return target


@pytest.fixture
def scores(read):
    def scores(attempt_id):
        query = select(Score).where(Score.attempt_id == attempt_id).order_by(Score.number)
        return read(lambda session: session.scalars(query).all())

    return scores


@pytest.fixture
def other_key(write, bank, read):
    """Makes a version of an item with another key; its wording is the same. Gives the number."""

    def other_key(code, key):
        one = next(item for item in bank.items if item.code == code)
        changed = replace(one, answer_key={**one.answer_key, "correct": [key]})
        return write(add_version, changed, bank_code="POESA-EL", now=LATER)

    return other_key


def wrong_option(read, attempt_id, position):
    """The id of the option that `Learner.sit` chose at a place where it answered wrongly."""
    query = (
        select(ResponseLogEntry.response)
        .where(ResponseLogEntry.attempt_id == attempt_id, ResponseLogEntry.position == position)
        .order_by(ResponseLogEntry.sequence.desc())
    )
    return read(lambda session: session.scalars(query).first())["option"]


def test_a_new_key_moves_points_and_keeps_the_old_score(
    learner, item_at, other_key, target, regrade, scores, read
):
    attempt_id = learner.sit("post", correct=14)
    item = item_at(attempt_id, 20)
    version = other_key(item.code, wrong_option(read, attempt_id, 20))
    regrade_id, changed = regrade(target(item, "key", key_version=version))
    old, new = scores(attempt_id)
    assert (changed, old.points, new.points, new.has_passed) == (1, 14, 15, True)
    assert (old.reason, new.reason, new.regrade_id) == (None, "The key was wrong", regrade_id)
    assert learner.result(attempt_id).percent == 75


def test_a_dropped_item_counts_for_nobody(learner, item_at, target, regrade, scores):
    attempt_id = learner.sit("post", correct=15)
    regrade(target(item_at(attempt_id, 20), "drop"))
    new = scores(attempt_id)[-1]
    assert (new.points, new.max_points, new.percent) == (15, 19, 78)
    assert "20" not in new.slot_points


def test_full_credit_is_for_blanks_too(learner, item_at, target, regrade, scores):
    attempt_id = learner.start("post")
    learner.submit(attempt_id)
    regrade(target(item_at(attempt_id, 3), "full-credit"))
    assert scores(attempt_id)[-1].points == 1


def test_a_later_word_takes_an_earlier_one_back(learner, item_at, target, regrade, scores):
    attempt_id = learner.sit("post", correct=15)
    item = item_at(attempt_id, 20)
    for rule in ("drop", "as-written"):
        regrade(target(item, rule))
    assert [(one.points, one.max_points) for one in scores(attempt_id)] == [
        (15, 20),
        (15, 19),
        (15, 20),
    ]


def test_two_regrades_of_two_items_add_up(learner, item_at, target, regrade, scores):
    attempt_id = learner.sit("post", correct=15)
    regrade(target(item_at(attempt_id, 20), "drop"))
    regrade(target(item_at(attempt_id, 19), "full-credit"))
    assert (scores(attempt_id)[-1].points, scores(attempt_id)[-1].max_points) == (16, 19)


def test_who_hands_in_afterwards_is_scored_as_decided(learner, item_at, target, regrade, scores):
    attempt_id = learner.start("post")
    regrade(target(item_at(attempt_id, 1), "full-credit"))
    learner.submit(attempt_id)
    only = scores(attempt_id)
    assert [(one.number, one.points) for one in only] == [(1, 1)]


def test_a_dry_run_lists_who_changes_and_writes_nothing(
    make_learner, item_at, target, read, scores
):
    lucky, other = make_learner(), make_learner()
    attempt_id = lucky.sit("post", correct=14)
    untouched = other.sit("pre", correct=20)
    found = read(workflow.dry_run, target(item_at(attempt_id, 20), "full-credit"), now=LATER)
    (change,) = [one for one in found.changes if one.attempt_id == attempt_id]
    assert (change.learner_id, change.before.points, change.after.points) == (lucky.id, 14, 15)
    assert (change.before.has_passed, change.after.has_passed) == (False, True)
    assert found.newly_passed == (lucky.id,)
    assert len(scores(attempt_id)) == len(scores(untouched)) == 1


def test_a_retry_changes_nothing(learner, item_at, target, regrade, scores, read):
    attempt_id = learner.sit("post", correct=14)
    asked = target(item_at(attempt_id, 20), "full-credit")
    regrade_id, first = regrade(asked)
    _same, again = regrade(asked, regrade_id=regrade_id)
    assert (first, again, len(scores(attempt_id))) == (1, 0, 2)
    decided = select(AuditEvent).where(AuditEvent.action == "regrade.decided")
    assert len(read(lambda session: session.scalars(decided).all())) == 1


def test_late_answers_count_only_by_a_regrade_that_says_so(
    learner, item_at, target, regrade, scores, read, course
):
    attempt_id = learner.start("post")
    values = learner.right_values(attempt_id)
    learner.submit(attempt_id)
    learner.save(attempt_id, 1, values[0], now=START + HOUR / 2)
    regrade(target(item_at(attempt_id, 2), "drop"))
    assert scores(attempt_id)[-1].points == 0
    late = read(
        targets.find_late_target,
        context_ids=[course.context_id],
        assessment_id=None,
        attempt_id=attempt_id,
    )
    regrade(late, reason="The network of the school was down")
    learner.save(attempt_id, 3, values[2], now=LATER + HOUR)
    regrade(target(item_at(attempt_id, 2), "as-written"))
    assert [(one.points, one.max_points) for one in scores(attempt_id)[1:]] == [
        (0, 19),
        (1, 19),
        (1, 20),
    ]


def test_late_answers_are_counted_for_the_page(learner, read, course):
    attempt_id = learner.start("post")
    value = learner.right_values(attempt_id)[0]
    learner.submit(attempt_id)
    learner.save(attempt_id, 1, value, now=LATER)
    (found,) = read(queries.count_late_answers, [course.context_id])
    assert (found.task, found.attempts, found.answers, found.last_at) == ("post", 1, 1, LATER)


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [({"key_version": 1}, errors.KeyUnfit), ({"version": 9}, errors.ItemNotFound)],
)
def test_a_key_that_does_not_fit_is_refused(learner, item_at, target, numbers, problem):
    item = item_at(learner.sit("post"), 1)
    with pytest.raises(problem):
        target(item, "key", **numbers)


def test_a_version_with_another_wording_gives_no_key(learner, item_at, target, write, bank):
    item = item_at(learner.sit("post"), 1)
    one = next(each for each in bank.items if each.code == item.code)
    reworded = replace(one, content={**one.content, "stem_en": "Quite another question"})
    version = write(add_version, reworded, bank_code="POESA-EL", now=LATER)
    with pytest.raises(errors.KeyUnfit):
        target(item, "key", key_version=version)


def test_a_scale_is_not_regraded(learner, item_at, target):
    item = item_at(learner.start("self-efficacy-before"), 1)
    with pytest.raises(errors.ItemNotScored):
        target(item, "drop")


def test_a_regrade_without_reason_is_refused(learner, item_at, target, regrade):
    asked = target(item_at(learner.sit("post"), 1), "drop")
    with pytest.raises(errors.ReasonMissing):
        regrade(asked, reason="  ")


def test_many_learners_in_batches_with_progress(
    make_learner, item_at, target, regrade, monkeypatch
):
    monkeypatch.setattr(workflow, "BATCH_SIZE", 2)
    attempts = [make_learner().sit("pre", correct=5) for _ in range(5)]
    reports = []
    item = item_at(attempts[0], 20)
    _id, changed = regrade(target(item, "drop"), reports=reports)
    assert reports[-1] == (changed, changed)
    assert 2 <= changed <= 5
    assert len(reports) == (changed + 1) // 2


def test_the_version_in_a_form_is_the_one_meant(learner, item_at, read):
    item = item_at(learner.sit("post"), 1)
    asked = {"version": None, "key_version": None, "item_code": item.code, "rule": "drop"}
    found = read(targets.find_item_target, **BANK, **asked)
    in_forms = read(
        lambda s: s.scalars(select(FormSlot.id).filter_by(item_version_id=item.id)).all()
    )
    assert (found.item_version_id, bool(in_forms)) == (item.id, True)


def test_changes_of_keys_are_listed_for_the_course_version_they_changed(
    learner, course, item_at, target, regrade, read
):
    attempt_id = learner.sit("post", correct=14)
    item, other = item_at(attempt_id, 20), item_at(attempt_id, 1)
    regrade(target(item, "full-credit"))
    regrade(target(other, "as-written"))
    changes = read(queries.list_key_changes, course.context_id)
    rows = [(change.item_code, change.rule, change.changed) for change in changes]
    assert rows == [(other.code, "as-written", 0), (item.code, "full-credit", 1)]
    assert changes[1].decided_at == LATER
    assert not hasattr(changes[0], "decided_by")
    assert read(queries.list_key_changes, uuid4()) == ()
