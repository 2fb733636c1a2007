"""A course that is rejected on the import page is named there, and no row of it is written."""

import io
import tarfile
from io import BytesIO

import pytest
from sqlalchemy import func, select

from courses.catalogue.content_models import CourseModule, Lesson, Unit
from courses.catalogue.models import Course, CourseVersion
from courses.olx.archive import pack_archive
from courses.static_files.models import StaticFile
from tests.unit.courses.olx.studio import studio_course

TABLES = (Course, CourseVersion, CourseModule, Lesson, Unit, StaticFile)


def with_name(name):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for path, content in {**studio_course(), name: b"x"}.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def changed(name, content):
    return pack_archive({**studio_course(), name: content})


@pytest.mark.parametrize(
    ("archive", "detail"),
    [
        (changed("vertical/ab05.xml", b'<vertical><sequential url_name="77aa"/></vertical>'), "→"),
        (changed("vertical/ab05.xml", b'<vertical><vertical url_name="no"/></vertical>'), "no.xml"),
        (changed("html/h1.xml", b'<html filename="gone"/>'), "html/gone.html"),
        (changed("html/h3.xml", b"<html>"), "html/h3.xml"),
        (with_name("../../etc/cron.d/x"), "../../etc/cron.d/x"),
        (with_name("/etc/passwd"), "/etc/passwd"),
        (changed("sequential/77aa.xml", b'<sequential payung_minutes="x"/>'), "payung_minutes=x"),
    ],
    ids=["cycle", "missing part", "missing page", "broken", "slip", "absolute", "number"],
)
def test_a_rejected_course_is_named_and_leaves_nothing(
    make_person, sign_in, new_session, archive, detail
):
    author = sign_in(make_person(roles=["author"]))
    before = rows(new_session)

    answer = author.post(
        "/authoring/new-course",
        data={"file": (BytesIO(archive), "c.tar.gz"), "do": "import"},
    )

    assert answer.status_code == 422
    assert detail in answer.text
    assert rows(new_session) == before


def test_the_same_course_without_a_fault_comes_in(make_person, sign_in, new_session):
    author = sign_in(make_person(roles=["author"]))
    file = (BytesIO(pack_archive(studio_course())), "c.tar.gz")
    answer = author.post("/authoring/new-course", data={"file": file, "do": "import"})
    assert answer.status_code == 303
    assert rows(new_session)["lesson"] == 2


def rows(new_session):
    with new_session() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table))
            for table in TABLES
        }
