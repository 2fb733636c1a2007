"""iCalendar file (RFC 5545) of live sessions. Pure.

Times are UTC; calendars show them in their own zone. Cancelled sessions stay in the file with
STATUS:CANCELLED, so that calendars remove them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LINE_END: Final = "\r\n"
MAX_LINE_LENGTH: Final = 75  # octets without the line end (section 3.1)
PRODUCT: Final = "-//Payung//Live sessions//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """One event (VEVENT). `uid` must be the same in all files."""

    uid: str
    title: str
    place: str
    description: str
    begins_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    is_cancelled: bool


def calendar_file(events: Sequence[Event]) -> bytes:
    """Return an iCalendar file in UTF-8 with these events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}{LINE_END}" for line in lines for part in _folded(line)).encode()


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_utc(event.begins_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escape a TEXT value (section 3.3.11), so that no text can begin a new line."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> Iterable[str]:
    """Fold a line into parts of at most 75 octets (section 3.1) without splitting a character."""
    rest, width = line, MAX_LINE_LENGTH
    prefix = ""
    while len(rest.encode()) > width:
        cut = len(rest.encode()[:width].decode(errors="ignore"))
        yield prefix + rest[:cut]
        rest, prefix, width = rest[cut:], " ", MAX_LINE_LENGTH - 1
    yield prefix + rest
