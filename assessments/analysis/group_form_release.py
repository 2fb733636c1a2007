"""Decides when counts of a form may be released by group, with the counts of the form. Pure.

They are released only together with the counts of all forms of the test (`form_release.py`). A
combination of published sums weighs people of the same cells and the same release alike, whatever
their form, but for the steps that the counts of forms add: one number for the people up to a
release, the same for all groups, or one for each group where groups were released too. Take the
last release of forms with a step. Of each group with a step, the people who came since the release
of forms before it keep different weights for different forms, so that at least the smaller part of
each cell remains. So each group that is shown, and all others together, need ten of these people.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from assessments.analysis.disclosure import POOL
from assessments.analysis.statistics.minimums import MIN_FOR_DECISIONS, MIN_SHOWN

NOT_STATED: Final = "-"
MIN_GROUPS: Final = 2  # of which one is compared with the other


@dataclass(frozen=True, slots=True)
class GroupPeople:
    """People of a group in the form that fewer of them took, and those who protect them."""

    n: int
    protecting: int


def shown_groups(
    people: Mapping[str, GroupPeople], *, least: int = MIN_FOR_DECISIONS, minimum: int = MIN_SHOWN
) -> frozenset[str]:
    """Choose the groups to release; none unless two can be compared.

    `people` are all groups of the test with anybody counted, or in whom somebody changed since the
    forms were last released. The others must be nobody, or protected together: the smallest groups
    join them until they are.
    """
    shown = {
        group
        for group, of in people.items()
        if group not in (POOL, NOT_STATED) and of.n >= least and of.protecting >= minimum
    }
    by_size = sorted(shown, key=lambda group: (people[group].n, group))
    while by_size and not _is_safe(people, shown, minimum):
        shown.discard(by_size.pop(0))
    return frozenset(shown) if len(shown) >= MIN_GROUPS else frozenset()


def _is_safe(people: Mapping[str, GroupPeople], shown: Set[str], minimum: int) -> bool:
    others = [of.protecting for group, of in people.items() if group not in shown]
    return not others or sum(others) >= minimum
