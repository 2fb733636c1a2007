"""Verticals are steps of their lesson, with kind and flags if they carry them."""

import pytest

from courses.olx.errors import CourseArchiveRejected
from courses.olx.write import olx_files
from lms.workflows.course_import.olx_blocks import own_texts

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


UNIT = b'<vertical url_name="-7f" display_name="A unit"><html url_name="h1"/>'
EMPTY = b'<vertical url_name="gap" display_name="A gap">'


def steps_of(lesson):
    return [(s["id"], s["title_en"], s["unit_keys"]) for s in lesson.content["steps"]]


def test_verticals_of_another_host_are_steps_with_their_titles(foreign, read):
    found = read(foreign)
    (lesson,) = found.content.modules[0].lessons
    assert steps_of(lesson) == [
        ("v1", "Secrets", ["h1", "film"]),
        ("v2", "Secrets", ["p1", "g1"]),
    ]
    assert {s["kind"] for s in lesson.content["steps"]} == {"idea"}
    assert not any(s["is_required"] for s in lesson.content["steps"])
    assert lesson.minutes == sum(s["minutes"] for s in lesson.content["steps"]) == 2
    again = read(olx_files(found.content, run="v1", own_texts=own_texts))
    assert again.content == found.content


def test_a_single_vertical_is_a_step_only_if_it_has_a_title_of_its_own(lesson):
    assert steps_of(lesson(UNIT)) == [("7f", "A unit", ["h1"])]
    assert "steps" not in lesson(UNIT, attributes=b' display_name="A unit"').content
    assert "steps" not in lesson(UNIT.replace(b' display_name="A unit"', b"")).content


def test_a_vertical_that_shows_nothing_is_named_and_no_step(foreign, read):
    foreign["sequential/s1.xml"] = (
        b"<sequential>" + UNIT + b"</vertical>" + EMPTY + b"</vertical>" + UNIT + b"</vertical>"
        b"</sequential>"
    )
    found = read(foreign)
    (lesson,) = found.content.modules[0].lessons
    assert steps_of(lesson) == [("7f", "A unit", ["h1"]), ("7f-2", "A unit", ["h1-2"])]
    assert [r.name for r in found.report.remarks if r.code == "step-empty"] == ["A gap"]
    assert found.report.tally["vertical"]["same"] == 2


def test_blocks_beside_verticals_are_steps_with_the_title_of_the_first(foreign, read):
    foreign["sequential/s1.xml"] = (
        b'<sequential><html url_name="h1" display_name="Before">x</html><html url_name="h2"/>'
        + UNIT
        + b"</vertical></sequential>"
    )
    (lesson,) = read(foreign).content.modules[0].lessons
    assert steps_of(lesson) == [("h1", "Before", ["h1", "h2"]), ("7f", "A unit", ["h1-2"])]


def test_words_in_two_languages_are_counted_once(lesson):
    words = b'<vertical><html url_name="x">' + b"word " * 450 + b"</html>"
    assert lesson(words).minutes == 3


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


def test_a_choice_that_endangers_somebody_stays_so_in_and_out(foreign, read):
    option = '"id": "a", "text_id": "Ya", "text_en": "Yes", "is_best": false'
    turns = f'[{{"id": "t1", "options": [{{{option}, "is_harmful": true}}]}}]'
    foreign["sequential/s1.xml"] = (
        f"<sequential>{CASE.decode()}<payung_choices url_name='c1' turns='{turns}'/>"
        "</vertical></sequential>"
    ).encode()
    found = read(foreign)
    again = read(olx_files(found.content, run="v1", own_texts=own_texts))
    for course in (found, again):
        (choices,) = (
            unit
            for unit in course.content.modules[0].lessons[0].units
            if unit.block_type == "payung_choices"
        )
        assert choices.content["turns"][0]["options"][0]["is_harmful"] is True


def test_a_group_that_endangers_somebody_stays_so_in_and_out(foreign, read):
    groups = '[{"id": "now", "label": "Now"}, {"id": "later", "label": "Later"}]'
    items = '[{"id": "i1", "text": "A threat", "fits": ["now"], "harmful": ["later"]}]'
    block = f"<payung_sorting url_name='c1' groups='{groups}' items='{items}'/>"
    foreign["sequential/s1.xml"] = (
        f"<sequential>{CASE.decode()}{block}</vertical></sequential>".encode()
    )
    found = read(foreign)
    again = read(olx_files(found.content, run="v1", own_texts=own_texts))
    for course in (found, again):
        (sorting,) = (
            unit
            for unit in course.content.modules[0].lessons[0].units
            if unit.block_type == "payung_sorting"
        )
        assert sorting.content["items"][0]["harmful"] == ["later"]
