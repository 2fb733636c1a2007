"""Archives of ours that somebody has changed by hand: refused before anything is written, or taken
in once."""

import json

import pytest

from courses.catalogue.content_models import Kit, Lesson
from courses.olx.archive import pack_archive, unpack_archive
from courses.olx.errors import CourseArchiveRejected
from lms.kernel.clock import utc_now
from lms.workflows.course_import.course_olx import import_version, prepare_import


def edited(archive, name, edit):
    """The archive with one of the files in payung/ edited in place."""
    files = unpack_archive(archive)
    value = json.loads(files[f"payung/{name}.json"])
    edit(value)
    return pack_archive(files | {f"payung/{name}.json": json.dumps(value).encode()})


def nested(deep):
    return {"unused": json.loads("[" * deep + "]" * deep)}


def twice(rows):
    rows.append(rows[0])


ITEM = dict.fromkeys(
    ("code", "type_code", "objective_code", "bloom", "difficulty", "review_state"), "x"
) | {"answer_key": {}}
UNFIT = (
    ("course", lambda course: course.update(as_of="2026-13-45")),
    ("helplines", lambda rows: rows[0].update(checked_on="2026-02-30")),
    ("helplines", twice),
    ("kits", twice),
    ("facts", twice),
    ("facts", lambda rows: rows[0].update(source="\ud800")),
    ("lessons", lambda lessons: lessons.update({"\ud800": 3})),
)


def test_what_no_database_would_take_is_refused_at_the_look(exported, read):
    for name, edit in UNFIT:
        with pytest.raises(CourseArchiveRejected) as refused:
            read(edited(exported, name, edit))
        assert refused.value.reason == "json-unfit"
        assert refused.value.detail.encode()


def test_another_encoding_hides_nothing_that_no_database_would_take(exported, read):
    files = unpack_archive(exported)
    facts = json.loads(files["payung/facts.json"])
    facts[0]["source"] = "a\0b"
    for encoding in ("utf-8", "utf-16", "utf-32"):
        written = json.dumps(facts).encode(encoding)
        with pytest.raises(CourseArchiveRejected) as refused:
            read(pack_archive(files | {"payung/facts.json": written}))
        assert refused.value.reason in ("json-unfit", "json-broken")


def test_what_is_nested_without_end_is_refused(exported, read):
    """Pythons differ in how deep they go; where one does go there, the item itself is unfit."""
    deep = edited(
        exported, "bank", lambda bank: bank["items"].append(ITEM | {"content": nested(600)})
    )
    with pytest.raises(CourseArchiveRejected) as refused:
        read(deep)
    assert refused.value.reason in ("json-unfit", "items-unfit")


def test_an_archive_in_another_order_comes_in_once(exported, read, take):
    for name in ("facts", "bank"):
        exported = edited(exported, name, another_order)
    first = take(read(exported).content)
    again = take(read(exported).content)
    assert first.is_new
    assert (again.version_id, again.is_new) == (first.version_id, False)


def another_order(value):
    if isinstance(value, list):
        value.append(value[0] | {"code": "A-first"})
    else:
        value["forms"].reverse()
        value["items"].reverse()


def reviewed(kits_or_lessons):
    for row in kits_or_lessons if isinstance(kits_or_lessons, list) else kits_or_lessons.values():
        row["review_status"] = "reviewed"


def test_a_file_reviews_no_kit_and_no_lesson(exported, read, take, new_session):
    told = edited(edited(exported, "kits", reviewed), "lessons", reviewed)
    content = read(told, code="OTHER-1").content

    foreign = take(content)
    assert states(new_session, foreign.version_id) == {"draft"}

    by_the_server = take(content, has_reviews=True)
    assert states(new_session, by_the_server.version_id) == {"reviewed"}
    again = take(content)  # the newest version here says so itself
    assert (again.version_id, again.is_new) == (by_the_server.version_id, False)


def states(new_session, version_id):
    with new_session() as session:
        kits = session.query(Kit).filter_by(course_version_id=version_id).all()
        lessons = session.query(Lesson).filter_by(course_version_id=version_id).all()
        assert kits
        return {one.review_status for one in kits} | {
            one.content["review_status"] for one in lessons
        }


def test_two_who_have_read_the_same_archive_make_one_version(exported, read, write, new_session):
    content = read(exported, code="TWICE-1").content
    other = read(edited(exported, "facts", another_order), code="TWICE-1").content
    with new_session() as session:
        ready = [prepare_import(session, one) for one in (content, content, other, content)]

    taken = [write(import_version, one, now=utc_now()) for one in ready]

    assert [(one.number, one.is_new) for one in taken] == [
        *((1, True), (1, False), (2, True), (1, False))
    ]
