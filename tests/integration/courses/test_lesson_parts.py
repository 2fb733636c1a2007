"""HTML around the units of a lesson: kept for all learners, of a bounded number of lessons."""

from types import SimpleNamespace
from uuid import UUID

from lms.web.learning import lesson_parts

CONTENT = {"sources": [], "objectives": [], "key_messages_id": [], "key_messages_en": []}


def lesson(number):
    return SimpleNamespace(
        id=UUID(int=number),
        content=CONTENT,
        course_code="POESA-EL",
        module_code=f"M{number:02}",
        module_number=number,
    )


def test_cache_holds_few_lessons(app, monkeypatch):
    cache = {}
    monkeypatch.setattr(lesson_parts, "MAX_CACHED", 2)
    monkeypatch.setattr(lesson_parts, "_cache", cache)
    with app.test_request_context():
        first = lesson_parts.lesson_parts(lesson(1), 1, "id")
        lesson_parts.lesson_parts(lesson(2), 1, "id")
        assert lesson_parts.lesson_parts(lesson(1), 1, "id") is first
        lesson_parts.lesson_parts(lesson(3), 1, "id")
    assert len(cache) == 1
