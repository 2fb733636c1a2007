"""What a start takes in of the courses' folders: sound ones, once; no spoilt one."""

import shutil

import pytest
from sqlalchemy import func, select

from courses.catalogue.models import CourseVersion
from lms.cli.first_start import CourseRejected, load_courses
from tests.factories import COURSE


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(COURSE, tmp_path / "course")


@pytest.fixture
def start(app, settings, folder, new_session):
    """Gives the number of versions after it."""

    def start():
        with app.app_context():
            load_courses(settings, [folder])
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(CourseVersion))

    return start


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    - M01-S01\n", ""),
        ("correct: true", "correct: false"),
        ("blueprint:", "bluprint:"),
    ],
)
def test_a_start_refuses_a_spoilt_bank_of_items(start, folder, new_session, old, new):
    items = folder / "items.yaml"
    items.write_text(items.read_text().replace(old, new))
    with pytest.raises(CourseRejected) as rejected:
        start()
    assert rejected.value.parameters["folder"] == str(folder)
    assert rejected.value.parameters["count"] >= 1
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(CourseVersion)) == 0


def test_a_start_takes_a_sound_course_in_once(start):
    assert [start(), start()] == [1, 1]
