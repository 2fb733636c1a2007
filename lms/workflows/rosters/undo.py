"""Undo the import of a roster within 14 days.

Added people are removed and changed values restored. People who have joined since stay, and so do
values that were changed again; those rows count as kept.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.contacts import parse_contact
from lms.accounts.provisioning import service as provisioning
from lms.accounts.provisioning.queries import find_people_by_contact
from lms.accounts.provisioning.service import PersonCorrection
from lms.kernel.outbox import cancel_messages
from lms.organisations.new_members import service as members
from lms.organisations.new_members.queries import list_invited_ids
from lms.organisations.new_members.service import ImportContext, UnitAssignment
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import RosterUndoExpired
from lms.organisations.roster.queries import RosterView, StoredRow
from lms.organisations.roster.results import RowResult
from lms.organisations.roster.undo_queries import count_removed_people
from lms.workflows.rosters.batches import BATCH_SIZE, UNDO_JOB, Progress, add_roster_job
from lms.workflows.rosters.comparison import CurrentMember
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.removal import remove_unjoined_people


def request_undo(
    session: Session, roster: RosterView, *, undone_by: UUID | None, now: datetime
) -> None:
    """Queue the undo. Raises RosterNotDone or RosterUndoExpired."""
    if roster.expires_at <= now:
        raise RosterUndoExpired()
    service.begin_undo(session, roster.id, undone_by=undone_by, now=now)
    add_roster_job(session, UNDO_JOB, roster, now=now)


def undo_next_rows(
    session: Session, roster_id: UUID, *, organisation_id: UUID, now: datetime
) -> Progress:
    """Undo one batch of rows. Called until the progress is over. Raises RosterNotFound."""
    if service.lock_roster(session, roster_id).state != "undoing":
        return Progress(1, 1)
    roster = queries.roster(session, roster_id, organisation_id=organisation_id)
    rows = queries.stored_rows(session, roster, states=("done",), limit=BATCH_SIZE)
    if rows:
        results = _RowUndoer(session, roster, now).results(rows)
        service.store_results(session, results, key_id=roster.key_id)
    states = queries.row_counts(session, roster_id)
    remaining, kept = states.get("done", 0), states.get("kept", 0)
    done = states.get("undone", 0) + kept
    if remaining and rows:
        return Progress(done, done + remaining)
    counts = roster.counts | {"kept": kept, "taken-back": count_removed_people(session, roster)}
    service.finish_roster(session, roster_id, state="undone", counts=counts, now=now)
    return Progress(1, 1)


class _RowUndoer:
    """Undoes one batch of a roster."""

    def __init__(self, session: Session, roster: RosterView, now: datetime) -> None:
        self._session, self._roster = session, roster
        self._to = ImportContext(roster.organisation_id, roster.cohort_id, None, now)

    def results(self, rows: Sequence[StoredRow]) -> list[RowResult]:
        """Undo the rows, and say for each whether it was undone or kept."""
        current = self._members_by_id({row.person_id for row in rows if row.person_id})
        new = [row for row in rows if row.outcome == "new" and row.person_id is not None]
        added = [row for row in new if row.before is None]
        invited = [row for row in rows if row.before and "asked" in row.before and row.person_id]
        removed = self._remove_people(added)
        withdrawn = self._withdraw_invitations(invited)
        kept = {row.id for row in (*added, *invited)} - removed - withdrawn
        for row in rows:
            if (
                row.outcome == "updated"
                and row not in invited
                and not self._restore(row, current.get(row.person_id))
            ):
                kept.add(row.id)
        return [_result(row, row.id in kept, row.id in removed) for row in rows]

    def _members_by_id(self, person_ids: set[UUID]) -> dict[UUID | None, CurrentMember]:
        organisation_id = self._roster.organisation_id
        members_by_contact = current_members(self._session, organisation_id, only=person_ids)
        return {member.person_id: member for member in members_by_contact.values()}

    def _remove_people(self, rows: Sequence[StoredRow]) -> set[UUID]:
        """Remove people whom the import added. Gives the ids of their rows."""
        ids = {row.person_id for row in rows if row.person_id is not None}
        leaving = remove_unjoined_people(self._session, ids, self._roster.organisation_id)
        return {row.id for row in rows if row.person_id in leaving}

    def _withdraw_invitations(self, rows: Sequence[StoredRow]) -> set[UUID]:
        """Withdraw invitations that people with an account have not accepted."""
        ids = {row.person_id for row in rows if row.person_id is not None}
        organisation_id = self._roster.organisation_id
        pending = set(list_invited_ids(self._session, organisation_id, only=ids))
        members.remove_unjoined(self._session, pending, organisation_id)
        withdrawn = [row for row in rows if row.person_id in pending]
        message_ids = [row.before.get("asked", "") for row in withdrawn if row.before]
        cancel_messages(self._session, [UUID(text) for text in message_ids if text])
        return {row.id for row in withdrawn}

    def _restore(self, row: StoredRow, member: CurrentMember | None) -> bool:
        """Restore what the import changed.

        False if the person has claimed the account, has left, or was changed again since.
        """
        if member is None or row.before is None:
            return False
        changed = row.before.get("changed", {})
        of_person = {"name", "audience", "province", "contact"} & changed.keys()
        values = _columns(member)
        if of_person and member.is_claimed:
            return False
        if any(values[column] != new for column, (_old, new) in changed.items()):
            return False
        values |= {column: old for column, (old, _new) in changed.items()}
        if of_person:
            correction = PersonCorrection(
                member.person_id, values["name"] or "", values["audience"], values["province"]
            )
            provisioning.correct_unclaimed_people(self._session, [correction])
        if "contact" in changed:
            self._restore_contact(member, values["contact"] or "")
        if {"unit", "group"} & changed.keys():
            unit = UnitAssignment(member.person_id, values["unit"] or "", values["group"] or "")
            members.assign_units(self._session, [unit], to=self._to)
        return True

    def _restore_contact(self, member: CurrentMember, address: str) -> None:
        """The old contact, unless another account has it now. The new invitation stays open."""
        contact = parse_contact(address)
        if not find_people_by_contact(self._session, [contact]):
            provisioning.change_unclaimed_contacts(
                self._session, {member.person_id: contact}, changed_by=None, now=self._to.now
            )


def _columns(member: CurrentMember) -> dict[str, str | None]:
    return {
        "contact": member.contact,
        "name": member.name,
        "audience": member.audience,
        "province": member.province_code,
        "unit": member.unit,
        "group": member.group,
    }


def _result(row: StoredRow, is_kept: bool, is_removed: bool) -> RowResult:
    person_id = None if is_removed else row.person_id
    state = "kept" if is_kept else "undone"
    return RowResult(row.id, state, row.outcome, person_id, row.before)
