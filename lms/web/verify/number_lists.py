"""What an education office sends, a list of numbers or codes as text or CSV, and what it gets."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from certificates.api_queries import CheckedEntry, is_code
from certificates.numbers import format_number, parse_number
from lms.kernel.errors import Invalid
from lms.web.verify.verdicts import LEVELS, OUTCOMES

MOST = 500
LONGEST_CELL = 1_200  # a code with a long name
COLUMNS = (
    "nomor / number",
    "hasil / result",
    "nama / name",
    "kursus / course",
    "jenjang / level",
    "jam / hours",
    "terbit / issued",
    "berlaku sampai / valid until",
    "diperiksa / checked",
)
ON_THE_PAGE = (0, 1, 2, 3, 6, 7)  # columns; the rest stands in the file

_SEPARATORS = re.compile(r"[,;\t|]")
_FORMULA = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_ENCODINGS = (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"",)))


class ListTooLong(Invalid):
    code = "verify-list-too-long"


class ListEmpty(Invalid):
    code = "verify-list-empty"


def text_of(data: bytes) -> str:
    """As spreadsheets save it: UTF-8, UTF-16 with its mark, or the code page of old Excel."""
    for encoding, marks in _ENCODINGS:
        if data.startswith(marks):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    return data.decode("cp1252", "replace")


def entries_in(text: str) -> list[str]:
    """One number or code a line, in whichever column; a line without one is kept as it stands.

    The first line may be a heading. Raises ListEmpty or ListTooLong.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_entry(line) for line in lines]
    if len(found) > 1 and found[0] is None:
        lines, found = lines[1:], found[1:]
    entries = [entry or line[:LONGEST_CELL] for entry, line in zip(found, lines, strict=True)]
    if not entries:
        raise ListEmpty()
    if len(entries) > MOST:
        raise ListTooLong(max=MOST)
    return entries


def table_of(
    entries: Sequence[str], checked: Iterable[CheckedEntry], *, now: datetime, zone: ZoneInfo
) -> list[tuple[str, ...]]:
    """A row an entry; days are those of the issuer's zone, as on the certificates."""
    return [_row(entry, one, now, zone) for entry, one in zip(entries, checked, strict=True)]


def csv_of(rows: Iterable[tuple[str, ...]]) -> bytes:
    """With a mark for spreadsheets; what would start a formula there starts with an apostrophe."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _entry(line: str) -> str | None:
    cells = [cell.strip().strip('"') for cell in _SEPARATORS.split(line)]
    return next((cell for cell in cells if is_code(cell) or parse_number(cell)), None)


def _row(entry: str, checked: CheckedEntry, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    status = checked.status
    number = parse_number(entry)
    has_number = number or is_code(entry)
    outcome = " / ".join(OUTCOMES[checked.outcome if has_number else "no-number"])
    shown = format_number(number) if number else entry
    if status is None or not status.number:
        return (shown, outcome, "", "", "", "", "", "", _moment(now, zone))
    number = format_number(status.number)
    if checked.outcome not in ("valid", "expired", "specimen"):
        return (
            number,
            outcome,
            "",
            status.title_id,
            "",
            "",
            _day(status.issued_at, zone),
            "",
            _moment(now, zone),
        )
    return (
        number,
        outcome,
        status.name,
        status.title_id,
        LEVELS[status.level][0],
        str(status.hours),
        _day(status.issued_at, zone),
        _day(status.valid_until, zone),
        _moment(now, zone),
    )


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
