"""Import the rows of a confirmed roster: add people, invite them, update members.

Each batch of rows is one transaction, which also stores what became of each row. A worker that is
killed leaves whole batches; the next run continues after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohort_name
from courses.cohorts.service import enrol_new_members
from lms.accounts.provisioning import queries as people
from lms.accounts.provisioning import service as provisioning
from lms.accounts.provisioning.queries import KnownPerson
from lms.accounts.provisioning.service import NewPerson
from lms.accounts.queries import has_permission
from lms.kernel.outbox import NewMessage, add_messages
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import open_keys
from lms.organisations import queries as organisations
from lms.organisations.new_members import service as members
from lms.organisations.new_members.queries import list_member_units
from lms.organisations.new_members.service import ImportContext, Invitee, UnitAssignment
from lms.organisations.roster import queries, service
from lms.organisations.roster.lines import RosterLine
from lms.organisations.roster.queries import RosterView, StoredRow
from lms.organisations.roster.results import RowBefore, RowResult
from lms.workflows.rosters import import_values as values
from lms.workflows.rosters.batches import BATCH_SIZE, Progress, import_progress
from lms.workflows.rosters.cells import parse_line
from lms.workflows.rosters.comparison import ComparedRow, Comparison, CurrentMember
from lms.workflows.rosters.contact_cells import JOINED
from lms.workflows.rosters.contact_corrections import plain_name
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.parsed_rows import ParsedRow
from lms.workflows.rosters.removal import remove_unjoined_people

TEMPLATE: Final = "invitation"
LANGUAGE: Final = "id"  # of new people, until they choose


def import_next_rows(
    session: Session, roster_id: UUID, *, organisation_id: UUID, now: datetime
) -> Progress:
    """Import one batch, unless the person who confirmed has lost the permission.

    Called until the progress is over. Raises RosterNotFound.
    """
    if service.lock_roster(session, roster_id).state != "importing":
        return Progress(1, 1)
    roster = queries.roster(session, roster_id, organisation_id=organisation_id)
    if not _may_continue(session, roster):
        return _finish(session, roster, "stopped", now)
    rows = queries.stored_rows(session, roster, states=("waiting",), limit=BATCH_SIZE)
    if rows:
        results = import_rows(session, roster, rows, now=now)
        service.store_results(session, results, key_id=roster.key_id)
    progress = import_progress(session, roster_id)
    if progress.is_over or not rows:  # rows that an erasure has emptied stay waiting
        return _finish(session, roster, "done", now)
    return progress


def import_rows(
    session: Session, roster: RosterView, rows: Sequence[StoredRow], *, now: datetime
) -> list[RowResult]:
    """Import these rows. They are compared again, since the preview may be days old."""
    unprintable = get_ports(session).unprintable
    lines = (RosterLine(row.line, row.texts) for row in rows)
    parsed = [parse_line(line, unprintable=unprintable) for line in lines]
    valid = [row for row in parsed if isinstance(row, ParsedRow)]
    contacts = [contact for row in valid for contact in row.contacts]
    known = {p.contact.address: p for p in people.find_people_by_contact(session, contacts)}
    corrected = {row.line: row.person_id for row in rows if row.person_id is not None}
    only = {person.id for person in known.values()} | set(corrected.values())
    current = current_members(session, roster.organisation_id, only=only)
    comparison = Comparison(current, corrected)
    compared = [result for row in valid if (result := comparison.compare(row)) is not None]
    outcomes = _RowImporter(session, roster, known, now).outcomes(compared)
    return [_result(row, outcomes.get(row.line, LEFT_OUT)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Outcome:
    outcome: str
    person_id: UUID | None
    before: RowBefore | None = None


LEFT_OUT: Final = _Outcome("left-out", None)  # valid at confirmation, invalid or a duplicate now


def _result(row: StoredRow, outcome: _Outcome) -> RowResult:
    return RowResult(row.id, "done", outcome.outcome, outcome.person_id, outcome.before)


def _may_continue(session: Session, roster: RosterView) -> bool:
    """False once the coordinator who confirmed has lost the role."""
    if roster.brought_by is None:
        return True
    line = organisations.ancestor_ids(session, roster.organisation_id)
    scope = ("organisation", roster.organisation_id, line[1:])
    return has_permission(session, roster.brought_by, "roster.import", *scope)


def _finish(session: Session, roster: RosterView, state: str, now: datetime) -> Progress:
    counts = queries.outcome_counts(session, roster.id)
    service.finish_roster(session, roster.id, state=state, counts=counts, now=now)
    return Progress(1, 1)


class _RowImporter:
    """Imports one batch of a roster."""

    def __init__(
        self, session: Session, roster: RosterView, known: dict[str, KnownPerson], now: datetime
    ) -> None:
        """`known` are the accounts with contacts of the batch, by contact."""
        self._session, self._roster, self._known, self._now = session, roster, known, now
        self._to = ImportContext(roster.organisation_id, roster.cohort_id, roster.brought_by, now)

    def outcomes(self, compared: Sequence[ComparedRow]) -> dict[int, _Outcome]:
        """Write the rows. Gives the outcomes by line number."""
        new = [row.row for row in compared if row.outcome == "new"]
        changed = [(row, row.member) for row in compared if row.outcome == "updated" and row.member]
        updated = [pair for pair in changed if not self._is_taken(*pair)]
        taken = [pair for pair in changed if self._is_taken(*pair)]
        self._remove_placeholders([member.person_id for _row, member in taken])
        without_account = [row for row in new if self._account_of(row) is None]
        with_account = [row for row in new if self._account_of(row) is not None]
        unchanged = {row.row.number: _unchanged(row) for row in compared}
        return (
            unchanged
            | self._add_people(without_account)
            | self._invite_accounts(with_account)
            | self._invite_accounts([row.row for row, _member in taken], outcome="updated")
            | self._update_members(updated)
        )

    def _account_of(self, row: ParsedRow) -> KnownPerson | None:
        """By the second contact only an account of the same name, since phones are shared."""
        if person := self._known.get(row.contact.address):
            return person
        second = self._known.get(row.second.address) if row.second else None
        return second if second and plain_name(second.name) == row.plain_name else None

    def _is_taken(self, compared: ComparedRow, member: CurrentMember) -> bool:
        """Does another account have the corrected contact?"""
        known = self._known.get(compared.row.contact.address)
        return "contact" in compared.changes and known is not None and known.id != member.person_id

    def _remove_placeholders(self, person_ids: Sequence[UUID]) -> None:
        """Remove people who have not joined and whose corrected contact has an account.

        The account is invited in their stead, as for a new person.
        """
        remove_unjoined_people(self._session, set(person_ids), self._roster.organisation_id)

    def _add_people(self, rows: Sequence[ParsedRow]) -> dict[int, _Outcome]:
        """Create people without an account, add them as members, enrol and invite them."""
        people_to_add = [
            NewPerson(row.name, row.contact, row.audience, row.province_code) for row in rows
        ]
        created = provisioning.create_people(
            self._session, people_to_add, language=LANGUAGE, now=self._now
        )
        ids = [person_id for person_id, _key in created]
        units = [
            UnitAssignment(person_id, row.unit, row.group)
            for person_id, row in zip(ids, rows, strict=True)
        ]
        members.add_members(self._session, units, to=self._to)
        if self._roster.cohort_id is not None:
            enrol_new_members(self._session, ids, cohort_id=self._roster.cohort_id, now=self._now)
        invitees = [values.invitee(row, *pair) for row, pair in zip(rows, created, strict=True)]
        self._invite(invitees, [LANGUAGE] * len(invitees))
        return {
            row.number: _Outcome("new", person_id) for row, person_id in zip(rows, ids, strict=True)
        }

    def _invite_accounts(
        self, rows: Sequence[ParsedRow], *, outcome: str = "new"
    ) -> dict[int, _Outcome]:
        """Invite people who have an account; they join only if they accept.

        They count as new, or as updated where they correct the contact of a member, so that no
        roster reveals who has an account.
        """
        known = [person for row in rows if (person := self._account_of(row)) is not None]
        keys = open_keys(self._session, [person.data_key_id for person in known])
        pairs = [
            (row, person)
            for row, person in zip(rows, known, strict=True)
            if person.data_key_id in keys
        ]
        to_invite = self._without_members(pairs)
        invitees = [
            values.invitee(row, person.id, keys[person.data_key_id]) for row, person in to_invite
        ]
        message_ids = self._invite(invitees, [person.language for _row, person in to_invite])
        return {
            row.number: _Outcome(outcome, person.id, {"asked": message_ids.get(person.id, "")})
            for row, person in pairs
        }

    def _without_members(
        self, pairs: Sequence[tuple[ParsedRow, KnownPerson]]
    ) -> list[tuple[ParsedRow, KnownPerson]]:
        """Each person once, and no members: merged accounts have several contacts."""
        ids = {person.id for _row, person in pairs}
        current = list_member_units(self._session, self._roster.organisation_id, only=ids)
        member_ids = {member.person_id for member in current}
        first = {person.id: (row, person) for row, person in reversed(pairs)}
        return [pair for person_id, pair in first.items() if person_id not in member_ids]

    def _update_members(
        self, updated: Sequence[tuple[ComparedRow, CurrentMember]]
    ) -> dict[int, _Outcome]:
        corrections = [
            values.correction(compared.row, member)
            for compared, member in updated
            if {"name", "audience", "province"} & set(compared.changes)
        ]
        provisioning.correct_unclaimed_people(self._session, corrections)
        units = [
            values.unit_assignment(compared.row, member)
            for compared, member in updated
            if {"unit", "group"} & set(compared.changes)
        ]
        members.assign_units(self._session, units, to=self._to)
        self._correct_contacts([pair for pair in updated if "contact" in pair[0].changes])
        return {
            compared.row.number: _Outcome(
                "updated", member.person_id, values.before(compared, member)
            )
            for compared, member in updated
        }

    def _correct_contacts(self, updated: Sequence[tuple[ComparedRow, CurrentMember]]) -> None:
        """Replace contacts of people who have not joined, and invite them anew."""
        contacts = {member.person_id: compared.row.contact for compared, member in updated}
        provisioning.change_unclaimed_contacts(
            self._session, contacts, changed_by=self._roster.brought_by, now=self._now
        )
        accounts = {person.id: person for person in people.iter_people(self._session, contacts)}
        keys = open_keys(self._session, [person.data_key_id for person in accounts.values()])
        invitees = [
            values.invitee(compared.row, person.id, keys[person.data_key_id])
            for compared, member in updated
            if (person := accounts[member.person_id]).data_key_id in keys
        ]
        self._invite(invitees, [LANGUAGE] * len(invitees))

    def _invite(self, invitees: Sequence[Invitee], languages: Sequence[str]) -> dict[UUID, str]:
        """Invite these people. Gives the ids of the messages that were sent, by person."""
        invitations = members.invite_people(self._session, invitees, to=self._to)
        if not self._roster.is_sent:
            return {}
        name = organisations.organisation(self._session, self._roster.organisation_id).name
        address = f"{get_ports(self._session).public_url}/invitation/"
        cohort = cohort_name(self._session, self._roster.cohort_id)
        messages = [
            NewMessage(
                invitee.person_id,
                invitee.key,
                "email" if "@" in invitee.contact else "phone",
                invitee.contact.partition(JOINED)[0],
                TEMPLATE,
                {
                    "language": language,
                    "organisation": name,
                    "class_name": cohort,
                    "address": address + token,
                },
                sender_id=self._roster.organisation_id,
            )
            for invitee, language, (_id, token) in zip(
                invitees, languages, invitations, strict=True
            )
        ]
        sent = add_messages(self._session, messages, now=self._now)
        return {
            invitee.person_id: str(message_id)
            for invitee, message_id in zip(invitees, sent, strict=True)
        }


def _unchanged(row: ComparedRow) -> _Outcome:
    return _Outcome("unchanged", row.member.person_id if row.member else None)
