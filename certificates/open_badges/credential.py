"""Builds unsigned Open Badges 3.0 credentials (W3C Verifiable Credentials 2.0). Portable.

A credential has what the verification page shows: no role, province, contact or score. Nothing in
it links two certificates of a learner.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from certificates.keys.did import did_web
from certificates.open_badges.contexts import CREDENTIALS_V2, OPEN_BADGES_3
from certificates.open_badges.data_integrity import format_timestamp
from certificates.status_lists.bitstring import REVOCATION, list_url

CONTEXTS: Final = (CREDENTIALS_V2, OPEN_BADGES_3)

LEVELS: Final = {
    "id": ("Tuntas", "Tuntas dengan predikat istimewa"),
    "en": ("Completed", "Completed with distinction"),
}
_HOURS = {"id": "{} jam pelajaran.", "en": "{} lesson hours."}
_CRITERIA = {
    "id": "Semua bagian kursus diselesaikan dan syarat kelulusannya dipenuhi.",
    "en": "All parts of the course were completed and its rules for passing were met.",
}
_LEVEL_NAME = {"id": "Predikat", "en": "Level"}
_SPECIMEN = "CONTOH / SPECIMEN"
_PILOT = "UJI COBA / PILOT"
_WARNINGS = {
    _SPECIMEN: "Contoh, bukan sertifikat asli. A specimen, not a genuine certificate.",
    _PILOT: "Dari uji coba kursus. From a pilot of the course.",
}


@dataclass(frozen=True, slots=True)
class Alignment:
    """An entry of a framework that the achievement is aligned to."""

    name: str
    url: str
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """Content of a credential. `subject_id` is unique to it."""

    number: str
    subject_id: UUID
    host: str  # the authority under which it was issued
    name: str
    course_code: str
    title_id: str
    title_en: str
    level: int  # 0 completed, 1 with distinction
    hours: int  # jam pelajaran
    language: str  # id or en: of the texts in it
    issued_at: datetime
    valid_until: datetime | None
    issuer_name: str
    issuer_url: str
    list_number: int
    status_index: int
    criteria: str = ""  # empty for a default text
    alignments: tuple[Alignment, ...] = ()
    is_pilot: bool = False
    is_specimen: bool = False
    is_secure: bool = True  # false on loopback only

    @property
    def origin(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://{self.host}"


def build_credential(facts: CredentialFacts) -> dict[str, object]:
    """Build a credential without a proof; deterministic."""
    credential: dict[str, object] = {
        "@context": list(CONTEXTS),
        "id": f"{facts.origin}/credentials/{facts.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _title(facts),
        "description": _description(facts),
        "issuer": issuer_profile(facts.host, name=facts.issuer_name, url=facts.issuer_url),
        "validFrom": format_timestamp(facts.issued_at),
        "credentialSubject": _subject(facts),
        "credentialStatus": _status(facts),
    }
    if facts.valid_until is not None:
        credential["validUntil"] = format_timestamp(facts.valid_until)
    return credential


def issuer_profile(host: str, *, name: str, url: str) -> dict[str, object]:
    """Build the issuer profile of credentials and of `/issuer.json`."""
    profile: dict[str, object] = {"id": did_web(host), "type": ["Profile"], "name": name}
    return profile | ({"url": url} if url else {})


def _subject(facts: CredentialFacts) -> dict[str, object]:
    name = {"type": "IdentityObject", "identityType": "name", "hashed": False}
    result = {
        "type": ["Result"],
        "resultDescription": _level_id(facts),
        "value": LEVELS[facts.language][facts.level],
    }
    return {
        "id": facts.subject_id.urn,
        "type": ["AchievementSubject"],
        "identifier": [name | {"identityHash": facts.name}],
        "result": [result],
        "achievement": _achievement(facts),
    }


def _achievement(facts: CredentialFacts) -> dict[str, object]:
    level = {
        "id": _level_id(facts),
        "type": ["ResultDescription"],
        "name": _LEVEL_NAME[facts.language],
        "resultType": "PerformanceLevel",
    }
    achievement: dict[str, object] = {
        "id": _course_id(facts),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": _title(facts),
        "description": _description(facts),
        "humanCode": facts.course_code,
        "inLanguage": facts.language,
        "creditsAvailable": facts.hours,
        "criteria": {"narrative": facts.criteria or _CRITERIA[facts.language]},
        "resultDescription": [level],
    }
    alignments = [_alignment(alignment) for alignment in facts.alignments]
    return achievement | ({"alignment": alignments} if alignments else {})


def _alignment(alignment: Alignment) -> dict[str, object]:
    optional = {"targetFramework": alignment.framework, "targetCode": alignment.code}
    return {
        "type": ["Alignment"],
        "targetName": alignment.name,
        "targetUrl": alignment.url,
        **{term: value for term, value in optional.items() if value},
    }


def _status(facts: CredentialFacts) -> dict[str, str]:
    """Build the only status entry that the Open Badges schema allows."""
    address = list_url(facts.origin, facts.list_number, REVOCATION)
    return {
        "id": f"{address}#{facts.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(facts.status_index),
        "statusListCredential": address,
    }


def _title(facts: CredentialFacts) -> str:
    title = facts.title_en if facts.language == "en" else facts.title_id
    return " · ".join([*_marks(facts), title])


def _description(facts: CredentialFacts) -> str:
    """Return the title in the other language, the hours, and warnings."""
    other = facts.title_id if facts.language == "en" else facts.title_en
    hours = _HOURS[facts.language].format(facts.hours)
    return " ".join([*(_WARNINGS[mark] for mark in _marks(facts)), f"{other}.", hours])


def _marks(facts: CredentialFacts) -> list[str]:
    return [_SPECIMEN] * facts.is_specimen + [_PILOT] * facts.is_pilot


def _course_id(facts: CredentialFacts) -> str:
    return f"{facts.origin}/courses/{facts.course_code}"


def _level_id(facts: CredentialFacts) -> str:
    return f"{_course_id(facts)}#level"
