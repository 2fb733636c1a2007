"""When a failed test may be taken again."""

from datetime import UTC, datetime, timedelta

from assessments.attempts.opening import Sitting, compute_availability

START = datetime(2026, 11, 24, tzinfo=UTC)
RULES = {"max_attempts": 3, "waits_hours": [24, 72]}


def test_waits_grow_and_attempts_end():
    failed = [Sitting(START + timedelta(days=n), False) for n in range(3)]
    assert compute_availability([], **RULES).is_open(START)
    assert compute_availability(failed[:1], **RULES).opens_at == START + timedelta(hours=24)
    assert compute_availability(failed[:2], **RULES).opens_at == START + timedelta(days=1, hours=72)
    assert compute_availability(failed, **RULES).state == "used-up"


def test_waiting_is_over_on_the_second():
    after = compute_availability([Sitting(START, False)], **RULES)
    assert not after.is_open(START + timedelta(hours=24, seconds=-1))
    assert after.is_open(START + timedelta(hours=24))


def test_passing_ends_it_in_any_order():
    sittings = [Sitting(START, True), Sitting(START + timedelta(days=9), False)]
    assert compute_availability(sittings, **RULES).state == "passed"


def test_without_waits_the_next_attempt_is_open_at_once():
    assert compute_availability([Sitting(START, None)], max_attempts=2, waits_hours=[]).is_open(
        START
    )
