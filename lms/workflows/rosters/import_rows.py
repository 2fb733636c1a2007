"""Takes rows of a confirmed roster in: writes newcomers down, asks people in, sets right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohort_name
from courses.cohorts.service import enrol_new_members
from lms.accounts.provisioning import queries as people
from lms.accounts.provisioning import service as newcomers
from lms.accounts.provisioning.queries import KnownPerson
from lms.accounts.provisioning.service import NewPerson, PersonCorrection
from lms.kernel.outbox import NewMessage, add_messages
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import open_keys
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations import queries as organisations
from lms.organisations.new_members import service as members
from lms.organisations.new_members.queries import list_member_units
from lms.organisations.new_members.service import ImportContext, Invitee, UnitAssignment
from lms.organisations.roster.queries import RosterView, StoredRow
from lms.organisations.roster.service import RowResult
from lms.workflows.rosters.cells import parse_lines
from lms.workflows.rosters.comparison import ComparedRow, Comparison
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.lines import RosterLine

TEMPLATE: Final = "invitation"
LANGUAGE: Final = "id"  # of newcomers, until they choose


def import_rows(
    session: Session, roster: RosterView, rows: Sequence[StoredRow], *, now: datetime
) -> list[RowResult]:
    """Compares once more, since days may lie between preview and now."""
    lines = [RosterLine(row.line, row.texts) for row in rows]
    read = list(parse_lines(lines, [], unprintable=get_ports(session).unprintable))
    contacts = [row.contact for row in read]
    known = {p.contact.address: p for p in people.find_people_by_contact(session, contacts)}
    only = {person.id for person in known.values()}
    standing = current_members(session, roster.organisation_id, only=only)
    taking = _RowImporter(session, roster, known, now)
    outcomes = taking.done(list(Comparison(standing).each(read)))
    return [_result(row, outcomes.get(row.line)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Outcome:
    outcome: str
    person_id: UUID | None
    before: dict[str, Any] | None = None


def _result(row: StoredRow, done: _Outcome | None) -> RowResult:
    done = done or _Outcome("left-out", None)  # it was right when it was confirmed
    return RowResult(row.id, "done", done.outcome, done.person_id, done.before)


class _RowImporter:
    """One piece of one roster, in one transaction."""

    def __init__(
        self, session: Session, roster: RosterView, known: dict[str, KnownPerson], now: datetime
    ) -> None:
        self._session, self._roster, self._known, self._now = session, roster, known, now
        self._to = ImportContext(roster.organisation_id, roster.cohort_id, roster.brought_by, now)

    def done(self, compared: Sequence[ComparedRow]) -> dict[int, _Outcome]:
        """By line."""
        new = [one for one in compared if one.outcome == "new"]
        strangers = [one for one in new if one.row.contact.address not in self._known]
        others = [one for one in new if one.row.contact.address in self._known]
        updated = [one for one in compared if one.outcome == "updated"]
        same = {one.row.number: _existing("unchanged", one) for one in compared}
        return same | self._new(strangers) | self._asked(others) | self._updated(updated)

    def _new(self, strangers: Sequence[ComparedRow]) -> dict[int, _Outcome]:
        """People nobody knows: written down, asked in, enrolled."""
        made = newcomers.create_people(
            self._session,
            [
                NewPerson(one.row.name, one.row.contact, one.row.audience, one.row.province_code)
                for one in strangers
            ],
            language=LANGUAGE,
            now=self._now,
        )
        ids = [person_id for person_id, _key in made]
        places = [
            UnitAssignment(person_id, one.row.unit, one.row.group)
            for person_id, one in zip(ids, strangers, strict=True)
        ]
        members.add_members(self._session, places, to=self._to)
        if self._roster.cohort_id is not None:
            enrol_new_members(self._session, ids, cohort_id=self._roster.cohort_id, now=self._now)
        asked = [_invitee(one, *pair) for one, pair in zip(strangers, made, strict=True)]
        self._ask_in(asked, [LANGUAGE] * len(asked))
        return {
            one.row.number: _Outcome("new", person_id)
            for one, person_id in zip(strangers, ids, strict=True)
        }

    def _asked(self, others: Sequence[ComparedRow]) -> dict[int, _Outcome]:
        """People with an account: asked in, and linked only when they agree. Counted as new, so
        that nobody learns from a roster who has an account."""
        known = [self._known[one.row.contact.address] for one in others]
        keys = open_keys(self._session, [person.data_key_id for person in known])
        every = [(one, p) for one, p in zip(others, known, strict=True) if p.data_key_id in keys]
        pairs = self._to_ask(every)
        asked = [_invitee(one, person.id, keys[person.data_key_id]) for one, person in pairs]
        sent = self._ask_in(asked, [person.language for _one, person in pairs])
        return {
            one.row.number: _Outcome("new", person.id, {"asked": sent.get(person.id, "")})
            for one, person in every
        }

    def _to_ask(
        self, every: Sequence[tuple[ComparedRow, KnownPerson]]
    ) -> list[tuple[ComparedRow, KnownPerson]]:
        """Each once: with merged accounts a person has several contacts, and may be in already."""
        ids = {person.id for _one, person in every}
        here = list_member_units(self._session, self._roster.organisation_id, only=ids)
        asked = {one.person_id for one in here}
        once = {person.id: (one, person) for one, person in reversed(every)}
        return [pair for person_id, pair in once.items() if person_id not in asked]

    def _updated(self, updated: Sequence[ComparedRow]) -> dict[int, _Outcome]:
        corrections = [c for c in map(_correction, updated) if c is not None]
        newcomers.correct_unclaimed_people(self._session, corrections)
        places = [_unit_assignment(one) for one in updated if {"unit", "group"} & set(one.changes)]
        members.assign_units(self._session, places, to=self._to)
        return {one.row.number: _existing("updated", one, _before(one)) for one in updated}

    def _ask_in(self, asked: Sequence[Invitee], languages: Sequence[str]) -> dict[UUID, str]:
        """The ids of messages by person."""
        made = members.invite_people(self._session, asked, to=self._to)
        if not self._roster.is_sent:
            return {}
        name = organisations.organisation(self._session, self._roster.organisation_id).name
        address = f"{get_ports(self._session).public_url}/invitation/"
        class_name = cohort_name(self._session, self._roster.cohort_id)
        messages = [
            NewMessage(
                one.person_id,
                one.key,
                "email" if "@" in one.contact else "phone",
                one.contact,
                TEMPLATE,
                {
                    "language": language,
                    "organisation": name,
                    "class_name": class_name,
                    "address": address + token,
                },
                sender_id=self._roster.organisation_id,
            )
            for one, language, (_id, token) in zip(asked, languages, made, strict=True)
        ]
        sent = add_messages(self._session, messages, now=self._now)
        return {one.person_id: str(sent_id) for one, sent_id in zip(asked, sent, strict=True)}


def _invitee(one: ComparedRow, person_id: UUID, key: SecretKey) -> Invitee:
    return Invitee(person_id, key, one.row.name, one.row.contact.address)


def _existing(outcome: str, one: ComparedRow, before: dict[str, Any] | None = None) -> _Outcome:
    return _Outcome(outcome, one.standing.person_id if one.standing else None, before)


def _correction(one: ComparedRow) -> PersonCorrection | None:
    standing = one.standing
    if standing is None or not {"name", "audience", "province"} & set(one.changes):
        return None
    return PersonCorrection(
        standing.person_id,
        one.row.name,
        one.row.audience or standing.audience,
        one.row.province_code or standing.province_code,
    )


def _unit_assignment(one: ComparedRow) -> UnitAssignment:
    standing = one.standing
    assert standing is not None  # noqa: S101  # only standing people are updated
    unit, group = one.row.unit or standing.unit, one.row.group or standing.group
    return UnitAssignment(standing.person_id, unit, group)


def _before(one: ComparedRow) -> dict[str, Any]:
    """What undoing puts back, and what must stand then for it to be put back."""
    standing, row = one.standing, one.row
    assert standing is not None  # noqa: S101
    every = {
        "name": (standing.name, row.name),
        "audience": (standing.audience, row.audience),
        "province": (standing.province_code, row.province_code),
        "unit": (standing.unit, row.unit),
        "group": (standing.group, row.group),
    }
    return {"changed": {column: every[column] for column in one.changes}}
