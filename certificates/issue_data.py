"""Input that other packages pass to certificates. Portable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

SUSPENSION_REASONS = ("under-review", "identity-in-doubt", "holder-asked", "key-compromise")
REVOCATION_REASONS = ("issued-in-error", "misconduct", "holder-asked", "replaced", "key-compromise")


@dataclass(frozen=True, slots=True)
class Holder:
    """The person who receives a certificate, as on the day of issue."""

    name: str
    audience: str | None
    province_code: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A holder with the ids of enrolment, person and the person's data key."""

    enrolment_id: UUID
    person_id: UUID
    person_key_id: UUID
    holder: Holder


@dataclass(frozen=True, slots=True)
class AchievementAlignment:
    """An entry of a third-party framework, identified by its URL."""

    name_id: str
    name_en: str
    url: str
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class AchievementDetails:
    """What the credential states beyond the printed page, as on the day of issue."""

    criteria_id: str = ""
    criteria_en: str = ""
    alignments: tuple[AchievementAlignment, ...] = ()
    course_language: str = "id"


def parse_achievement_details(stored: Mapping[str, Any] | None) -> AchievementDetails:
    """Read what `asdict` wrote; empty for certificates issued before details were stored."""
    facts = dict(stored or {})
    alignments = tuple(
        AchievementAlignment(**alignment) for alignment in facts.pop("alignments", ())
    )
    return AchievementDetails(**facts, alignments=alignments)


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved. `level` is 0 for completed, 1 for completed with distinction."""

    code: str
    title_id: str
    title_en: str
    hours: int
    level: int
    is_pilot: bool
    valid_years: int | None = 3
    details: AchievementDetails = AchievementDetails()


@dataclass(frozen=True, slots=True)
class Signatory:
    """An official who signs for the issuer, with the office in both languages."""

    name: str
    title_id: str
    title_en: str
