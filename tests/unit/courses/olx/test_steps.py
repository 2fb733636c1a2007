"""Verticals that carry a kind are steps of their lesson; others stay one page."""

import pytest

from courses.olx.errors import CourseArchiveRejected

CASE = (
    b'<vertical url_name="s1-case" display_name="A case" payung_kind="case"><html url_name="h1"/>'
)
TRY = (
    b'<vertical url_name="s1-try" payung_kind="try" payung_required="true" payung_skippable="true"'
    b' payung_minutes="3"><problem url_name="p1"/>'
)


@pytest.fixture
def lesson(foreign, read):
    """Reads a lesson with these verticals, which are written here without their end."""

    def lesson(*verticals, attributes=b""):
        inside = b"".join(vertical + b"</vertical>" for vertical in verticals)
        foreign["sequential/s1.xml"] = (
            b"<sequential" + attributes + b">" + inside + b"</sequential>"
        )
        return read(foreign).content.modules[0].lessons[0]

    return lesson


def test_each_vertical_with_a_kind_is_a_step_with_its_units(lesson):
    found = lesson(CASE, TRY)
    first, second = found.content["steps"]
    assert first == {
        "id": "s1-case",
        "kind": "case",
        "title_id": "A case",
        "title_en": "A case",
        "unit_keys": ["h1"],
        "is_required": False,
        "is_skippable": False,
        "recalls": None,
        "minutes": 1,
    }
    assert (second["is_required"], second["is_skippable"], second["minutes"]) == (True, True, 3)
    assert second["title_id"] == "s1-try"
    assert [unit.key for unit in found.units] == ["h1", "p1"]


def test_the_name_of_the_lesson_is_no_part_of_the_id_of_a_step(lesson):
    ours = b' payung_minutes="4" url_name="s1"'
    assert [step["id"] for step in lesson(CASE, TRY, attributes=ours).content["steps"]] == [
        *("case", "try")
    ]


def test_a_vertical_that_another_program_has_added_is_an_idea(lesson):
    added = b'<vertical display_name="More"><html url_name="h1"/>'
    step = lesson(CASE.replace(b'<html url_name="h1"/>', b""), added).content["steps"][1]
    assert (step["kind"], step["is_required"], step["unit_keys"]) == ("idea", False, ["h1"])


def test_verticals_of_the_same_name_get_ids_of_their_own(lesson):
    steps = lesson(CASE, CASE).content["steps"]
    assert [step["id"] for step in steps] == ["s1-case", "s1-case-2"]
    assert [step["unit_keys"] for step in steps] == [["h1"], ["h1-2"]]


def test_a_lesson_without_kinds_stays_one_page(foreign, read):
    (found,) = read(foreign).content.modules[0].lessons
    assert "steps" not in found.content


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'kind="try"', b'kind="theory"', "step-unfit"),
        (b'required="true"', b'required="yes"', "step-unfit"),
        (b'skippable="true"', b'skippable="1"', "step-unfit"),
        (b'kind="try"', b'kind="try" payung_recalls="a b"', "step-unfit"),
        (b'kind="try"', b'kind="try" payung_recalls=""', "step-unfit"),
        (b'minutes="3"', b'minutes="-3"', "number-unfit"),
        (b'minutes="3"', b'minutes="3000"', "number-unfit"),
    ],
)
def test_a_malformed_step_rejects_the_archive(lesson, old, new, reason):
    assert old in TRY
    with pytest.raises(CourseArchiveRejected) as rejected:
        lesson(CASE, TRY.replace(old, new))
    assert rejected.value.reason == reason


def test_a_block_beside_steps_rejects_the_archive(foreign, read):
    foreign["sequential/s1.xml"] = b"<sequential>" + CASE + b"</vertical><html/></sequential>"
    with pytest.raises(CourseArchiveRejected) as rejected:
        read(foreign)
    assert rejected.value.reason == "step-unfit"


def test_steps_in_a_json_file_are_rejected(foreign, read):
    foreign["payung/lessons.json"] = (
        b'{"s1": {"objectives": [], "key_messages_id": [], "key_messages_en": [], "sources": [],'
        b' "review_status": "draft", "steps": []}}'
    )
    with pytest.raises(CourseArchiveRejected) as rejected:
        read(foreign)
    assert rejected.value.reason == "json-unfit"
