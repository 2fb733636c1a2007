"""Validation of reports on awareness sessions. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from courses.awareness.errors import (
    CountUnreadable,
    GroupUnknown,
    HeldInFuture,
    HeldTooLongAgo,
    NoParticipants,
    TooManyPeople,
)
from lms.kernel.texts.masking import mask_personal_data
from lms.kernel.texts.texts import TextMissing, clean_line, clean_text

GROUPS: Final = ("parents", "teachers", "children", "youth", "community", "officials", "mixed")
MAX_DISTRICT_LENGTH: Final = 80
MAX_NOTES_LENGTH: Final = 1000
MAX_PEOPLE: Final = 5000
MAX_DIGITS: Final = 6
MAX_AGE: Final = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class AwarenessReport:
    """A report on one session; `kit_code` is None without a kit, `children` are under 18."""

    held_on: date
    province_code: str
    district: str
    audience: str
    children: int
    adults: int
    kit_code: str | None
    notes: str


def validate_report(report: AwarenessReport, *, today: date) -> AwarenessReport:
    """Return the report with clean texts in which contact details of people are masked.

    Raises HeldInFuture, HeldTooLongAgo, GroupUnknown, NoParticipants, TooManyPeople or TextMissing.
    """
    if report.held_on > today:
        raise HeldInFuture()
    if report.held_on < today - MAX_AGE:
        raise HeldTooLongAgo()
    if report.audience not in GROUPS:
        raise GroupUnknown()
    if min(report.children, report.adults) < 0 or report.children + report.adults == 0:
        raise NoParticipants()
    if report.children + report.adults > MAX_PEOPLE:
        raise TooManyPeople(limit=MAX_PEOPLE)
    district = mask_personal_data(clean_line(report.district, max_length=MAX_DISTRICT_LENGTH))
    if not district:
        raise TextMissing()
    notes = mask_personal_data(clean_text(report.notes, max_length=MAX_NOTES_LENGTH))
    return replace(report, district=district, notes=notes)


def parse_count(text: str) -> int:
    """Parse a typed number of people. Raises CountUnreadable."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        raise CountUnreadable()
    return int(digits)
