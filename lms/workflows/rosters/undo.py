"""Takes a roster back for a fortnight: what it wrote goes, what it changed is as before.

Whoever has joined meanwhile stays, and so does what somebody else has changed since; those rows are
counted as kept and named.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.live_sessions.queries import people_with_attendance
from courses.cohorts.reminders.service import delete_reminders
from courses.cohorts.service import delete_enrolments_of
from lms.accounts.provisioning import service as newcomers
from lms.accounts.provisioning.service import PersonCorrection
from lms.kernel.jobs import add_job
from lms.kernel.outbox import cancel_messages
from lms.organisations.new_members import service as members
from lms.organisations.new_members.queries import (
    list_invited_ids,
    people_named_elsewhere,
    people_who_joined,
)
from lms.organisations.new_members.service import ImportContext, UnitAssignment
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import RosterUndoExpired
from lms.organisations.roster.queries import RosterView, StoredRow
from lms.organisations.roster.service import RowResult
from lms.organisations.roster.undo_queries import count_removed_people
from lms.workflows.rosters.bulk_enrolment import BATCH_SIZE, Progress, job_arguments
from lms.workflows.rosters.comparison import CurrentMember
from lms.workflows.rosters.current_members import current_members

UNDO_JOB: Final = "undo-roster"


def request_undo(
    session: Session, found: RosterView, *, undone_by: UUID | None, now: datetime
) -> None:
    """Raises RosterNotDone or RosterUndoOver."""
    if found.expires_at <= now:
        raise RosterUndoExpired()
    service.begin_undo(session, found.id, undone_by=undone_by, now=now)
    add_job(
        session,
        kind=UNDO_JOB,
        key=f"{UNDO_JOB}:{found.id}",
        arguments=job_arguments(found),
        now=now,
    )


def undo_next_rows(
    session: Session, roster_id: UUID, *, organisation_id: UUID, now: datetime
) -> Progress:
    """The next rows. Called until it is over."""
    if service.lock_roster(session, roster_id).state != "undoing":
        return Progress(1, 1)
    found = queries.roster(session, roster_id, organisation_id=organisation_id)
    rows = queries.stored_rows(session, found, states=("done",), most=BATCH_SIZE)
    if rows:
        results = _RowUndoer(session, found, now).results(rows)
        service.store_results(session, results, key_id=found.key_id)
    counts = queries.row_counts(session, roster_id)
    left, over = counts.get("done", 0), counts.get("undone", 0) + counts.get("kept", 0)
    if left and rows:
        return Progress(over, over + left)
    kept = counts.get("kept", 0)
    results_of = found.counts | {"kept": kept, "taken-back": count_removed_people(session, found)}
    service.finish_roster(session, roster_id, state="undone", counts=results_of, now=now)
    return Progress(1, 1)


class _RowUndoer:
    def __init__(self, session: Session, found: RosterView, now: datetime) -> None:
        self._session, self._found = session, found
        self._to = ImportContext(found.organisation_id, found.cohort_id, None, now)

    def results(self, rows: Sequence[StoredRow]) -> list[RowResult]:
        about = {row.person_id for row in rows if row.person_id is not None}
        standing = self._standing(about)
        new = [row for row in rows if row.outcome == "new" and row.person_id is not None]
        removed = self._take_back_newcomers([row for row in new if row.before is None])
        asked = self._take_back_asked([row for row in new if row.before is not None])
        kept = {row.id for row in new} - removed - asked
        for row in rows:
            if row.outcome == "updated" and not self._put_back(row, standing.get(row.person_id)):
                kept.add(row.id)
        return [_result(row, row.id in kept, row.id in removed) for row in rows]

    def _standing(self, about: set[UUID]) -> dict[UUID | None, CurrentMember]:
        organisation_id = self._found.organisation_id
        people = current_members(self._session, organisation_id, only=about)
        return {one.person_id: one for one in people.values()}

    def _take_back_newcomers(self, rows: Sequence[StoredRow]) -> set[UUID]:
        """The rows whose people are gone, as if they had never been written down.

        Whoever another organisation asked in since, or who left here, keeps their account only;
        who was ticked at a session stays as they are.
        """
        ids = {row.person_id for row in rows if row.person_id is not None}
        going = newcomers.find_removable_people(self._session, ids)
        going -= people_with_attendance(self._session, going) | people_who_joined(
            self._session, going
        )
        gone = going - people_named_elsewhere(self._session, going, self._found.organisation_id)
        members.remove_unjoined(self._session, going, self._found.organisation_id)
        delete_enrolments_of(self._session, going)
        delete_reminders(self._session, gone)
        service.detach_rows_from(self._session, gone)
        newcomers.delete_people(self._session, gone)
        return {row.id for row in rows if row.person_id in going}

    def _take_back_asked(self, rows: Sequence[StoredRow]) -> set[UUID]:
        """People with an account who have not agreed yet are no longer asked."""
        ids = {row.person_id for row in rows if row.person_id is not None}
        waiting = set(list_invited_ids(self._session, self._found.organisation_id, only=ids))
        members.remove_unjoined(self._session, waiting, self._found.organisation_id)
        back = [row for row in rows if row.person_id in waiting]
        messages = [row.before["asked"] for row in back if row.before and row.before["asked"]]
        cancel_messages(self._session, [UUID(message_id) for message_id in messages])
        return {row.id for row in back}

    def _put_back(self, row: StoredRow, standing: CurrentMember | None) -> bool:
        """False where the person has joined, left, or was changed again since."""
        if standing is None or row.before is None:
            return False
        changed: dict[str, list[Any]] = row.before["changed"]
        theirs = {"name", "audience", "province"} & set(changed)
        now = _as_columns(standing)
        if (theirs and standing.is_theirs) or any(now[c] != new for c, (_, new) in changed.items()):
            return False
        now |= {column: old for column, (old, _new) in changed.items()}
        if theirs:
            before = (now["name"], now["audience"], now["province"])
            newcomers.correct_unclaimed_people(
                self._session, [PersonCorrection(standing.person_id, *before)]
            )
        if {"unit", "group"} & set(changed):
            place = UnitAssignment(standing.person_id, now["unit"], now["group"])
            members.assign_units(self._session, [place], to=self._to)
        return True


def _as_columns(standing: CurrentMember) -> dict[str, Any]:
    return {
        "name": standing.name,
        "audience": standing.audience,
        "province": standing.province_code,
        "unit": standing.unit,
        "group": standing.group,
    }


def _result(row: StoredRow, is_kept: bool, is_gone: bool) -> RowResult:
    person_id = None if is_gone else row.person_id
    state = "kept" if is_kept else "undone"
    return RowResult(row.id, state, row.outcome, person_id, row.before)
