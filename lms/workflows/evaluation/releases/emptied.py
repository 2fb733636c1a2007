"""Takes away the figures of groups that people have left.

Who leaves stays counted until ten others protect the difference, which may never come. So a group
is no longer shown once fewer than ten of its people remain. This publishes no number, so it tells
of nobody more than that others have left.
"""

from collections.abc import Mapping
from uuid import UUID

from assessments.analysis.disclosure import DIMENSIONS, Move
from assessments.analysis.outcomes.renewal import EVERYONE, GroupKey
from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.evaluation.figures_service import remove_figures, remove_groups
from assessments.evaluation.queries import get_numbers
from lms.kernel.task_context import TaskContext


def count_gone(people: Mapping[Move, int]) -> dict[GroupKey, int]:
    """Return by group the people who are counted and have left, of people by move."""
    gone: dict[GroupKey, int] = {}
    for move, number in people.items():
        if move.groups is None and move.counted is not None:
            for key in (EVERYONE, *zip(DIMENSIONS, move.counted, strict=True)):
                gone[key] = gone.get(key, 0) + number
    return gone


def emptied_groups(
    numbers: Mapping[GroupKey, int], gone: Mapping[GroupKey, int]
) -> frozenset[GroupKey]:
    """Return the groups of which fewer than the minimum remain. Pure."""
    return frozenset(key for key in numbers if key in gone and numbers[key] - gone[key] < MIN_SHOWN)


def remove_emptied(context: TaskContext, version_id: UUID, gone: Mapping[GroupKey, int]) -> None:
    """Take away the figures of emptied groups; all figures if too few people remain at all."""
    if not gone:
        return
    emptied = emptied_groups(get_numbers(context.read_session, version_id), gone)
    context.read_session.rollback()
    if not emptied:
        return
    with context.transaction() as session:
        if EVERYONE in emptied:
            remove_figures(session, version_id)
        else:
            remove_groups(session, version_id, emptied)
