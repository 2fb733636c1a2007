"""Request and response models for certificates.

Fields and values are stable within this version; new ones may be added.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from lms.api.v1.schemas import PageQuery, RequestModel, ResponseModel

MAX_ENTRIES = 500
MAX_ENTRY_LENGTH = 1_200

CertificateOutcome = Literal[
    "valid", "expired", "suspended", "revoked", "superseded", "withdrawn", "specimen"
]
EntryOutcome = Literal[
    "valid",
    "expired",
    "suspended",
    "revoked",
    "superseded",
    "withdrawn",
    "specimen",
    "not-found",
    "differs",
    "unreadable",
    "foreign-host",
    "unknown-key",
    "online-only",
    "forged",
]
Reason = Literal["issued-in-error", "misconduct", "holder-asked", "replaced", "key-compromise"]
NUMBER = "16 characters of Crockford's base32 as printed, such as 7K4M-2Q9X-HT3W-P8DR"


class BothTitles(ResponseModel):
    """The title in both languages."""

    id: str
    en: str


class IssuerName(ResponseModel):
    """Who issued it, as set when it was issued."""

    name: str
    url: str


class Certificate(ResponseModel):
    """Public facts of a certificate, as on the verify page."""

    outcome: CertificateOutcome = Field(
        description="Only `valid` is a valid certificate. A `specimen` proves nothing."
    )
    number: str = Field(description=NUMBER)
    checked_at: datetime
    course_code: str | None
    title: BothTitles | None
    holder_name: str | None = Field(
        description="Given if the outcome is valid, expired or specimen; compare it"
    )
    hours: int | None = Field(description="Hours of learning")
    has_distinction: bool
    is_pilot: bool = Field(description="Issued during a pilot of a draft course")
    issued_at: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None
    suspended_at: datetime | None
    replaced_by: str | None = Field(
        description="Number of the corrected or renewed certificate that replaced it"
    )
    issuer: IssuerName | None
    page: str = Field(description="Address of the verify page")


class CertificateLine(ResponseModel):
    """A certificate in a list, without the holder's name."""

    number: str = Field(description=NUMBER)
    outcome: CertificateOutcome
    course_code: str
    is_pilot: bool
    issued_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None


class CertificateList(ResponseModel):
    """A page of the list, in order of issue."""

    certificates: list[CertificateLine]
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last page")


class ListQuery(PageQuery):
    """Parameters of the list."""

    course: str | None = Field(
        default=None, pattern="^[!-~]{1,16}$", description="Only certificates of this course"
    )


class EntriesToCheck(RequestModel):
    """Up to 500 numbers or texts of QR codes, in any order."""

    certificates: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=MAX_ENTRY_LENGTH)]],
        Field(
            min_length=1,
            max_length=MAX_ENTRIES,
            description="Each a number, or the whole text of a QR code",
            examples=[["7K4M-2Q9X-HT3W-P8DR"]],
        ),
    ]


class CheckedEntry(ResponseModel):
    """The result for an entry."""

    outcome: EntryOutcome
    certificate: Certificate | None = Field(
        description="Null if there is none, or if the code was not issued by this server"
    )


class CheckedEntries(ResponseModel):
    """A result for each entry, in the order sent."""

    checked_at: datetime
    results: list[CheckedEntry]


class RevocationWanted(RequestModel):
    """The reason of a revocation, stored but never public."""

    reason: Reason


class Revocation(ResponseModel):
    """A permanently revoked certificate."""

    number: str = Field(description=NUMBER)
    outcome: Literal["revoked"]
    revoked_at: datetime
