"""The whole real course goes out as OLX and comes back equal; and no learner goes with it."""

import json

import pytest
from sqlalchemy import func, select

from courses.catalogue.content_models import Unit
from courses.catalogue.models import CourseVersion
from courses.olx.archive import pack_archive, unpack_archive
from lms.workflows.course_import.course_olx import export_course
from tests.factories import make_course

CODE = "POESA-EL"


@pytest.fixture
def version_id(write):
    return write(make_course)


def test_what_comes_back_is_what_went_out_and_under_another_code_an_equal_course(
    read, take, version_id, new_session
):
    with new_session() as session:
        exported = export_course(session, CODE)

    found = read(exported)
    same = take(found.content)
    copy = take(read(exported, code="COPY-1").content)

    assert (same.version_id, same.is_new, found.report.remarks) == (version_id, False, ())
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(CourseVersion)) == 2
        again = export_course(session, "COPY-1")
        assert units(session, copy.version_id) == units(session, version_id)
    first, second = unpack_archive(exported), unpack_archive(again)
    assert second.pop("course.xml") == first.pop("course.xml").replace(b"POESA-EL", b"COPY-1")
    assert second == first
    assert len(json.loads(first["payung/bank.json"])["items"]) > 100
    assert pack_archive(first) == pack_archive(dict(reversed(first.items())))


def units(session, version_id):
    columns = (Unit.key, Unit.block_type, Unit.content_hash, Unit.content)
    wanted = select(*columns).where(Unit.course_version_id == version_id)
    return session.execute(wanted.order_by(Unit.key, Unit.content_hash)).all()
