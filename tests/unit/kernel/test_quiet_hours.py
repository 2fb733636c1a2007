"""A message that can wait comes by day, where its reader lives."""

from datetime import UTC, datetime

import pytest

from lms.accounts.provinces import WIB, WIT, WITA
from lms.kernel.quiet_hours import next_daytime


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        (WIB, "2026-11-27T01:00", "2026-11-27T01:00"),  # eight in the morning in Jakarta
        (WIB, "2026-11-27T00:59", "2026-11-27T01:00"),
        (WIB, "2026-11-27T11:59", "2026-11-27T11:59"),
        (WIB, "2026-11-27T12:00", "2026-11-28T01:00"),  # seven in the evening
        (WIB, "2026-11-26T17:30", "2026-11-27T01:00"),  # past midnight in Jakarta
        (WITA, "2026-11-27T11:00", "2026-11-28T00:00"),
        (WIT, "2026-11-27T10:00", "2026-11-27T23:00"),
        (WIT, "2026-11-26T23:00", "2026-11-26T23:00"),
    ],
)
def test_night_becomes_the_next_morning(zone, now, expected):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_daytime(at, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)
