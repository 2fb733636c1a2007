"""Live sessions as a calendar file, by RFC 5545. Pure.

Times are UTC, which every calendar shows in its owner's zone. A session that was cancelled stays in
the file with that status, so that a calendar that has it takes it out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LINE_END: Final = "\r\n"
MAX_LINE_LENGTH: Final = 75  # octets, without the end of the line
PRODUCT: Final = "-//Payung//Live sessions//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """`uid` is the same in every file in which the event stands."""

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
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}{LINE_END}" for line in lines for part in _folded(line)).encode()


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"LAST-MODIFIED:{_moment(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_moment(event.begins_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A TEXT value (3.3.11): signs with a meaning are escaped, so no text can begin a line."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 octets (3.1), never cut within a character."""
    rest, width = line, MAX_LINE_LENGTH
    prefix = ""
    while len(rest.encode()) > width:
        cut = len(rest.encode()[:width].decode(errors="ignore"))
        yield prefix + rest[:cut]
        rest, prefix, width = rest[cut:], " ", MAX_LINE_LENGTH - 1
    yield prefix + rest
