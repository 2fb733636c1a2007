"""Our blocks in a bare XBlock host: no services, state and grade in fields, no lms."""

import json
import re
import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from lxml import etree
from webob import Request
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.test.tools import TestRuntime

from courses.blocks import BLOCKS
from courses.blocks.course.plan_form import read_plan
from tests import small_course

pytestmark = pytest.mark.filterwarnings("ignore::xblock.exceptions.FieldDataDeprecationWarning")


class Host(TestRuntime):
    """What the sdk's runtime does, with the published events kept for the test."""

    def __init__(self):
        super().__init__(services={"field-data": DictFieldData({})})
        self.events = []

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/handler/{handler_name}"

    def publish(self, block, event_type, event_data):
        self.events.append((event_type, event_data))

    def grade(self):
        return [data for kind, data in self.events if kind == "grade"][-1]

    def completions(self):
        return [data["completion"] for kind, data in self.events if kind == "completion"]


def block_class(block_type):
    module, _, name = BLOCKS[block_type].partition(":")
    return getattr(import_module(module), name)


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def make(host):
    def make(block_type, content, language="id"):
        ids = ScopeIds("learner", block_type, "definition", "usage")
        block = host.construct_xblock_from_class(block_class(block_type), ids)
        block.default_language = language
        for name, value in content.items():
            setattr(block, name, value)
        return block

    return make


def view(block):
    return block.student_view({}).content


def post(block, handler, **fields):
    body = urlencode(fields, doseq=True).encode()
    request = Request.blank(
        "/", method="POST", body=body, content_type="application/x-www-form-urlencoded"
    )
    return block.handle(handler, request)


SORTING = small_course.SORTING.content


def test_sorting_keeps_answers_in_its_fields_and_publishes_a_grade(make, host):
    block = make("payung_sorting", SORTING)
    assert 'action="/handler/sort"' in view(block)
    answer = post(block, "sort", **{"item-threat": "now", "item-talk": "now"})
    assert answer.status_int == 303
    assert host.grade() == {"value": 1, "max_value": 2}
    assert host.completions() == [1.0]
    assert "Lebih cocok: Nanti" in view(block)


class OwnForms:
    """Forms of a host that sends them itself, as ours does."""

    def action(self, block, handler):
        return f"/post/{handler}"

    def hidden(self):
        return ""


def test_a_form_is_sent_by_the_host_s_script_unless_the_host_has_forms_of_its_own(make, host):
    block = make("payung_sorting", SORTING)
    assert block.student_view({}).js_init_fn == "PayungForms"
    host._services["forms"] = OwnForms()
    assert 'action="/post/sort"' in view(block)
    assert block.student_view({}).resources == []


def test_sorting_says_what_is_missing(make):
    block = make("payung_sorting", SORTING)
    answer = post(block, "sort", **{"item-threat": "now", "item-talk": "somewhere"})
    assert answer.status_int == 422
    assert answer.json["problems"]["items"] == "Kartu yang belum diberi kelompok: 1 dari 2."


def test_a_form_answers_posts_only(make):
    block = make("payung_sorting", SORTING)
    assert block.handle("sort", Request.blank("/")).status_int == 405


STEPS = {
    **small_course.TITLED,
    "steps": [
        {"id": name, **small_course.pair("text", name, name), "explanation": ""}
        for name in ("dengar", "catat", "hubungi")
    ],
}


def test_ordering_needs_a_number_of_its_own_for_each_step(make):
    block = make("payung_ordering", STEPS)
    assert post(block, "order", **{f"step-{n}": 1 for n in ("dengar", "catat", "hubungi")}).json


def test_ordering_counts_steps_in_their_place(make, host):
    block = make("payung_ordering", STEPS)
    post(block, "order", **{"step-dengar": 1, "step-catat": 3, "step-hubungi": 2})
    assert host.grade() == {"value": 1, "max_value": 3}
    assert "1 sudah tepat, 2 belum." in view(block)


TURNS = {
    **small_course.TITLED,
    "turns": [
        {
            "id": turn,
            **small_course.pair("text", f"Anak berkata {turn}", f"The child says {turn}"),
            "options": [
                {
                    "id": option,
                    **small_course.pair("text", f"Kata {option}", f"Word {option}"),
                    "is_best": option == "a",
                    **small_course.pair("feedback", f"Balasan {option}", f"Reply {option}"),
                }
                for option in "ab"
            ],
        }
        for turn in ("satu", "dua")
    ],
}


def test_a_talk_goes_on_turn_by_turn(make, host):
    block = make("payung_choices", TURNS)
    assert "Anak berkata dua" not in view(block)
    post(block, "choose", turn="satu", option="b")
    page = view(block)
    assert "Balasan b" in page
    assert "Balasan a" not in page
    post(block, "choose", turn="satu", option="a")
    post(block, "choose", turn="dua", option="a")
    assert host.grade() == {"value": 1, "max_value": 2}


CHECKLIST = {
    **small_course.TITLED,
    "items": [{"id": n, **small_course.pair("text", n, n)} for n in ("satu", "dua")],
    "note": {**small_course.pair("label", "Inisial", "Initials"), "max_length": 20},
    "is_stored": True,
}


def test_checklist_keeps_ticks_and_note(make):
    block = make("payung_checklist", CHECKLIST)
    post(block, "keep", **{"item-satu": "yes", "item-dua": "forged", "note": "B. R."})
    assert (block.marks, block.own_note) == ({"satu": "yes"}, "B. R.")
    assert view(block).count(" checked") == 1


def test_checklist_that_is_not_stored_sends_nothing(make):
    block = make("payung_checklist", CHECKLIST | {"is_stored": False})
    page = view(block)
    assert "action=" not in page
    post(block, "keep", **{"item-satu": "yes", "note": "B. R."})
    assert (block.marks, block.own_note) == ({}, "")


LEVELS = [{"id": n, **small_course.pair("label", n, n)} for n in ("jarang", "sering")]


def test_checklist_with_levels_keeps_one_for_each_item(make):
    block = make("payung_checklist", CHECKLIST | {"levels": LEVELS})
    post(block, "keep", **{"item-satu": "sering", "item-dua": "yes"})
    assert block.marks == {"satu": "sering"}


def check_content():
    single = small_course.ITEMS["single_best"][0]
    multiple = small_course.ITEMS["multi_select"][0]
    ordering = {
        "id": "P3",
        "type": "ordering",
        **small_course.pair("stem", "Urutkan", "Order"),
        "correct_order": [
            {"id": n, **small_course.pair("text", f"Langkah {n}", f"Step {n}")} for n in range(1, 4)
        ],
    }
    matching = {
        "id": "P4",
        "type": "matching",
        **small_course.pair("stem", "Pasangkan", "Match"),
        "pairs": [
            {
                **small_course.pair("left", f"L{n}", f"L{n}"),
                **small_course.pair("right", f"R{n}", f"R{n}"),
            }
            for n in range(3)
        ],
    }
    items = [single, multiple, ordering, matching]
    return {"items": items, "item_ids": [item["id"] for item in items]}


def shown_numbers(page):
    """For the fields of the ordering as shown: the number that each step has in the key."""
    fields = re.findall(
        r"<legend>Langkah (\d)</legend><div class=\"payung-chips\"><label class=\"payung-chip\">"
        r"<input type=\"radio\" name=\"(item-P3-\d)\"",
        page,
    )
    return {field: number for number, field in fields}


def test_check_takes_all_kinds_of_items_and_scores_them(make, host):
    block = make("payung_check", check_content())
    answers = {
        "item-P1": "A",
        "item-P2": ["A", "B"],
        **shown_numbers(view(block)),
        **{f"item-P4-{n}": f"R{n}" for n in range(3)},
    }
    assert post(block, "answer", **answers).status_int == 303
    assert host.grade() == {"value": 4, "max_value": 4}
    assert "4 dari 4 pertanyaan tepat." in view(block)


def test_check_gives_nothing_away_before_the_answer(make):
    page = view(make("payung_check", check_content()))
    for secret in ("Tepat, pendamping", "Alasan", "correct", "rationale"):
        assert secret not in page


def test_check_gives_part_of_the_points(make, host):
    block = make("payung_check", check_content())
    numbers = shown_numbers(view(block))
    turned = {field: str(4 - int(number)) for field, number in numbers.items()}
    matching = {"item-P4-0": "R0", "item-P4-1": "R2", "item-P4-2": "R1"}
    post(block, "answer", **{"item-P1": "B", "item-P2": ["A", "C"], **turned, **matching})
    assert host.grade()["value"] == pytest.approx(0 + 0 + 0 + 1 / 3)


def test_scenario_keeps_its_path_and_score_in_fields(make, host):
    block = make("payung_scenario", small_course.STORY)
    post(block, "choose", step="0", choice="1")
    post(block, "choose", step="0", choice="0")
    post(block, "choose", step="1", choice="0")
    assert block.path == [1, 0]
    assert host.grade() == {"value": 1, "max_value": 2}


PLAN = {"template": small_course.PLAN_TEMPLATE, "provinces": [{"id": "53", "label": "NTT"}]}


def test_action_plan_lives_in_fields_where_no_service_keeps_it(make, host):
    block = make("payung_action_plan", PLAN)
    fields = {
        "provinsi": "53",
        "tujuan": "Tujuan",
        "kegiatan-0-apa": "Sesi",
        "kegiatan-0-tanggal": "Maret",
        "keselamatan": ["ruang_tenang", "kontak_dicek"],
        "rubric-R1": "4",
        "rubric-R2": "4",
    }
    assert post(block, "keep", do="submit", **fields).status_int == 303
    assert block.state == "submitted"
    assert host.completions() == [1.0]


def test_plan_in_parts_is_one_form_where_no_page_holds_a_part(make, host):
    goal = {
        "questions": [{"id": "what", "max": 9, "label": "What?", "example": "Talks"}],
        "sentence": "{what}.",
    }
    fields = [
        field | goal if field["id"] == "tujuan" else field
        for field in small_course.PLAN_TEMPLATE["fields"]
    ]
    parts = [{"id": "all", "title": "All", "fields": [field["id"] for field in fields]}]
    template = small_course.PLAN_TEMPLATE | {"fields": fields, "parts": parts}
    block = make("payung_action_plan", PLAN | {"template": template})
    page = block.student_view({}).content
    assert page.count("<form") == 1
    assert 'name="tujuan-what"' in page
    assert 'name="keselamatan"' in page
    assert "Talks" in page
    assert post(block, "keep", do="save", **{"tujuan-what": "Sessions"}).status_int == 303
    assert block.plan["tujuan"] == "Sessions."
    assert "Sessions." in block.student_view({}).content


def test_plan_cuts_what_is_too_long_and_hides_long_numbers():
    content = read_plan(small_course.PLAN_TEMPLATE, {"tujuan": ["1234567890123456" + "x" * 200]})
    assert content["tujuan"] == "****************" + "x" * 84


STATIC = {
    "payung_text": small_course.TEXT.content,
    "payung_picture": small_course.PICTURE.content,
    "payung_role": small_course.ROLE.content,
    "payung_cards": small_course.CARDS.content,
    "payung_steps": {**small_course.TITLED, "steps": [{"title": "Satu", "text": "Mulai"}]},
    "payung_kits": {**small_course.TITLED, "kits": [{"id": "k", "title": "Kit", "summary": "S"}]},
    "payung_assessment": {**small_course.TITLED, "purpose": "post"},
}


@pytest.mark.parametrize("block_type", STATIC)
@pytest.mark.parametrize("language", ["id", "en"])
def test_static_views_show_without_services(make, block_type, language):
    block = make(block_type, STATIC[block_type], language)
    assert block.is_static_view
    etree.fromstring(f"<div>{view(block).replace('&nbsp;', ' ')}</div>")


def test_picture_with_active_content_is_refused(make):
    for evil in ("<svg onload=x>", "<svg><script/></svg>", "<svg><a href='javascript:x'/></svg>"):
        with pytest.raises(ValueError, match="active"):
            view(make("payung_picture", {"svg_id": evil, "alt_id": "x"}))


POLL = {
    **small_course.TITLED,
    "options": [
        {"id": "often", **small_course.pair("text", "Sering", "Often")},
        {"id": "rarely", **small_course.pair("text", "Jarang", "Rarely")},
    ],
}


def vote(block, option):
    """As another learner, who shares the tally and nothing else."""
    block.vote = ""
    assert post(block, "choose", option=option).status_int == 303


def test_poll_shows_rounds_of_votes_and_never_a_single_one(make, host):
    block = make("payung_poll", POLL, "en")
    for _ in range(9):
        vote(block, "often")
        assert "shown after 10 votes" in view(block)
    vote(block, "often")
    assert "after 10 votes:" in view(block)
    assert "Often: <b>90 % or more</b>" in view(block)
    assert "Rarely: <b>10 % or less</b>" in view(block)
    before = view(block)
    for _ in range(9):
        vote(block, "often")
        assert view(block) == before
    vote(block, "rarely")
    assert "after 20 votes:" in view(block)
    assert "Often: <b>90 % or more</b>" in view(block)


def test_vote_counts_once_and_can_be_taken_back(make, host):
    block = make("payung_poll", POLL)
    assert post(block, "choose", option="sometimes").status_int == 422
    for option in ("often", "rarely"):
        assert post(block, "choose", option=option).status_int == 303
    assert (block.tally, host.completions()) == ({"often": 1}, [1.0])
    for _ in range(2):
        post(block, "again")
    assert (block.tally, block.vote) == ({"often": 0}, "")


def test_no_round_has_fewer_than_ten_votes_whatever_is_asked(make):
    block = make("payung_poll", {**POLL, "fewest": 1})
    vote(block, "often")
    assert block.shown == {}


CONTACT = {
    "id": "sapa",
    **small_course.pair("name", "SAPA 129", "SAPA 129"),
    **small_course.pair("purpose", "Pendampingan", "Support"),
    "phone": "119 ext. 8",
    "whatsapp": "08111-129-129",
    "website": "javascript:alert(1)",
    "source": "Situs SAPA",
    "as_of": "2026-03",
    "checked_on": "2026-11-24",
    "is_called": False,
    "confidence": "C",
}


def test_contact_says_where_it_is_from_and_leads_nowhere_else(make):
    shown = view(make("payung_contact_card", {"contacts": [CONTACT]}, "en"))
    assert 'href="tel:119"' in shown
    assert 'href="https://wa.me/628111129129"' in shown
    assert (
        "Source: Situs SAPA (2026-03); Checked on 24 November 2026; from written sources" in shown
    )
    assert "To be confirmed" in shown
    assert "javascript" not in shown


def test_words_better_avoided_are_marked(make):
    term = {"term": "X", **small_course.pair("definition", "Arti", "Meaning")}
    marked = make("payung_glossary", {"terms": [term | {"usage": "avoid"}]}, "en")
    assert "Better avoided" in view(marked)
    assert "Better avoided" not in view(make("payung_glossary", {"terms": [term]}, "en"))


def test_state_of_the_certificate_is_told_by_the_host_or_said_to_be_elsewhere(make, host):
    block = make("payung_certificate_status", {}, "en")
    assert "find your certificates in your account" in view(block)
    core = SimpleNamespace(code="core", done=0, total=1, titles=("Bench", "Boat"), percent=60)
    parts = [SimpleNamespace(code="lessons", done=3, total=41), core]
    told = SimpleNamespace(state="open", parts=parts)
    host._services["certificate_status"] = SimpleNamespace(status=lambda: told)
    assert "Lessons: 3 of 41 done" in view(block)
    assert "A core scenario (Bench, Boat) with 60 % of its points" in view(block)
    told.state = "issued"
    assert "You have your certificate." in view(block)
    assert "payung-note payung-good" in view(block)
    told.state = "revoked"
    assert "Your certificate was withdrawn." in view(block)
    assert "payung-good" not in view(block)


def test_every_figure_stands_in_the_table_and_what_is_missing_says_so(make):
    chart = {
        "series": [{"id": "a", **small_course.pair("label", "Satu", "One")}],
        "rows": [
            {**small_course.pair("label", "Kota", "Towns"), "values": {"a": 1234.5}},
            {**small_course.pair("label", "Desa", "Villages"), "values": {}},
        ],
        **small_course.pair("unit", "orang", "people"),
    }
    english, indonesian = (view(make("payung_chart", chart, one)) for one in ("en", "id"))
    table = english.partition("<table")[2]
    assert "1,234.5 people" in table
    assert "no figure" in table
    assert "1.234,5 orang" in indonesian
    assert english.count("<progress") == 1


def test_map_without_a_drawing_still_has_its_places(make):
    place = small_course.pair("label", "Keluarga", "Family")
    layer = {"id": "home", **small_course.pair("label", "Rumah", "Home"), "places": [place]}
    shown = view(make("payung_layered_map", {"layers": [layer]}, "en"))
    assert "<svg" not in shown
    assert "Family" in shown
    drawn = {**layer, "places": [place | {"x": 10, "y": 20}]}
    assert "Map: Home" in view(make("payung_layered_map", {"layers": [drawn]}, "en"))
    with pytest.raises(ValueError, match="path"):
        view(make("payung_layered_map", {"layers": [drawn], "outline": '"/><script>'}, "en"))


FOREIGN = {"lms", "flask", "sqlalchemy", "django"}
SPITEFUL = '"><script>alert(1)</script>'


def test_what_learners_write_is_escaped(make):
    prompts = [{"id": "one", **small_course.pair("label", "Apa?", "What?"), "max_length": 300}]
    block = make("payung_reflection", {**small_course.TITLED, "prompts": prompts})
    post(block, "write", **{"prompt-one": SPITEFUL})
    assert "<script" not in view(block)


@pytest.mark.parametrize("block_type", BLOCKS)
def test_each_block_has_a_scenario_for_the_workbench(block_type, host):
    for _title, xml in block_class(block_type).workbench_scenarios():
        element = etree.fromstring(xml)
        assert element.tag == block_type
        fields = block_class(block_type).fields
        assert set(element.attrib) <= set(fields)


@pytest.mark.parametrize("block_type", BLOCKS)
def test_block_imports_beside_a_foreign_package_named_lms(tmp_path, block_type):
    (tmp_path / "lms").mkdir()
    (tmp_path / "lms/__init__.py").write_text("raise ImportError('foreign')")
    module = BLOCKS[block_type].partition(":")[0]
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import {module};"
        f" assert not {{name.split('.')[0] for name in sys.modules}} & {FOREIGN}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_json_is_taken_like_a_form(make, host):
    block = make("payung_sorting", SORTING)
    body = json.dumps({"item-threat": "now", "item-talk": "later"}).encode()
    request = Request.blank("/", method="POST", body=body, content_type="application/json")
    assert block.handle("sort", request).status_int == 303
    assert host.grade()["value"] == 2
