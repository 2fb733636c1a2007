"""Calendar files by RFC 5545: lines that fold, texts that cannot break out, times in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.live_sessions.calendar import Event, calendar_file

WITA = timezone(timedelta(hours=8))
EVENT = Event(
    uid="1@contoh.id",
    title="Pelatihan, hari 1",
    place="Aula; lantai 2",
    description="https://contoh.id/kelas",
    begins_at=datetime(2027, 1, 4, 8, tzinfo=WITA),
    ends_at=datetime(2027, 1, 4, 16, tzinfo=WITA),
    changed_at=datetime(2026, 12, 1, tzinfo=UTC),
    sequence=2,
    is_cancelled=False,
)


def changed(**facts):
    return Event(**{name: getattr(EVENT, name) for name in Event.__slots__} | facts)


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_event_has_what_calendars_ask_for():
    lines = unfolded(calendar_file([EVENT]))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {
        "VERSION:2.0",
        "UID:1@contoh.id",
        "DTSTAMP:20261201T000000Z",
        "DTSTART:20270104T000000Z",
        "DTEND:20270104T080000Z",
        "SEQUENCE:2",
        "SUMMARY:Pelatihan\\, hari 1",
        "LOCATION:Aula\\; lantai 2",
        "STATUS:CONFIRMED",
    } <= set(lines)


def test_cancelled_event_says_so():
    assert "STATUS:CANCELLED" in unfolded(calendar_file([changed(is_cancelled=True)]))


def test_no_session_is_a_calendar_all_the_same():
    assert b"VEVENT" not in calendar_file([])


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_title_is_longer_than_a_line_or_breaks_out_of_its_own(title):
    content = calendar_file([changed(title=title)])
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert len(unfolded(content)) == len(unfolded(calendar_file([EVENT])))
