"""Releases figures of a course version: collects, plans, counts and stores them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import DIMENSIONS, Cells, Move, Plan, plan_release
from assessments.analysis.group_counter import GroupCounters
from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.outcomes.renewal import EVERYONE, GroupKey
from assessments.errors import ReleaseOvertaken
from assessments.evaluation.figures_service import ReleasedFigures, ReleasedGroup
from assessments.evaluation.forms import get_all_role_counts, get_waiting_roles
from assessments.evaluation.members import (
    ContributionDigest,
    MemberContribution,
    WaitingMember,
    list_contributions,
    list_waiting,
)
from assessments.evaluation.outcome_queries import get_last_renewal
from assessments.evaluation.queries import (
    get_item_keys,
    get_release,
    get_summaries_by_dimension,
    get_test_summaries,
    get_waiting_forms,
)
from assessments.evaluation.scales import read_scale_forms
from assessments.evaluation.service import note_check, note_waiting
from assessments.evaluation.staging import released_text
from courses.catalogue.queries import completion_rules
from lms.kernel.task_context import TaskContext
from lms.workflows.evaluation.collect import collect_contributions, remove_people_who_left
from lms.workflows.evaluation.releases.emptied import count_gone, emptied_groups, remove_emptied
from lms.workflows.evaluation.releases.form_counts import FormCounts
from lms.workflows.evaluation.releases.form_items import FormPublication
from lms.workflows.evaluation.releases.renewal import OutcomeCollector
from lms.workflows.evaluation.releases.role_counts import ROLE, RoleChanges
from lms.workflows.evaluation.releases.store import settle_release, store_release

MIN_INTERVAL: Final = timedelta(days=1)  # between releases, so that people gather
POOL_AFTER: Final = timedelta(days=30)  # from when people may count without their own group


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation has done: people counted, and people who wait for a later release."""

    is_released: bool
    counted: int
    waiting: int


def evaluate_course(context: TaskContext, version_id: UUID, *, is_forced: bool = False) -> Outcome:
    """Evaluate a course version, and release what may be released.

    There is at most one release a day, unless `is_forced`. Until the next is due, no answers are
    read, but people who left or withdrew are found. Safe to run again at any time. Raises
    ReleaseOvertaken if another run stores a release, or people of the release change, meanwhile.
    """
    last = get_release(context.read_session, version_id)
    number = last.number if last else 0
    settle_release(context, version_id)
    is_due = is_forced or _is_due(context, version_id)
    if is_due:
        collect_contributions(context, version_id)
    else:
        remove_people_who_left(context, version_id)
    with context.transaction() as session:
        if note_check(session, version_id, now=context.now) != number:
            raise ReleaseOvertaken()
    reader = context.read_session
    batches = _batch_by_move(context, version_id)
    people = {move: len(batch.ids) for move, batch in batches.items()}
    waiting = sum(people.values())
    remove_emptied(context, version_id, count_gone(people))
    plan = Plan({})
    if is_due:
        plan = plan_release(people)
    if plan.is_empty:
        reader.rollback()
        with context.transaction() as session:
            note_waiting(session, version_id, _people_who_wait(people, plan))
        return Outcome(False, 0, waiting)
    released = _Released(batches, plan)
    touched = _touched(people, plan)
    digest = ContributionDigest()
    counters = _Counters(OutcomeCollector(get_last_renewal(reader, version_id)))
    counts = _count_groups(reader, version_id, released, touched, digest, counters)
    renewal = counters.outcomes.renewal(
        completion_rules(reader, version_id).post_test_min,
        lambda keys: _counts_of(reader, version_id, keys, counts),
        context.now,
        read_scale_forms(reader, version_id),
    )
    gone = count_gone({move: n for move, n in people.items() if move not in plan.cells})
    emptied = emptied_groups({key: group.n for key, group in counts.items()}, gone)
    waiting_before = get_waiting_forms(reader, version_id)
    waiting_roles = get_waiting_roles(reader, version_id)
    publication = FormPublication(
        get_test_summaries(reader, version_id),
        get_all_role_counts(reader, version_id),
        get_item_keys(reader, version_id),
        renewal,
    )
    reader.rollback()
    groups = [
        ReleasedGroup(dimension, group, counts[dimension, group], number_of_people)
        for (dimension, group), number_of_people in touched.items()
        if (dimension, group) not in emptied
    ]
    forms = publication.hide_in_roles(
        counters.roles.releases(
            counters.forms.releases(waiting_before, publication),
            counters.forms.counters,
            waiting_roles,
        )
    )
    store_release(
        context,
        version_id,
        number=number,
        members=released.cells,
        digest=digest.hexdigest(),
        figures=ReleasedFigures(groups, list(forms), renewal),
        held_back=released.held_back,
    )
    with context.transaction() as session:
        note_waiting(session, version_id, _people_who_wait(people, plan))
    counted = len(released.cells) - len(released.held_back)
    return Outcome(True, counts[EVERYONE].n, waiting - counted)


def _people_who_wait(people: Mapping[Move, int], plan: Plan) -> int:
    """People with answers that could not be added; those who left are no longer waiting."""
    return sum(
        n
        for move, n in people.items()
        if move.groups and (move not in plan.cells or move in plan.held_back)
    )


def _is_due(context: TaskContext, version_id: UUID) -> bool:
    release = get_release(context.read_session, version_id)
    if release is None or release.released_at is None:
        return True
    return context.now - release.released_at >= MIN_INTERVAL


@dataclass(slots=True)
class _Batch:
    """People of whom a release would treat all alike, with a fingerprint of what it would count."""

    ids: list[UUID] = field(default_factory=list)
    fingerprint: int = 0


class _Released:
    """New cells of the people of a plan, None for people who are removed."""

    def __init__(self, batches: Mapping[Move, _Batch], plan: Plan) -> None:
        self.cells = {id_: cells for m, cells in plan.cells.items() for id_ in batches[m].ids}
        self.held_back = frozenset(id_ for move in plan.held_back for id_ in batches[move].ids)
        self._fingerprint = 0
        for move in plan.cells:
            self._fingerprint ^= batches[move].fingerprint

    def text(self, member: MemberContribution) -> str | None:
        """Return what the release counts of a person."""
        if member.pending is None:
            return None
        is_held_back = member.id in self.held_back
        return released_text(member.pending, member.counted, is_held_back=is_held_back)

    def check(self, fingerprint: int) -> None:
        """Raises ReleaseOvertaken if people have changed since the plan was made.

        Transactions on PostgreSQL read what others commit meanwhile.
        """
        if fingerprint != self._fingerprint:
            raise ReleaseOvertaken()


def _batch_by_move(context: TaskContext, version_id: UUID) -> dict[Move, _Batch]:
    moves = _Moves((context.now - POOL_AFTER).timestamp())
    batches: dict[Move, _Batch] = {}
    for member in list_waiting(context.read_session, version_id):
        batch = batches.setdefault(moves.of(member), _Batch())
        batch.ids.append(member.id)
        batch.fingerprint ^= member.fingerprint
    return batches


class _Moves:
    """What a release would do with a person."""

    def __init__(self, pool_before: float) -> None:
        self._pool_before = pool_before

    def of(self, member: WaitingMember) -> Move:
        if member.is_gone or member.groups is None:
            return Move(member.cells, None, other_parts=member.change.other_parts)
        is_old = member.joined_at is not None and member.joined_at <= self._pool_before
        may_pool = member.cells is None and is_old
        return Move(
            member.cells,
            member.groups,
            member.change.is_new_answer,
            may_pool,
            member.change.new_parts,
            member.change.other_parts,
            member.without_follow_ups,
        )


def _touched(people: Mapping[Move, int], plan: Plan) -> dict[GroupKey, int]:
    """People who are new, changed or removed in each cell, and in all cells together."""
    touched: dict[GroupKey, int] = {}
    for move, cells in plan.cells.items():
        for key in {EVERYONE, *_keys_of(move.counted), *_keys_of(cells)}:
            touched[key] = touched.get(key, 0) + people[move]
    return touched


def _keys_of(cells: Cells | None) -> Iterator[GroupKey]:
    return zip(DIMENSIONS, cells or (), strict=False)


def _count_groups(
    session: Session,
    version_id: UUID,
    released: _Released,
    touched: Mapping[GroupKey, int],
    digest: ContributionDigest,
    counters: "_Counters",
) -> dict[GroupKey, GroupCounts]:
    """Count the cells that change, from what everybody contributes with this release.

    Adds the answers of everybody to `counters`. Raises ReleaseOvertaken.
    """
    groups = GroupCounters(touched, with_scales=EVERYONE)
    fingerprint = 0
    for member in list_contributions(session, version_id):
        cells, text = member.cells, member.counted
        is_released = member.id in released.cells
        if is_released:
            cells = released.cells[member.id]
            text = released.text(member) if cells is not None else None
            fingerprint ^= member.fingerprint
            if cells is not None:
                digest.add(member.id, text)
        person = None if text is None else Contribution.from_text(text)
        if is_released:
            before = Contribution.from_text(member.counted) if member.counted else None
            is_new = member.tests_release is None
            counters.forms.note_change(before, (person, cells), is_new=is_new)
            counters.roles.note_change((before, member.cells), (person, cells), is_new=is_new)
            counters.outcomes.note_change(before, member.cells)
        if person and cells is not None:
            groups.add(person, [EVERYONE, *_keys_of(cells)])
            counters.forms.add(person, cells[ROLE])
            counters.outcomes.add(person, cells, member.tests_release)
    released.check(fingerprint)
    return {key: groups.counts(key) for key in touched}


def _counts_of(
    session: Session,
    version_id: UUID,
    keys: frozenset[GroupKey],
    counts: Mapping[GroupKey, GroupCounts],
) -> dict[GroupKey, GroupCounts]:
    """The counts of groups with this release; others than `counts` are as stored."""
    missing = {key for key in keys if key not in counts}
    stored = get_summaries_by_dimension(session, version_id, sorted({d for d, _g in missing}))
    return {key: counts[key] if key in counts else stored[key[0]][key[1]].counts for key in keys}


@dataclass(frozen=True, slots=True)
class _Counters:
    """What is counted of everybody beside the groups."""

    outcomes: OutcomeCollector
    forms: FormCounts = field(default_factory=FormCounts)
    roles: RoleChanges = field(default_factory=RoleChanges)
