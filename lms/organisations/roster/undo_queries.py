"""How many people taking a roster back would concern, before anybody says yes."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lms.organisations.members.models import Membership
from lms.organisations.roster.models import RosterRow
from lms.organisations.roster.queries import RosterView


@dataclass(frozen=True, slots=True)
class UndoCounts:
    """People who go again, those who have joined and stay, and those who were only changed."""

    going: int
    staying: int
    changed: int


def undo_counts(session: Session, found: RosterView) -> UndoCounts:
    """Of joining it counts what this organisation knows; undoing spares others as well."""
    stays = exists().where(
        Membership.person_id == RosterRow.person_id,
        Membership.organisation_id == found.organisation_id,
        Membership.joined_at.is_not(None),
    )
    done = RosterRow.import_id == found.id, RosterRow.state == "done"
    new = select(func.count()).where(*done, RosterRow.outcome == "new")
    changed = select(func.count()).where(*done, RosterRow.outcome == "updated")
    every = session.scalar(new) or 0
    staying = session.scalar(new.where(stays)) or 0
    return UndoCounts(every - staying, staying, session.scalar(changed) or 0)


def count_removed_people(session: Session, found: RosterView) -> int:
    """Newcomers of a roster that was undone, without those who were kept."""
    undone = RosterRow.import_id == found.id, RosterRow.state == "undone"
    return session.scalar(select(func.count()).where(*undone, RosterRow.outcome == "new")) or 0
