"""Whatever a unit shows of a fact, in any of its states, has its confidence and its source note."""

import json
import re
from dataclasses import replace

from lxml import etree

from courses.catalogue.unit_content import lesson_content, scenario_content, unit_content
from tests.factories import course_files
from tests.small_course import CHECK, ITEMS, pair, small_course
from tests.unit.courses.test_every_block import made


def cited(content):
    return set(re.findall(r"\[(F\d+)\]", json.dumps(content, ensure_ascii=False)))


def test_units_and_sources_of_each_lesson_know_what_it_cites():
    files = course_files()
    for lesson in files.lessons:
        sources = {source["id"] for source in lesson_content(files, lesson)["sources"]}
        for unit in lesson.units:
            if unit.block_type != "xblock":
                content = unit_content(files, unit)
                assert cited(content) == set(content.get("facts", ())), (lesson.code, unit.key)
                assert cited(content) <= sources, (lesson.code, unit.key)


def test_scenarios_know_the_confidence_of_what_they_cite():
    files = course_files()
    told = [scenario_content(files, story) for story in files.scenarios]
    assert [set(one.get("facts", ())) for one in told] == [cited(one) for one in told]
    assert told[0]["facts"]["F06"] == "X"


def test_check_knows_what_its_questions_cite():
    question = ITEMS["single_best"][0] | {"stem_id": "Siapa [F02]?", "stem_en": "Who [F02]?"}
    files = replace(small_course(), items={**ITEMS, "single_best": [question]})
    assert unit_content(files, CHECK)["facts"] == {"F02": "C"}
    (lesson,) = [lesson for lesson in files.lessons if CHECK in lesson.units]
    assert "F02" in [source["id"] for source in lesson_content(files, lesson)["sources"]]


def test_check_links_what_a_case_cites():
    item = ITEMS["single_best"][0] | pair("case", "Batasnya 3x24 jam [F02].", "Within [F02].")
    told = {"items": json.dumps([item]), "facts": '{"F02": "C"}'}
    xml = etree.tostring(etree.Element("payung_check", told))
    html = made("payung_check", xml).student_view().content
    assert '<a href="#f02" aria-label="Sumber F02">F02</a></sup>' in html
