"""A lesson in steps is imported beside others: its content lists the steps with their units."""

from sqlalchemy import select

from courses.catalogue.content_models import Lesson, Unit
from tests.factories import course_files_with_steps, make_course


def test_the_content_of_a_lesson_lists_its_steps(write, new_session):
    version_id = write(make_course, files=course_files_with_steps())
    with new_session() as session:
        lessons = session.execute(
            select(Lesson.code, Lesson.id, Lesson.content, Lesson.minutes).filter_by(
                course_version_id=version_id
            )
        ).all()
        (lesson_id, content, minutes) = next(row[1:] for row in lessons if row.code == "M02-L1")
        units = session.execute(
            select(Unit.key, Unit.block_type).filter_by(lesson_id=lesson_id).order_by(Unit.position)
        ).all()
    assert [row.code for row in lessons if "steps" in row.content] == ["M02-L1"]
    assert [key for step in content["steps"] for key in step["unit_keys"]] == [
        unit.key for unit in units
    ]
    assert units[-1].block_type == "payung_role_tasks"
    assert content["steps"][5] == {
        "id": "sort",
        "kind": "practise",
        "title_id": "Pilah",
        "title_en": "Sort",
        "unit_keys": ["figures"],
        "is_required": True,
        "is_skippable": True,
        "recalls": None,
        "minutes": 0,
    }
    assert sum(step["minutes"] for step in content["steps"]) == minutes
    assert content["steps"][1]["unit_keys"] == ["picture", "case"]
    assert content["steps"][6]["recalls"] == "M01-L1-O1"
