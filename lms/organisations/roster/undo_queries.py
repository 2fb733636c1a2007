"""How many people the undo of a roster concerns."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lms.organisations.members.models import Membership
from lms.organisations.roster.models import RosterRow
from lms.organisations.roster.queries import RosterView


@dataclass(frozen=True, slots=True)
class UndoCounts:
    """People who would be removed, who have joined and stay, and whose changes are restored."""

    removed: int
    staying: int
    restored: int


def undo_counts(session: Session, roster: RosterView) -> UndoCounts:
    """An estimate: the undo also keeps people for reasons that this organisation may not see."""
    stays = exists().where(
        Membership.person_id == RosterRow.person_id,
        Membership.organisation_id == roster.organisation_id,
        Membership.joined_at.is_not(None),
    )
    done = RosterRow.import_id == roster.id, RosterRow.state == "done"
    new = select(func.count()).where(*done, RosterRow.outcome == "new")
    changed = select(func.count()).where(*done, RosterRow.outcome == "updated")
    total = session.scalar(new) or 0
    staying = session.scalar(new.where(stays)) or 0
    return UndoCounts(total - staying, staying, session.scalar(changed) or 0)


def count_removed_people(session: Session, roster: RosterView) -> int:
    """People whom the import had added and the undo has removed."""
    undone = RosterRow.import_id == roster.id, RosterRow.state == "undone"
    return session.scalar(select(func.count()).where(*undone, RosterRow.outcome == "new")) or 0
