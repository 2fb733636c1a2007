"""Rules for scoring item versions by the rescorings so far; the latest decision applies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.models import ItemVersion
from assessments.items.types.values import Key, Response
from assessments.kinds import Rule
from assessments.rescoring.models import Rescoring
from assessments.scoring.score import AnsweredSlot


@dataclass(frozen=True, slots=True)
class Ruling:
    """How an item version is scored; `key` replaces its key for the rule `key`."""

    rule: Rule
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class LateRuling:
    """Late answers received before `until` count, of one attempt or of the whole assessment."""

    assessment_id: UUID
    attempt_id: UUID | None
    until: datetime

    def covers(self, assessment_id: UUID, attempt_id: UUID) -> bool:
        """Tell whether the ruling applies to an attempt."""
        return self.assessment_id == assessment_id and self.attempt_id in (None, attempt_id)


@dataclass(frozen=True, slots=True)
class Rulings:
    """All rulings that apply to a set of attempts."""

    by_version: Mapping[UUID, Ruling] = field(default_factory=dict)
    late: tuple[LateRuling, ...] = ()

    def late_until(self, assessment_id: UUID, attempt_id: UUID) -> datetime | None:
        """Return until when late answers count; None if they do not."""
        ends = [ruling.until for ruling in self.late if ruling.covers(assessment_id, attempt_id)]
        return max(ends, default=None)

    def slot(self, position: int, version: "VersionKey", response: Response | None) -> AnsweredSlot:
        """Return a slot of an attempt to be scored under the rulings."""
        ruling = self.by_version.get(version.id)
        if ruling is None or ruling.rule == "as-written":
            return AnsweredSlot(position, version.type_code, version.key, response)
        if ruling.rule == "key":
            return AnsweredSlot(position, version.type_code, ruling.key or {}, response)
        slot = AnsweredSlot(position, version.type_code, version.key, response)
        return replace(slot, ruling="drop" if ruling.rule == "drop" else "full-credit")


@dataclass(frozen=True, slots=True)
class VersionKey:
    """The fields of an item version that scoring needs."""

    id: UUID
    type_code: str
    key: Key


def get_rulings(session: Session, version_ids: Collection[UUID]) -> Rulings:
    """Return the rulings on these item versions, for an attempt that is submitted now."""
    return Rulings(_by_version(session, version_ids))


def get_all_rulings(session: Session) -> Rulings:
    """Return the rulings on all item versions and late answers."""
    rows = session.execute(
        select(Rescoring.assessment_id, Rescoring.attempt_id, Rescoring.decided_at).where(
            Rescoring.rule == "late"
        )
    )
    late = tuple(LateRuling(row[0], row[1], row[2]) for row in rows if row[0])
    return Rulings(_by_version(session, None), late)


def _by_version(session: Session, version_ids: Collection[UUID] | None) -> dict[UUID, Ruling]:
    query = (
        select(Rescoring.item_version_id, Rescoring.rule, ItemVersion.answer_key)
        .outerjoin(ItemVersion, ItemVersion.id == Rescoring.key_version_id)
        .where(Rescoring.item_version_id.is_not(None))
        .order_by(Rescoring.decided_at, Rescoring.id)
    )
    if version_ids is not None:
        query = query.where(Rescoring.item_version_id.in_(version_ids))
    rows = session.execute(query)
    return {
        row[0]: Ruling(row[1], row[2]) for row in rows if row[0]
    }  # later rows replace earlier ones
