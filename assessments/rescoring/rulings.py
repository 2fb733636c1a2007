"""How items count by the regrades so far: the latest word on a version of an item holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.models import ItemVersion
from assessments.kinds import Rule
from assessments.rescoring.models import Rescoring
from assessments.scoring.score import AnsweredSlot


@dataclass(frozen=True, slots=True)
class Ruling:
    rule: Rule
    key: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LateRuling:
    """Answers that had come by then count, those of one attempt or of a whole assessment."""

    assessment_id: UUID
    attempt_id: UUID | None
    until: datetime

    def covers(self, assessment_id: UUID, attempt_id: UUID) -> bool:
        return self.assessment_id == assessment_id and self.attempt_id in (None, attempt_id)


@dataclass(frozen=True, slots=True)
class Rulings:
    by_version: Mapping[UUID, Ruling] = field(default_factory=dict)
    late: tuple[LateRuling, ...] = ()

    def late_until(self, assessment_id: UUID, attempt_id: UUID) -> datetime | None:
        """None where late answers do not count."""
        fitting = [one.until for one in self.late if one.covers(assessment_id, attempt_id)]
        return max(fitting, default=None)

    def slot(
        self, position: int, version: "VersionKey", response: dict[str, Any] | None
    ) -> AnsweredSlot:
        """One place of an attempt, to be scored as decided."""
        ruling = self.by_version.get(version.id)
        if ruling is None or ruling.rule == "as-written":
            return AnsweredSlot(position, version.type_code, version.key, response)
        if ruling.rule == "key":
            return AnsweredSlot(position, version.type_code, ruling.key or {}, response)
        slot = AnsweredSlot(position, version.type_code, version.key, response)
        return replace(slot, ruling="drop" if ruling.rule == "drop" else "full-credit")


@dataclass(frozen=True, slots=True)
class VersionKey:
    """What scoring needs of an item version."""

    id: UUID
    type_code: str
    key: Mapping[str, Any]


def get_rulings(session: Session, version_ids: Collection[UUID]) -> Rulings:
    """Those on these item versions, for an attempt that is handed in now."""
    return Rulings(_by_version(session, version_ids))


def get_all_rulings(session: Session) -> Rulings:
    rows = session.execute(
        select(Rescoring.assessment_id, Rescoring.attempt_id, Rescoring.decided_at).where(
            Rescoring.rule == "late"
        )
    )
    late = tuple(LateRuling(of, one, until) for of, one, until in rows if of)
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
    return {row[0]: Ruling(row[1], row[2]) for row in rows if row[0]}  # of each the last row
