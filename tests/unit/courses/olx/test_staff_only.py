"""What only staff may see in its own course reaches no learner here, and the report names it."""

import json

import pytest

from courses.olx.errors import CourseArchiveRejected
from courses.olx.write import olx_files
from lms.workflows.course_import.olx_blocks import own_texts

HIDDEN = b'visible_to_staff_only="true"'


@pytest.fixture
def two_chapters(foreign):
    """The course with a second chapter that holds the same sequential's twin."""
    return foreign | {
        "course/2026.xml": b'<course display_name="Safe online" language="en">'
        b'<chapter url_name="c1"/><chapter url_name="c2"/></course>',
        "chapter/c2.xml": b'<chapter display_name="Keys"><sequential url_name="s2"/></chapter>',
        "sequential/s2.xml": b'<sequential display_name="Answers"><vertical url_name="v3"/>'
        b"</sequential>",
        "vertical/v3.xml": b'<vertical><html url_name="h2"/></vertical>',
        "html/h2.xml": b'<html filename="h2"/>',
        "html/h2.html": b"<p>Secret of the trainers</p>",
    }


def hide(files, name, old):
    """The file with the first `old` marked for staff alone."""
    assert old in files[name]
    return files | {name: files[name].replace(old, old + b" " + HIDDEN, 1)}


def staff_only(read_course):
    remarks = read_course.report.of("left-out")
    return [(r.name, r.detail) for r in remarks if r.code == "staff-only"]


def keys(read_course):
    lessons = [lesson for module in read_course.content.modules for lesson in module.lessons]
    return [unit.key for lesson in lessons for unit in lesson.units]


def test_a_chapter_for_staff_hides_all_below_it(two_chapters, read):
    found = read(hide(two_chapters, "chapter/c2.xml", b"<chapter"))

    assert [module.title_en for module in found.content.modules] == ["First"]
    assert "Secret of the trainers" not in str(found.content)
    assert staff_only(found) == [("chapter Keys", "sequential Answers")]


def test_a_part_that_says_otherwise_stays_hidden_below_a_hidden_one(two_chapters, read):
    files = hide(two_chapters, "chapter/c2.xml", b"<chapter")
    files["sequential/s2.xml"] = b'<sequential visible_to_staff_only="false" url_name="s2"/>'
    assert len(read(files).content.modules) == 1


@pytest.mark.parametrize(
    ("name", "old", "remark", "left"),
    [
        ("sequential/s2.xml", b"<sequential", ("sequential Answers", ""), 4),
        ("vertical/v1.xml", b"<vertical", ("vertical v1", ""), 3),
        ("problem/p1.xml", b"<problem", ("problem Secrets", ""), 4),
        ("html/h1.xml", b"<html", ("html Text", ""), 4),
        ("galaxy/g1.xml", b"<galaxy", ("galaxy Stars", ""), 4),
    ],
)
def test_lessons_pages_and_blocks_for_staff_are_left_out(
    two_chapters, read, name, old, remark, left
):
    found = read(hide(two_chapters, name, old))

    assert staff_only(found) == [remark]
    assert len(keys(found)) == left


def test_a_hidden_problem_is_no_question_of_practice_either(foreign, read):
    assert len(read(foreign).content.bank["items"]) == 1
    found = read(hide(foreign, "problem/p1.xml", b"<problem"))
    assert found.content.bank["items"] == []


def test_a_block_for_staff_inside_another_block_is_left_out(foreign, read):
    foreign["galaxy/g1.xml"] = (
        b'<galaxy display_name="Stars"><html display_name="For trainers" %s>Key</html>'
        b"<star>Sun</star></galaxy>" % HIDDEN
    )
    found = read(foreign)

    assert staff_only(found) == [("html For trainers", "")]
    galaxy = found.content.modules[0].lessons[0].units[-1]
    assert "Key" not in str(galaxy.content)
    assert "Sun" in str(galaxy.content)


@pytest.mark.parametrize("value", [b"true", b"True", b" TRUE ", b"1", b"yes", b"anything"])
def test_what_is_no_clear_no_hides(foreign, read, value):
    foreign["galaxy/g1.xml"] = b'<galaxy visible_to_staff_only="%s"/>' % value
    assert "g1" not in keys(read(foreign))


@pytest.mark.parametrize("value", [b"false", b"False", b"", b"0", b"null", b"None"])
def test_a_clear_no_hides_nothing(foreign, read, value):
    foreign["galaxy/g1.xml"] = b'<galaxy size="3" visible_to_staff_only="%s"/>' % value
    assert "g1" in keys(read(foreign))


def test_the_long_form_of_a_field_hides_too(foreign, read):
    foreign["galaxy/g1.xml"] = (
        b'<galaxy xmlns:option="http://code.edx.org/xblock/option" display_name="Stars">'
        b"<option:visible_to_staff_only>true</option:visible_to_staff_only></galaxy>"
    )
    assert staff_only(read(foreign)) == [("galaxy Stars", "")]


def test_the_policy_of_a_run_hides_too(two_chapters, read):
    policy = {"chapter/c2": {"visible_to_staff_only": True}, "html/h1": {"start": "2020"}}
    two_chapters["policies/2026/policy.json"] = json.dumps(policy).encode()
    assert staff_only(read(two_chapters)) == [("chapter Keys", "sequential Answers")]


@pytest.mark.parametrize("policy", [b"{", b"[]", b'{"chapter/c1": 3}', b"\xff"])
def test_a_policy_that_cannot_be_read_is_refused(foreign, read, policy):
    foreign["policies/2026/policy.json"] = policy
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert refused.value.reason == "policy-broken"


def test_a_course_for_staff_alone_has_no_lesson(foreign, read):
    foreign["course/2026.xml"] = foreign["course/2026.xml"].replace(
        b"<course", b"<course " + HIDDEN
    )
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert refused.value.reason == "no-lessons"


def test_an_export_of_what_came_holds_nothing_hidden(two_chapters, read):
    content = read(hide(two_chapters, "chapter/c2.xml", b"<chapter")).content

    files = olx_files(content, run="v1", own_texts=own_texts)

    assert not any(b"Secret of the trainers" in data for data in files.values())
    again = read(files)
    assert (again.content, staff_only(again)) == (content, [])
