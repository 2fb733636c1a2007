"""A course of another program comes over as far as it can, and the report names the rest."""

import pytest

from assessments.exchange.olx.problems import export_problems
from courses.olx.errors import CourseArchiveRejected
from courses.olx.write import olx_files
from lms.olx_texts import remark_text
from lms.workflows.course_import.olx_blocks import own_texts


def units(found):
    return {unit.key: unit for unit in found.content.modules[0].lessons[0].units}


def test_texts_checks_and_transcripts_have_their_place(foreign, read):
    found = read(foreign)

    lesson = found.content.modules[0].lessons[0]
    assert (found.content.code, lesson.code) == ("SAFE-ONLINE-1", "M01-L1")
    assert (lesson.title_id, lesson.title_en) == ("Secrets", "Secrets")
    assert [unit.block_type for unit in lesson.units] == [
        *("payung_text", "payung_text", "payung_check", "galaxy")
    ]
    assert units(found)["h1"].content["markdown_en"] == (
        "## Two kinds\n\nA **surprise** ends & is fun.\n\n- One\n- Two\n\n"
        "![A gift](</static/a.png>)\n\nNo [Yes](<https://a.id/>)"
    )
    assert units(found)["film"].content["markdown_id"] == "## Film\n\nHello there. Stay safe."
    item = units(found)["p1"].content["items"][0]
    assert (item["type"], item["key"], item["stem_en"]) == ("single_best", "A", "Which is safe?")


def test_the_report_names_what_came_in_another_form_what_is_kept_and_what_is_left_out(
    foreign, read
):
    report = read(foreign).report

    same = {kind: row["same"] for kind, row in report.tally.items() if row.get("same")}
    assert same == {"chapter": 1, "sequential": 1, "static": 2, "vertical": 2}
    assert {(r.state, r.code, r.name) for r in report.remarks} == {
        ("changed", "rules-missing", "Safe online"),
        ("changed", "html-as-text", "Text"),
        ("changed", "video-as-transcript", "Film"),
        ("changed", "problem-as-check", "Secrets"),
        ("kept", "block-not-here", "Stars"),
        ("left-out", "no-place", "wiki wiki"),
    }
    told = next(r for r in report.remarks if r.code == "html-as-text")
    assert told.detail == "script"


def test_what_is_kept_goes_out_as_it_came_and_comes_in_again(foreign, read):
    content = read(foreign).content

    files = olx_files(content, run="v1", own_texts=own_texts)
    galaxy = files["galaxy/M01-L1-g1.xml"]

    assert galaxy == (
        b'<galaxy display_name="Stars" size="3" url_name="M01-L1-g1"><star>Sun</star></galaxy>'
    )
    again = read(files).content
    assert olx_files(again, run="v1", own_texts=own_texts) == files


def test_a_block_by_others_reads_itself_where_it_may_run(foreign, read):
    class Read:
        block_type, fields, children = "galaxy", {"size": 3}, ()

    found = read(foreign, lambda name, _xml: Read if name == "galaxy" else None)

    unit = units(found)["g1"]
    assert (unit.block_type, unit.content["size"]) == ("galaxy", 3)
    files = olx_files(found.content, run="v1", own_texts=own_texts)
    assert units(read(files))["g1"] == unit  # also where it may not run any more


def test_files_are_kept_and_those_that_are_missing_or_unfit_are_named(foreign, read):
    text = b"<p><img src='/static/gone.png'><a href='/static/plan%201.pdf'>Plan</a></p>"
    more = {
        "html/h1.html": text,
        "static/plan 1.pdf": b"%PDF-1.7",
        "static/wrong.png": b"GIF89a",
        "static/acts.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        "galaxy/g1.xml": b'<galaxy><s src="/static/far.js"/><s src="/static/wrong.png"/></galaxy>',
    }
    found = read(foreign | more)

    assert units(found)["h1"].content["markdown_id"] == "[Plan](</static/plan%201.pdf>)"
    assert {(r.code, r.name, r.detail) for r in found.report.of("left-out")} == {
        ("no-place", "wiki wiki", ""),
        ("static-unfit", "static/wrong.png", ""),
        ("static-unsafe", "static/acts.svg", ""),
        ("static-missing", "/static/far.js", "g1"),
        ("static-missing", "/static/wrong.png", "g1"),
    }
    files = olx_files(found.content, run="v1", own_texts=own_texts)
    static = {name: data for name, data in files.items() if name.startswith("static/")}
    kept = ("static/a.png", "static/f.srt", "static/plan 1.pdf")
    assert static == {name: (foreign | more)[name] for name in kept}
    assert read(files).content.files == found.content.files


def test_a_page_in_another_encoding_is_read_as_far_as_it_goes(foreign, read):
    foreign["html/h1.html"] = "<p>Anak-anak é</p>".encode("latin-1")
    found = read(foreign)
    assert units(found)["h1"].content["markdown_id"] == "Anak-anak \ufffd"
    assert [r.name for r in found.report.remarks if r.code == "letters-lost"] == ["Text"]


TEXT_PROBLEM = (
    b'<problem display_name="Number"><stringresponse answer="129"><label>Which?</label>'
    b"<textline/></stringresponse></problem>"
)


def test_problems_are_questions_of_practice_about_their_lesson(foreign, read):
    foreign["problem/p2.xml"] = TEXT_PROBLEM
    foreign["problem/p3.xml"] = b'<problem display_name="Circuit"><schematicresponse/></problem>'
    foreign["vertical/v2.xml"] = b"<vertical>" + b"".join(
        b'<problem url_name="p%d"/>' % number for number in (1, 2, 3)
    )
    foreign["vertical/v2.xml"] += b"</vertical>"

    found = read(foreign)

    lesson = found.content.modules[0].lessons[0]
    bank = found.content.bank
    assert [(row["code"], row["objective_code"]) for row in bank["items"]] == [
        *(("M01-L1-p1", "M01-L1"), ("M01-L1-p2", "M01-L1"))
    ]
    assert lesson.content["objectives"] == [
        {"id": "M01-L1", "text_id": "Secrets", "text_en": "Secrets"}
    ]
    assert units(found)["p1"].content["item_ids"] == ["M01-L1-p1"]
    assert [unit.key for unit in lesson.units] == ["h1", "film", "p1", "p3"]
    told = {(r.state, r.code, r.name) for r in found.report.remarks if "roblem" in r.code}
    assert told == {
        ("changed", "problem-as-check", "Secrets"),
        ("changed", "problem-as-practice", "Number"),
        ("kept", "problem-kind-unknown", "Circuit"),
    }
    problems, _others = export_problems(bank, "en")
    files = olx_files(found.content, run="v1", own_texts=own_texts, problems=problems)
    assert b"M01-L1-p2" in files["vertical/payung-tests-knowledge-practice-page.xml"]
    assert read(files).content == found.content
    without = {name: data for name, data in files.items() if not name.startswith("payung/")}
    elsewhere = read(without).content  # as another host would give it back
    assert [len(module.lessons) for module in elsewhere.modules] == [1, 1]
    assert len(elsewhere.bank["items"]) == len(bank["items"])


STORY = b'<sequential payung_page="story" url_name="S1">%s</sequential>'
PLAN = b'<sequential payung_page="action-plan" url_name="action-plan">%s</sequential>'
SCENARIO = b'<payung_scenario url_name="S1-one"/>'
ACTION_PLAN = b'<payung_action_plan url_name="action-plan-plan"/>'


@pytest.mark.parametrize(
    ("pages", "is_clear"),
    [
        (STORY % SCENARIO + PLAN % ACTION_PLAN, True),
        (STORY % SCENARIO + STORY % SCENARIO, False),
        (PLAN % ACTION_PLAN + PLAN % ACTION_PLAN, False),
        (PLAN % b'<payung_action_plan url_name="other"/>', False),
        (PLAN % b'<payung_text url_name="action-plan-plan"/>', False),
        (STORY % ACTION_PLAN, False),
        (STORY % (SCENARIO + SCENARIO), False),
    ],
)
def test_each_story_and_the_plan_have_one_page_with_their_block(foreign, read, pages, is_clear):
    foreign["payung/stories.json"] = (
        b'{"S1": {"module_code": "M01", "note_id": "", "note_en": "", "audiences": [],'
        b' "minutes": 5, "content_warning": 0}}'
    )
    foreign["chapter/c1.xml"] = b"<chapter><sequential url_name='s1'/>" + pages + b"</chapter>"
    if is_clear:
        content = read(foreign).content
        assert ([one.code for one in content.scenarios], content.plan.key) == (["S1"], "plan")
        return
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert refused.value.reason == "page-unclear"


def test_each_remark_has_a_sentence_and_a_kept_problem_says_why(foreign, read):
    foreign["problem/p1.xml"] = b"<problem><schematicresponse/></problem>"
    told = {remark_text(one.code, str) for one in read(foreign).report.remarks}
    assert all(sentence.endswith(".") for sentence in told)
    assert any("a kind of question that is not supported" in sentence for sentence in told)


def test_a_passage_with_its_picture_is_shown_above_the_check(foreign, read):
    foreign["problem/p1.xml"] = (
        b'<problem display_name="Secrets"><p>Look:</p><img src="/static/a.png" alt="A gift"/>'
        b'<iframe src="https://example.org/"/><choiceresponse><label>Which?</label>'
        b'<checkboxgroup shuffle="true"><choice correct="true">A</choice>'
        b'<choice correct="false">B</choice></checkboxgroup></choiceresponse>'
        b"<demandhint><hint>Try</hint></demandhint></problem>"
    )
    found = read(foreign)
    item = units(found)["p1"].content["items"][0]
    assert item["case_id"] == item["case_en"] == "Look:\n\n![A gift](</static/a.png>)"
    assert item["stem_id"] == "Which?"
    reported = {(r.code, r.name, r.detail) for r in found.report.of("left-out")}
    assert reported == {
        ("no-place", "wiki wiki", ""),
        ("case-of-problem", "Secrets", "iframe https://example.org/"),
        ("item-hint-left-out", "Secrets", "Try"),
        ("item-figures-in-check-only", "Secrets", ""),
        ("setting", "shuffle", ""),
    }
    assert all(remark_text(r.code, str).endswith(".") for r in found.report.remarks)
    again = read(olx_files(found.content, run="v1", own_texts=own_texts))
    assert again.content == found.content
