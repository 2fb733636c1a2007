"""Collects what the people of a course version contribute now, in batches."""

from collections.abc import Collection, Container, Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.analysis.group_counts import asked_stage, rated_stage, tested_stage
from assessments.evaluation import members, service
from assessments.evaluation.first_tests import (
    NO_TESTS,
    FirstTests,
    Invitations,
    Invited,
    find_first_tests,
)
from assessments.evaluation.results import (
    ItemCatalogue,
    read_contributions,
    read_item_catalogue,
)
from assessments.evaluation.staging import batches
from certificates.records.active import active_certificates
from courses.catalogue.queries import versions_beside
from courses.enrolment.registrations import Registration, list_registrations, registrations_of
from courses.follow_up.queries import list_invitations
from courses.progress.completion import enrolments_with_all_lessons
from courses.progress.lesson_visits import first_lessons_opened
from lms.accounts.queries import people_with_consent
from lms.kernel.merged_accounts import current_accounts, owners_by_account
from lms.kernel.task_context import TaskContext
from lms.workflows.evaluation.groups import CONSENT, find_groups

BATCH_SIZE: Final = 500  # people; each may have eighty answers, and what is read of them 50 kB

Registrations = Mapping[UUID, Registration]


def collect_contributions(context: TaskContext, version_id: UUID) -> None:
    """Store what has changed of the contributions of everybody, one transaction a batch.

    People without current consent to evaluation, and people who left, are marked for removal.
    """
    reader = context.read_session
    catalogue = read_item_catalogue(reader, version_id)
    versions = versions_beside(reader, version_id)
    seen: set[int] = set()
    for present in _present(reader, version_id):
        seen.update(person_id.int for person_id in present)
        _collect_batch(context, version_id, catalogue, versions, present)
        reader.rollback()  # a snapshot held open delays other transactions
    _remove_others(context, version_id, seen)


def remove_people_who_left(context: TaskContext, version_id: UUID) -> None:
    """Mark for removal people without current consent and people who left; read no answers."""
    reader = context.read_session
    seen: set[int] = set()
    for present in _present(reader, version_id):
        seen.update(person_id.int for person_id in present)
        reader.rollback()
    _remove_others(context, version_id, seen)


def _present(session: Session, version_id: UUID) -> Iterator[Registrations]:
    """Yield registrations of people who consent to evaluation, in batches."""
    for registrations in _batches(session, version_id):
        consenting = people_with_consent(session, registrations, CONSENT)
        yield {p: row for p, row in registrations.items() if p in consenting}


def _remove_others(context: TaskContext, version_id: UUID, seen: Container[int]) -> None:
    """Mark everybody for removal except the people seen, by the integer of their id."""
    reader = context.read_session
    gone = [
        member.id
        for batch in members.list_learners(reader, version_id)
        for member in batch
        if member.learner_id.int not in seen and not member.is_gone
    ]
    reader.rollback()
    for ids in batches(gone):
        with context.transaction() as session:
            service.remove_members(session, ids)


def _batches(session: Session, version_id: UUID) -> Iterator[dict[UUID, Registration]]:
    """Yield registrations by person; a person counts once, in their open account if it has one."""
    last = members.FIRST
    while rows := list_registrations(session, version_id, after=last, limit=BATCH_SIZE):
        last = rows[-1].person_id
        owners = current_accounts(session, [row.person_id for row in rows])
        closed = {owner for account, owner in owners.items() if account != owner}
        own = registrations_of(session, version_id, closed) if closed else {}
        yield {
            owners[row.person_id]: row
            for row in rows
            if owners[row.person_id] == row.person_id or owners[row.person_id] not in own
        }


def _collect_batch(
    context: TaskContext,
    version_id: UUID,
    catalogue: ItemCatalogue,
    versions: Collection[UUID],
    registrations: Registrations,
) -> None:
    reader = context.read_session
    owners = owners_by_account(reader, registrations)
    opened = first_lessons_opened(reader, versions, person_ids=owners)
    invited = _invitations(reader, version_id, owners)
    tests = find_first_tests(
        reader,
        version_id,
        owners=owners,
        taught=_first_lessons(opened, owners),
        invited=invited,
    )
    stages = _stages(reader, version_id, registrations, tests, invited)
    sources = {p: tests.get(p, NO_TESTS).source(stages[p]) for p in registrations}
    known = members.get_known_members(reader, version_id, registrations)
    new = {p: row for p, row in registrations.items() if p not in known}
    changed = [
        p for p in registrations if p in new or known[p].is_gone or known[p].source != sources[p]
    ]
    if not changed:
        return
    contributions = read_contributions(
        reader, catalogue, {p: tests.get(p, NO_TESTS) for p in changed}, stages
    )
    added = find_groups(reader, new) if new else []
    reader.rollback()
    with context.transaction() as session:
        service.add_members(session, version_id, added)
        known = members.get_known_members(session, version_id, changed)
        ids = {p: known[p].id for p in changed if p in known}  # nobody was erased meanwhile
        released = [known[p].id for p in ids if known[p].is_counted]
        counted = members.get_counted(session, released) if released else {}
        pending = {}
        for person_id, member_id in ids.items():
            text = contributions[person_id].as_text()
            is_released = counted.get(member_id) == text
            pending[member_id] = (None if is_released else text, sources[person_id])
        service.set_pending(session, pending)


def _stages(
    session: Session,
    version_id: UUID,
    registrations: Registrations,
    tests: Mapping[UUID, FirstTests],
    invited: Invitations,
) -> dict[UUID, tuple[str, ...]]:
    enrolment_ids = [row.enrolment_id for row in registrations.values()]
    finished = enrolments_with_all_lessons(session, version_id, enrolment_ids)
    certified = active_certificates(session, enrolment_ids)
    stages = {}
    for person_id, row in registrations.items():
        person = tests.get(person_id, NO_TESTS)
        reached = {
            "registered": True,
            "pre": person.pre is not None,
            "finished": row.enrolment_id in finished,
            "post": person.post is not None,
            "matched": person.pre is not None and person.post is not None,
            "certificate": row.enrolment_id in certified,
            "follow_up": person.has_follow_up,
        }
        reached |= {asked_stage(i.months): True for i in invited.get(person_id, ())}
        for months, follow_up in person.follow_ups.items():
            reached[tested_stage(months)] = follow_up.test is not None
            reached[rated_stage(months)] = follow_up.scale is not None
        stages[person_id] = tuple(stage for stage, is_reached in reached.items() if is_reached)
    return stages


def _invitations(
    session: Session, version_id: UUID, owners: Mapping[UUID, UUID]
) -> dict[UUID, list[Invited]]:
    """Invitations to follow-ups of each person, the first in any of their accounts."""
    invited: dict[UUID, dict[int, datetime]] = {}
    for account, months, invited_at in list_invitations(session, version_id, person_ids=owners):
        of_person = invited.setdefault(owners[account], {})
        of_person[months] = min(invited_at, of_person.get(months, invited_at))
    return {
        person_id: [Invited(*row) for row in sorted(of_person.items())]
        for person_id, of_person in invited.items()
    }


def _first_lessons(
    opened: Mapping[UUID, datetime], owners: Mapping[UUID, UUID]
) -> dict[UUID, datetime]:
    """When each person opened their first lesson in any of their accounts."""
    first: dict[UUID, datetime] = {}
    for account, opened_at in opened.items():
        person_id = owners[account]
        first[person_id] = min(opened_at, first.get(person_id, opened_at))
    return first
