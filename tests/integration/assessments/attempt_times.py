"""When tests of assessments take place, and the right answers of an attempt."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from assessments.attempts.models import AttemptSlot
from assessments.items.models import ItemVersion

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def right_values(session, attempt_id):
    rows = session.execute(
        select(AttemptSlot.options, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    )
    return [
        next(value for value, option in options if option in key["correct"])
        for options, key in rows
    ]
