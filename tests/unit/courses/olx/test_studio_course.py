"""An export of Studio: each part is counted, and the report names what is left out."""

import json

import pytest

from courses.olx.errors import CourseArchiveRejected
from courses.olx.write import olx_files
from lms.olx_texts import remark_text
from lms.workflows.course_import.olx_blocks import own_texts
from tests.unit.courses.olx.studio import count_elements, studio_course


@pytest.fixture
def studio():
    return studio_course()


def named(report, *codes):
    return {(r.name, r.count, r.location) for r in report.remarks if r.code in codes or not codes}


def test_the_counts_of_the_report_are_those_of_another_reader(studio, read):
    report = read(studio).report
    tally = {kind: sum(row.values()) for kind, row in report.tally.items() if kind != "static"}
    assert tally == dict(count_elements(studio))
    assert {kind: dict(row) for kind, row in report.tally.items()} == {
        "chapter": {"same": 1},
        "discussion": {"kept": 1},
        "html": {"changed": 2, "left-out": 1},
        "problem": {"changed": 1, "kept": 1},
        "sequential": {"same": 2},
        "static": {"same": 1},
        "vertical": {"same": 4, "left-out": 2},
        "video": {"changed": 1, "kept": 1},
        "wiki": {"left-out": 1},
    }


def test_titles_and_language_come_from_the_policy_and_the_summary_from_the_description(
    studio, read
):
    content = read(studio).content
    assert (content.version["title_en"], content.version["language"]) == ("Safe online", "en")
    assert content.version["summary_id"] == "How children stay safe & well."
    lessons = content.modules[0].lessons
    assert [lesson.title_en for lesson in lessons] == ["Grooming", "Talk"]
    assert [[s["title_en"] for s in lesson.content["steps"]] for lesson in lessons] == [
        ["What it is", "Try it"],
        ["Discuss", "Watch"],
    ]


def test_each_setting_is_named_with_its_number_file_and_line(studio, read):
    assert named(read(studio).report, "setting") == {
        ("cert_html_view_enabled", 1, "course/2026.xml:1"),
        ("course_image", 1, "course/2026.xml:1"),
        ("due", 2, "sequential/5e7a.xml:1, vertical/ab02.xml:1"),
        ("format", 1, "sequential/5e7a.xml:1"),
        ("graded", 1, "sequential/5e7a.xml:1"),
        ("max_attempts", 1, "problem/p1.xml:2"),
        ("showanswer", 1, "problem/p1.xml:2"),
        ("start", 1, "course/2026.xml:1"),
        ("tabs", 1, "course/2026.xml:1"),
        ("weight", 1, "problem/p1.xml:2"),
    }


def test_each_file_that_is_not_read_is_named(studio, read):
    report = read(studio).report
    assert named(report, "page-elsewhere", "draft", "file-unused", "policy-unused") == {
        ("about/overview.html", 1, ""),
        ("info/updates.html", 1, ""),
        ("tabs/syl.html", 1, ""),
        (
            "drafts/",
            3,
            "drafts/html/dh.html, drafts/html/dh.xml Draft text, drafts/vertical/d9.xml Not ready",
        ),
        ("policies/", 1, "policies/assets.json"),
        ("static_tab", 1, "static_tab/syl"),
    }
    (grading,) = (r for r in report.remarks if r.code == "grading-policy")
    assert grading.detail == "Homework 40 %, Final Exam 60 %, Pass ≥ 70 %"
    assert all(remark_text(r.code, str).endswith(".") for r in report.remarks)


def test_remarks_name_the_file_and_line_of_their_part(studio, read):
    report = read(studio).report
    locations = {r.code: r.location for r in report.remarks}
    assert locations["no-place"] == "course/2026.xml:3"
    assert locations["staff-only"] == "vertical/ab03.xml:1"
    assert locations["step-empty"] == "vertical/ab04.xml:1"
    assert locations["problem-kind-unknown"] == "problem/p2.xml:1"
    assert locations["block-not-here"] == "video/v2.xml:1"


def test_an_export_names_nothing_that_was_left_out(studio, read):
    content = read(studio).content
    again = read(olx_files(content, run="v1", own_texts=own_texts))
    assert again.content == content
    assert {r.state for r in again.report.remarks} == {"kept"}


@pytest.mark.parametrize("name", ["policy.json", "grading_policy.json"])
def test_a_policy_that_is_no_json(studio, read, name):
    studio[f"policies/2026/{name}"] = b"[" * 3
    if name == "policy.json":
        with pytest.raises(CourseArchiveRejected) as rejected:
            read(studio)
        assert rejected.value.reason == "policy-broken"
        return
    (grading,) = (r for r in read(studio).report.remarks if r.code == "grading-policy")
    assert grading.detail == ""


def test_a_weight_that_is_too_large_for_a_number(studio, read):
    policy = '{"GRADER": [{"type": "Lab", "weight": 1%s}], "GRADE_CUTOFFS": {}}' % ("0" * 400)
    studio["policies/2026/grading_policy.json"] = policy.encode()
    (grading,) = (r for r in read(studio).report.remarks if r.code == "grading-policy")
    assert grading.detail == ""


def test_a_policy_sets_no_name_no_file_and_nothing_of_payung(studio, read):
    row = {"url_name": "x", "filename": "../x", "payung_minutes": "99", "a b": 1, "start": "\x01"}
    policy = {"sequential/5e7a": row, "html/h1": {"display_name": 3}}
    studio["policies/2026/policy.json"] = json.dumps(policy).encode()
    lesson = read(studio).content.modules[0].lessons[0]
    assert (lesson.code, lesson.minutes) == ("M01-L1", 2)
    assert lesson.units[0].content["markdown_en"].startswith("## 3\n")


def test_a_page_of_html_goes_out_as_html_and_keeps_its_text(studio, read):
    content = read(studio).content
    files = olx_files(content, run="v1", own_texts=own_texts)
    assert files["html/M01-L1-h1.html"] == b"<p>Grooming takes <strong>weeks</strong>.</p>"
    assert files["html/M01-L1-h1.xml"] == (
        b'<html display_name="Text" filename="M01-L1-h1" url_name="M01-L1-h1"/>'
    )
    again = read(files)
    assert again.content == content
    assert dict(again.report.tally["html"]) == {"same": 3}

    files["html/M01-L1-h1.html"] = b"<p>Grooming takes <b>months</b>.</p>"
    edited = read(files)
    assert edited.content.modules[0].lessons[0].units[0].content["markdown_id"] == (
        "Grooming takes **months**."
    )
    assert dict(edited.report.tally["html"]) == {"same": 2, "changed": 1}


def test_a_text_in_two_languages_stays_our_own(studio, read):
    content = read(studio).content
    content.modules[0].lessons[0].units[0].content["markdown_id"] = "Minggu"
    files = olx_files(content, run="v1", own_texts=own_texts)
    assert "payung_text/M01-L1-h1.xml" in files
    assert "html/M01-L1-h1.xml" not in files


def test_a_note_makes_a_page_nothing_but_a_text(studio, read):
    files = olx_files(read(studio).content, run="v1", own_texts=own_texts)
    notes = json.loads(files["payung/blocks.json"])
    notes["html/M01-L1-h1"]["tree"]["type"] = "payung_check"
    with pytest.raises(CourseArchiveRejected) as rejected:
        read(files | {"payung/blocks.json": json.dumps(notes).encode()})
    assert rejected.value.reason == "notes-broken"


def test_an_export_has_policies_that_an_import_names_once_they_are_changed(studio, read):
    files = olx_files(read(studio).content, run="v1", own_texts=own_texts)
    policy = json.loads(files["policies/v1/policy.json"])
    grading = json.loads(files["policies/v1/grading_policy.json"])
    assert policy == {"course/v1": {"start": "2026-11-27T00:00:00Z"}}
    assert grading["GRADE_CUTOFFS"] == {"Pass": 0.5}
    policy["course/v1"]["start"] = "2027-01-01T00:00:00Z"
    grading["GRADE_CUTOFFS"]["Pass"] = 0.8
    files["policies/v1/policy.json"] = json.dumps(policy).encode()
    files["policies/v1/grading_policy.json"] = json.dumps(grading).encode()
    changed = [r.code for r in read(files).report.remarks if r.state == "left-out"]
    assert changed == ["grading-policy", "setting"]


def test_blocks_whose_names_meet_stay_apart(studio, read):
    content = read(studio).content
    lesson = content.modules[0].lessons[0]
    object.__setattr__(lesson, "units", (lesson.units[0], lesson.units[0], *lesson.units[1:]))
    lesson.content["steps"] = []
    files = olx_files(content, run="v1", own_texts=own_texts)
    assert {"html/M01-L1-h1.xml", "html/M01-L1-h1-2.xml"} <= files.keys()
