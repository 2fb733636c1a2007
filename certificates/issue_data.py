"""What other packages hand to certificates. Portable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

SUSPENSION_REASONS = ("under-review", "identity-in-doubt", "holder-asked", "key-compromise")
REVOCATION_REASONS = ("issued-in-error", "misconduct", "holder-asked", "replaced", "key-compromise")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who receives a certificate, as they were on the day of issue."""

    name: str
    audience: str | None
    province_code: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A holder with the ids that tie the certificate to them; the key is the person's."""

    enrolment_id: UUID
    person_id: UUID
    person_key_id: UUID
    holder: Holder


@dataclass(frozen=True, slots=True)
class AchievementAlignment:
    """An entry of a framework of others, by its address."""

    name_id: str
    name_en: str
    url: str
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class AchievementDetails:
    """What a credential tells beyond the paper, as it stood on the day of issue."""

    criteria_id: str = ""
    criteria_en: str = ""
    alignments: tuple[AchievementAlignment, ...] = ()
    course_language: str = "id"


def parse_achievement_details(stored: Mapping[str, Any] | None) -> AchievementDetails:
    """As `asdict` wrote it; empty for a certificate from before these were kept."""
    facts = dict(stored or {})
    alignments = tuple(AchievementAlignment(**one) for one in facts.pop("alignments", ()))
    return AchievementDetails(**facts, alignments=alignments)


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved. Level is 0 for completed, 1 for completed with distinction."""

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
    """Who signs for the issuer, with the office in both languages."""

    name: str
    title_id: str
    title_en: str
