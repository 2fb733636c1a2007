"""Stores a release in short transactions, and completes one that was interrupted."""

import time
from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Final
from uuid import UUID, uuid4

from assessments.analysis.disclosure import Cells
from assessments.errors import ReleaseOvertaken
from assessments.evaluation.figures_service import ReleasedFigures
from assessments.evaluation.members import ContributionDigest
from assessments.evaluation.staging import (
    Staging,
    batches,
    has_staged_members,
    publish_release,
    settle_members,
    stage_members,
)
from lms.kernel.task_context import TaskContext

# Who waits for the writers' lock of SQLite looks again every tenth of a second, and would see it
# taken each time if one transaction followed the other.
MAX_WORK: Final = 0.25  # s
PAUSE: Final = 0.12  # s


class _Pauses:
    """Lets others write after each quarter of a second of own transactions."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def take(self) -> None:
        if time.monotonic() - self._since >= MAX_WORK:
            time.sleep(PAUSE)
            self._since = time.monotonic()


def store_release(
    context: TaskContext,
    version_id: UUID,
    *,
    number: int,
    members: Mapping[UUID, Cells | None],
    digest: str,
    figures: ReleasedFigures,
    held_back: Collection[UUID] = frozenset(),
) -> None:
    """Store a release after release `number`, with its figures.

    `members` have their new cells, None if they are removed; newer follow-ups of those in
    `held_back` are not counted. `digest` is the digest of their
    contributions as they were counted. Raises ReleaseOvertaken if another run has stored a release
    or other contributions, or if somebody was erased or came back meanwhile.
    """
    staging = Staging(uuid4(), number, len(members))
    staged = ContributionDigest()
    pauses = _Pauses()
    for ids in batches(sorted(members, key=attrgetter("int"))):  # a third of the time
        of_batch = {member_id: members[member_id] for member_id in ids}
        with context.transaction() as session:
            stage_members(session, of_batch, staged, staging_id=staging.id, held_back=held_back)
        pauses.take()
    if staged.hexdigest() != digest:
        raise ReleaseOvertaken()
    with context.transaction() as session:
        publish_release(session, version_id, staging, figures, now=context.now)
    settle_release(context, version_id)


def settle_release(context: TaskContext, version_id: UUID) -> None:
    """Settle people who are staged; a run does so first, in case the last one was interrupted."""
    is_staged = has_staged_members(context.read_session, version_id)
    context.read_session.rollback()
    pauses = _Pauses()
    while is_staged:
        with context.transaction() as session:
            is_staged = settle_members(session, version_id) > 0
        pauses.take()
