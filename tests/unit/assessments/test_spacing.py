"""When practice questions come back."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.practice.spacing import Card, choose_questions, first_due_at, schedule_after_answer

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def test_first_question_comes_a_day_after_the_lesson():
    assert first_due_at(NOW) == NOW + DAY


@pytest.mark.parametrize(("step", "days"), [(0, 6), (1, 21)])
def test_right_answers_lead_to_longer_gaps(step, days):
    assert schedule_after_answer(step, is_right=True, now=NOW) == (step + 1, NOW + days * DAY)


def test_third_right_answer_in_a_row_ends_it():
    assert schedule_after_answer(2, is_right=True, now=NOW) == (3, None)


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_slip_begins_again_with_a_day(step):
    assert schedule_after_answer(step, is_right=False, now=NOW) == (0, NOW + DAY)


def card(name, due_in=None, answered=False):
    due_at = None if due_in is None else NOW + due_in * DAY
    return Card(name, 0, due_at, NOW - 9 * DAY if answered else None)


def test_due_questions_come_first_and_the_longest_waiting_before_others():
    cards = [card("soon", 1), card("due", -1), card("overdue", -5, answered=True)]
    assert choose_questions(cards, now=NOW, count=2) == ["overdue", "due"]


def test_what_is_due_this_moment_is_due():
    assert choose_questions([card("new", 2), card("now", 0, answered=True)], now=NOW, count=1) == [
        "now"
    ]


def test_with_too_few_due_unseen_ones_follow_then_the_next_then_those_learnt():
    learnt, later, unseen = card("learnt", answered=True), card("later", 3, True), card("new", 9)
    cards = [learnt, later, unseen, card("due", -1)]
    assert choose_questions(cards, now=NOW, count=9) == ["due", "new", "later", "learnt"]


def test_nothing_planned_gives_nothing():
    assert choose_questions([], now=NOW, count=5) == []
