"""The task of the learner's role stands open, with a day that is planned and taken back."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests.bare_host import BareHost, make_block, post, view

TASKS = {
    "cso_id": "Tempel nomor",
    "cso_en": "Put up the number",
    "teacher_id": "Pilih bangku",
    "teacher_en": "Choose a bench [F40]",
    "patbm_id": "Pilih tempat",
    "patbm_en": "Choose a place",
}


def block_of(audience, language="en"):
    learner = SimpleNamespace(language=language, audience=audience)
    return make_block("payung_role_tasks", TASKS, host=BareHost(learner=learner))


def test_own_task_is_open_and_others_are_closed():
    shown = view(block_of("teacher"))
    assert "Choose a bench" in shown.partition("<details")[0]
    assert re.findall(r"<details[^>]*>", shown) == ['<details class="acc">'] * 2
    assert "Put up the number" in shown.partition("<details")[2]


def test_without_a_role_all_are_closed_and_nothing_is_asked():
    shown = view(block_of(""))
    assert shown.count("<details") == 3
    assert "<form" not in shown


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Planned for 6 December 2026."), ("id", "Direncanakan untuk 6 Desember 2026.")],
)
def test_a_day_is_planned_changed_and_taken_back(language, text):
    block = block_of("patbm", language)
    assert post(block, "plan", day="2026-12-06").status_int == 303
    assert text in view(block)
    assert 'value="2026-12-06"' in view(block)
    post(block, "plan", day="2027-01-01")
    assert text not in view(block)
    post(block, "plan", day="")
    assert block.planned_for == ""
    shown = view(block)
    removed = {"en": "The date is removed.", "id": "Tanggalnya dihapus."}
    assert f'<p role="status" class="hint">{removed[language]}</p>' in shown
    assert 'value=""' in shown


@pytest.mark.parametrize("earlier", [[], ["2026-12-06", ""]])
@pytest.mark.parametrize(
    ("language", "text"), [("en", "Choose a date first."), ("id", "Pilih dulu tanggalnya.")]
)
def test_without_a_day_the_form_asks_for_one_at_its_field(language, text, earlier):
    block = block_of("cso", language)
    for day in earlier:
        assert post(block, "plan", day=day).status_int == 303
    answer = post(block, "plan", day="")
    assert answer.status_int == 422
    assert answer.json["problems"] == {"day": text}
    shown = view(block, problems=answer.json["problems"], posted={"day": [""]})
    field = re.search(r'<input class="in" type="date" id="([^"]+)"[^>]*autofocus>', shown)[1]
    assert re.search(f'<p class="err" id="{field}-err">.*{re.escape(text)}</p>', shown)
    assert 'role="status"' not in shown
    assert "required" not in shown


@pytest.mark.parametrize(
    ("day", "is_past"), [("2020-02-29", True), ("2098-12-31", False), ("today", False)]
)
def test_a_day_that_has_passed_is_said_so_and_not_confirmed(day, is_past):
    block = block_of("cso")
    day = datetime.now(UTC).date().isoformat() if day == "today" else day
    assert post(block, "plan", day=day).status_int == 303
    shown = view(block)
    assert ("That day has passed." in shown) is is_past
    assert ('class="note good"' in shown) is not is_past


def test_nothing_is_said_of_a_day_before_the_first():
    assert 'role="status"' not in view(block_of("cso"))


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "0001-01-01", "9999-01-01", "<b>"])
def test_what_is_no_day_is_rejected_at_the_field_and_changes_nothing(day):
    block = block_of("cso")
    post(block, "plan", day="2026-12-06")
    answer = post(block, "plan", day=day)
    assert answer.status_int == 422
    assert block.planned_for == "2026-12-06"
    shown = view(block, problems=answer.json["problems"], posted={"day": [day]})
    field = re.search(r'<input class="in" type="date" id="([^"]+)"[^>]*autofocus>', shown)[1]
    assert f'id="{field}-err"' in shown
    assert "Planned for" not in shown
    assert "<b>" not in shown


def test_a_follow_up_asks_about_a_planned_task_alone():
    block = block_of("patbm")
    assert "<form" not in view(block, is_follow_up=True)
    post(block, "plan", day="2026-12-06")
    asked = view(block, is_follow_up=True)
    assert "You planned this for 6 December 2026. Did you do it?" in asked
    assert asked.count('type="radio"') == 3
    assert "checked" not in asked
    assert "<details" not in asked


def test_the_answer_of_a_follow_up_is_stored_and_unknown_ones_change_nothing():
    block = block_of("patbm")
    post(block, "plan", day="2026-12-06")
    assert post(block, "report", outcome="partly").status_int == 303
    shown = view(block, is_follow_up=True)
    assert 'value="partly" checked' in shown
    assert "Only you can see it" in shown
    post(block, "report", outcome="<b>")
    assert block.outcome == "partly"
