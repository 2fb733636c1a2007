"""The real course as it is read: whole, in both languages, and the same each time."""

import json
import re
import shutil
from pathlib import Path

import pytest

from courses.course_files.model import AUDIENCES, CourseFiles
from courses.course_files.planned import planned_blocks
from courses.course_files.reader import check_course_files, content_hash
from courses.course_files.text_check import cited_facts
from courses.course_files.two_languages import in_language

LESSONS, SCENARIOS, KITS, PROVINCES, FACTS = 41, 3, 5, 38, 72
ACTIVITIES = {
    "cards",
    "sorting",
    "ordering",
    "choices",
    "checklist",
    "reflection",
    "steps",
    "kits",
    "action-plan",
    "assessment",
}


def test_the_real_course_has_no_problem(folder: Path) -> None:
    assert check_course_files(folder) == []


def test_everything_of_the_curriculum_is_there(course: CourseFiles) -> None:
    assert [module.code for module in course.modules] == [f"M{n:02}" for n in range(1, 11)]
    counts = (len(course.lessons), len(course.scenarios), len(course.kits))
    assert counts == (LESSONS, SCENARIOS, KITS)
    assert (len(course.provinces), len(course.facts)) == (PROVINCES, FACTS)
    assert sum(len(module.scenario_ids) for module in course.modules) == SCENARIOS


def test_the_rules_are_those_that_were_decided(course: CourseFiles) -> None:
    completion, certificate = course.meta.completion, course.meta.certificate
    assert (completion.post_test_min, completion.scenarios_required) == (75, 1)
    rules = completion.plan_without_facilitator, completion.plan_with_facilitator
    assert rules == ("submitted", "approved")
    assert (certificate.hours, certificate.valid_years, certificate.distinction_min) == (8, 3, None)


def test_each_lesson_has_both_languages_an_activity_and_a_picture(course: CourseFiles) -> None:
    for lesson in course.lessons:
        for language in ("id", "en"):
            assert lesson.title.of(language)
            assert lesson.body.of(language)
            assert lesson.key_messages.of(language)
        assert lesson.body.id != lesson.body.en
        assert {activity.kind for activity in lesson.activities} <= ACTIVITIES
        assert lesson.activities, lesson.code
        assert lesson.picture.alt.id
        assert lesson.picture.alt.en


def test_units_stand_in_order_and_hold_what_json_can_hold(course: CourseFiles) -> None:
    for lesson in course.lessons:
        types = [unit.block_type for unit in lesson.units]
        assert types[:2] == ["text", "picture"]
        assert len({unit.key for unit in lesson.units}) == len(lesson.units)
        for unit in lesson.units:
            assert json.loads(json.dumps(unit.content)) == unit.content


def test_each_module_ends_with_a_check_of_its_own_practice_items(course: CourseFiles) -> None:
    for module in course.modules:
        checks = [
            (lesson.code, unit)
            for lesson in module.lessons
            for unit in lesson.units
            if unit.block_type == "check"
        ]
        assert [code for code, _unit in checks] == [module.lessons[-1].code]
        assert checks[0][1].content["item_ids"] == list(module.practice_item_ids)
        assert len(module.practice_item_ids) >= 3


def test_every_cited_fact_exists_and_is_named_as_a_source(course: CourseFiles) -> None:
    for lesson in course.lessons:
        content = json.dumps([unit.content for unit in lesson.units], ensure_ascii=False)
        cited = set(cited_facts(content)) | set(cited_facts(lesson.body.id + lesson.body.en))
        assert cited <= course.facts.keys()
        assert cited <= set(lesson.sources), lesson.code


def test_facts_keep_source_date_and_confidence(course: CourseFiles) -> None:
    for fact in course.facts.values():
        assert fact.source
        assert fact.as_of
        assert fact.confidence in "ABCX"
        assert fact.url is None or fact.url.startswith("http")
    assert course.facts["F06"].confidence == "X"


def test_helplines_carry_the_confidence_of_their_fact(course: CourseFiles) -> None:
    lines = {line.id: line for line in course.helplines}
    assert [line.phone for line in course.helplines if line.is_in_bar] == [
        "110",
        "129",
        "119 ext. 8",
    ]
    assert lines["kpai"].confidence == "X"
    assert lines["jakarta-uptppa"].province_code == "31"
    for line in course.helplines:
        assert line.confidence == course.facts[line.fact_id].confidence
        assert line.caution or line.confidence != "X"


def test_role_variants_are_for_the_audiences_of_the_course(course: CourseFiles) -> None:
    assert course.meta.audiences == AUDIENCES
    for lesson in course.lessons:
        assert set(lesson.role_variants) in (set(AUDIENCES), set())


def test_the_blank_plan_is_a_kit_too(course: CourseFiles) -> None:
    plan = course.kits[-1]
    assert plan.id == "action-plan"
    assert "## Kegiatan" in plan.body.id
    assert "## Activities" in plan.body.en


def test_one_language_has_no_trace_of_the_pairs(course: CourseFiles) -> None:
    for language in ("id", "en"):
        for scenario in course.scenarios:
            document = in_language(scenario.document, language)
            keys = re.findall(r'"(\w+)":', json.dumps(document))
            assert not [key for key in keys if key.endswith(("_id", "_en"))]


def test_the_hash_is_that_of_the_content(
    course: CourseFiles, folder: Path, small_course: Path
) -> None:
    assert course.content_hash == content_hash(folder)
    first = content_hash(small_course)
    text = small_course / "modules" / "M01" / "M01-L1.en.md"
    text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    (small_course / "CONTENT_REVIEW.md").write_text("signed\n")
    (small_course / ".draft.yaml").write_text("x: 1\n")
    assert content_hash(small_course) == first
    copy = shutil.copytree(small_course, small_course.parent / "copy")
    assert content_hash(copy) == first
    text.write_bytes(text.read_bytes() + b".")
    assert content_hash(small_course) != first


@pytest.mark.parametrize("words", ["../", "/work", "satu skenario lulus", "scenario passed"])
def test_texts_hold_nothing_that_does_not_belong_there(folder: Path, words: str) -> None:
    for file in folder.rglob("*"):
        if file.suffix in (".md", ".yaml", ".svg"):
            assert words not in file.read_text(), file.name


def test_activities_that_wait_for_their_block_are_listed(folder: Path) -> None:
    listed = planned_blocks(folder)
    assert {"flashcards", "video", "timeline"} <= {block.planned for block in listed}
    for block in listed:
        row = (folder / block.file).read_text().splitlines()[block.line - 1]
        assert row.strip() == f"planned: {block.planned}"
