"""The action plan in parts: a list with what is still needed, and a page for each part."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from courses.action_plans.models import ActionPlan
from courses.action_plans.queries import action_plan
from lms.accounts.models import Person
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, PLAN_TEMPLATE, pair, small_course

PLAN = f"/courses/{CODE}/plan"
QUESTIONS = [
    {"id": "what", "max": 20, **pair("label", "Apa yang berbeda?", "What differs?")},
    {
        "id": "until",
        "max": 20,
        **pair("label", "Sampai kapan?", "Until when?"),
        **pair("example", "akhir Maret", "the end of March"),
    },
]


def in_parts(template, place=("provinsi",)):
    """The template in three parts, with questions for its goal."""
    goal = {
        "questions": QUESTIONS,
        **pair("sentence", "{what}, sampai {until}.", "{what} by {until}."),
    }
    fields = [field | (goal if field["id"] == "tujuan" else {}) for field in template["fields"]]
    parts = [
        {"id": "place", **pair("title", "Tempat", "Place"), "fields": list(place)},
        {"id": "goal", **pair("title", "Arah", "Direction"), "fields": ["tujuan"]},
        {
            "id": "doing",
            **pair("title", "Acara", "Event"),
            "fields": ["kegiatan", "keselamatan"],
        },
    ]
    return template | {"fields": fields, "parts": parts}


@pytest.fixture
def place_fields():
    """Ids of the fields of the first part."""
    return ["provinsi"]


@pytest.fixture
def version_id(write, place_fields):
    template = in_parts(PLAN_TEMPLATE, place_fields)
    return write(add_version, replace(small_course(), plan_template=template))


@pytest.fixture
def stored(new_session, learner, enrolment_id):
    """The content of the learner's plan."""

    def stored():
        with new_session() as session:
            person = session.get_one(Person, learner)
            (enrolment,) = session.scalars(select(ActionPlan.enrolment_id))
            facts = {"person_id": learner, "person_key_id": person.data_key_id}
            return dict(action_plan(session, enrolment_id=enrolment, **facts).content)

    return stored


PARTS = {
    "place": {"provinsi": "53"},
    "goal": {"tujuan-what": "Guru siap {until}", "tujuan-until": "Maret 2027."},
    "doing": {
        "kegiatan-0": "1",
        "kegiatan-0-apa": "Lokakarya",
        "kegiatan-0-tanggal": "Maret",
        "keselamatan": ["ruang_tenang", "kontak_dicek"],
    },
    "self-review": {"rubric-R1": "3", "rubric-R2": "4"},
}


def form_of(page):
    """The first form of a page; the one that changes the language follows it."""
    form = re.search(
        r'<form class="[^"]*" method="post" action="([^"]*/keep)".*?</form>', page.text, re.DOTALL
    )
    return form[1], dict(
        re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
    )


def save(client, part, *, form=None, do="save", **fields):
    address, hidden = form or form_of(client.get(f"{PLAN}/{part}".rstrip("/")))
    return client.post(address, data={**hidden, "do": do, **fields})


def fill(client):
    for part, fields in PARTS.items():
        save(client, part, **fields)


def needed(page):
    section = re.search(r'<details class="acc need".*?</details>', page, re.DOTALL)
    return re.findall(r'href="([^"#]*)#[^"]*">([^<]*)<', section[0]) if section else []


def states(page):
    return re.findall(r'class="task ?(\w*)" href="[^"]*/(\S+?)"', page)


def test_list_says_what_is_needed_and_leads_to_it(browser):
    page = browser.get(PLAN).text
    assert needed(page) == [
        (f"{PLAN}/place", "Provinsi: Pilih satu jawaban."),
        (f"{PLAN}/goal", "Apa yang berbeda?"),
        (f"{PLAN}/goal", "Sampai kapan?"),
        (f"{PLAN}/doing", "Kegiatan: Isi sedikitnya 1 kegiatan sampai lengkap."),
        (f"{PLAN}/doing", "Keselamatan: Rencanakan setiap butir sebelum mengirim."),
        (f"{PLAN}/self-review", "Nilai rencana Anda sendiri: Beri nilai pada setiap butir rubrik."),
    ]
    assert 'value="submit"' not in page
    assert "Lanjut: Tempat" in page


def test_a_long_list_of_what_is_needed_is_closed_and_below_the_parts(browser):
    page = browser.get(PLAN).text
    assert page.index("Lanjut: Tempat") < page.index('<details class="acc need">')
    assert "dikirim (6)" in page
    for part in ("place", "goal"):
        save(browser, part, **PARTS[part])
    assert '<details class="acc need" open>' in browser.get(PLAN).text
    assert "0 dari 4 bagian siap" in page


def test_links_of_the_list_lead_to_fields_of_the_part(browser):
    page = browser.get(PLAN).text
    for address, field in re.findall(rf'href="({PLAN}/[^"#]*)#([^"]*)"', page):
        assert f'id="{field}"' in browser.get(address).text


def test_states_follow_what_is_saved(browser):
    save(browser, "goal", **{"tujuan-what": "Guru siap"})
    save(browser, "place", **PARTS["place"])
    page = browser.get(PLAN).text
    assert states(page) == [("done", "place"), ("now", "goal"), ("", "doing"), ("", "self-review")]
    assert "Kurang: Sampai kapan?" in page
    assert "Lanjut: Arah" in page


def test_saving_a_part_leads_to_the_next_and_keeps_the_others(browser):
    answers = [save(browser, part, **fields) for part, fields in PARTS.items()]
    assert [answer.location for answer in answers] == [
        f"{PLAN}/goal",
        f"{PLAN}/doing",
        f"{PLAN}/self-review",
        PLAN,
    ]
    assert {answer.status_code for answer in answers} == {303}
    page = browser.get(PLAN).text
    assert needed(page) == []
    assert {state for state, _part in states(page)} == {"done"}


def test_answers_make_the_sentence_of_the_goal(browser, stored):
    save(browser, "goal", **{"tujuan-what": "Guru siap {until}"})
    page = browser.get(f"{PLAN}/goal").text
    assert "Guru siap {until}, sampai …" in page
    assert page.count("Isi bagian ini.") == 1
    save(browser, "goal", **PARTS["goal"])
    assert stored()["tujuan"] == "Guru siap {until}, sampai Maret 2027."


RULE = (
    "Rencana dapat dikirim setelah Anda sendiri menilainya 6 dari 8 atau lebih."
    " Butir “Tanpa data anak” perlu nilai 4."
)


def test_rule_of_the_own_score_is_said_before_it_stops_anybody(browser):
    assert RULE in browser.get(PLAN).text
    assert RULE in browser.get(f"{PLAN}/self-review").text
    fill(browser)
    assert RULE not in browser.get(PLAN).text
    save(browser, "self-review", **{"rubric-R1": "1", "rubric-R2": "4"})
    page = browser.get(PLAN).text
    assert "Nilai: 5, padahal perlu 6." in page
    assert "Kurang: Terukur" not in page
    assert 'value="submit"' not in page


def test_plan_is_handed_in_from_the_list_once_all_parts_are_ready(browser, stored):
    fill(browser)
    answer = save(browser, "", do="submit")
    assert (answer.status_code, answer.location) == (303, PLAN)
    page = browser.get(PLAN).text
    assert "Sudah dikirim" in page
    assert 'value="submit"' not in page
    assert stored()["kegiatan"] == [{"apa": "Lokakarya", "tanggal": "Maret"}]


def test_change_after_handing_in_makes_a_draft_with_its_button(browser):
    fill(browser)
    save(browser, "", do="submit")
    save(browser, "place", **PARTS["place"])
    assert "Sudah dikirim" in browser.get(PLAN).text
    save(browser, "goal", **PARTS["goal"] | {"tujuan-until": "April 2027"})
    page = browser.get(PLAN).text
    assert "Tersimpan, belum dikirim" in page
    assert 'value="submit"' in page


def test_old_list_does_not_hand_in_what_was_changed_since(browser):
    fill(browser)
    form = form_of(browser.get(PLAN))
    save(browser, "doing", **PARTS["doing"] | {"kegiatan-0-apa": ""})
    answer = save(browser, "", form=form, do="submit")
    assert answer.status_code == 422
    assert "juga disimpan di jendela lain" in answer.text
    assert needed(answer.text)


def test_incomplete_plan_is_not_handed_in(browser):
    save(browser, "place", **PARTS["place"])
    form = form_of(browser.get(f"{PLAN}/goal"))
    answer = save(browser, "", form=(form[0], {**form[1], "part": "", "seen": ""}), do="submit")
    assert answer.status_code == 422
    assert "Rencana Anda tersimpan." in answer.text
    assert "Sudah dikirim" not in browser.get(PLAN).text


def test_two_windows_at_different_parts_lose_nothing(browser, stored):
    first, second = (form_of(browser.get(f"{PLAN}/{part}")) for part in ("goal", "doing"))
    assert save(browser, "", form=first, **PARTS["goal"]).status_code == 303
    assert save(browser, "", form=second, **PARTS["doing"]).status_code == 303
    assert stored()["answers"]["tujuan"]["what"] == "Guru siap {until}"
    assert stored()["keselamatan"]


def test_two_windows_at_one_part_notice_each_other(browser, stored):
    form = form_of(browser.get(f"{PLAN}/goal"))
    save(browser, "", form=form, **PARTS["goal"])
    assert save(browser, "", form=form, **PARTS["goal"]).status_code == 303  # a double click
    other = save(browser, "", form=form, **PARTS["goal"] | {"tujuan-what": "Lain"})
    assert other.status_code == 422
    assert "juga disimpan di jendela lain" in other.text
    assert "Lain" in other.text
    assert "Lain" not in stored()["tujuan"]
    assert save(browser, "", form=form_of(other), **{"tujuan-what": "Lain"}).status_code == 303
    assert stored()["tujuan"] == "Lain, sampai …"


def test_row_is_added_on_the_same_part(browser):
    answer = save(browser, "doing", do="add-kegiatan", **PARTS["doing"])
    assert answer.location == f"{PLAN}/doing"
    page = browser.get(answer.location).text
    assert 'name="kegiatan-1-apa"' in page
    assert "Lokakarya" in page


def test_long_numbers_are_masked_and_answers_cut(browser, stored):
    save(browser, "goal", **{"tujuan-what": "3174012345678901" + "x" * 99, "tujuan-until": "Mei"})
    assert stored()["answers"]["tujuan"]["what"] == "*" * 16 + "xxxx"


def test_unknown_part_leads_to_the_plan(browser):
    answer = browser.get(f"{PLAN}/dropped")
    assert (answer.status_code, answer.location) == (303, PLAN)


@pytest.mark.parametrize("following", ["//evil.example", "../x", "x" * 99, "A b"])
def test_odd_next_part_leads_to_the_plan(browser, following):
    address, hidden = form_of(browser.get(f"{PLAN}/place"))
    answer = browser.post(address, data={**hidden, "do": "save", "next": following})
    assert answer.location == PLAN


def test_unknown_part_of_a_form_changes_nothing(browser, stored):
    fill(browser)
    before = stored()
    form = form_of(browser.get(f"{PLAN}/goal"))
    answer = save(browser, "", form=(form[0], {**form[1], "part": "none", "seen": ""}), tujuan="x")
    assert answer.status_code == 303
    assert stored() == before


def test_expired_form_shows_the_part_with_what_was_typed(app, browser):
    app.config["WTF_CSRF_ENABLED"] = True
    address, hidden = form_of(browser.get(f"{PLAN}/goal"))
    answer = browser.post(address, data={**hidden, "csrf_token": "old", **PARTS["goal"]})
    assert answer.status_code == 422
    assert "Guru siap {until}" in answer.text
    assert "<h1>Arah</h1>" in answer.text


def test_example_describes_its_field(browser):
    page = browser.get(f"{PLAN}/goal").text
    (described,) = re.findall(r'name="tujuan-until"[^>]* aria-describedby="([^"]*)"', page)
    assert f'<p class="eg" id="{described}"><b>Contoh</b>akhir Maret</p>' in page


def test_stranger_sees_no_part(app, sign_in, make_person, version_id):
    assert app.test_client().get(f"{PLAN}/goal").status_code == 303
    assert sign_in(make_person()).get(f"{PLAN}/goal").status_code in (403, 404)


def test_helplines_of_the_list_stand_below_it_and_cover_nothing(browser):
    assert re.search(r'<aside class="helpline rest"', browser.get(PLAN).text)


@pytest.mark.parametrize("place_fields", [["provinsi", "keselamatan"]])
def test_what_the_profile_fills_in_is_not_called_missing(browser):
    assert re.search(r'<option value="53" selected>', browser.get(f"{PLAN}/place").text)
    page = browser.get(PLAN).text
    assert [text.partition(":")[0] for at, text in needed(page) if at.endswith("/place")] == [
        "Keselamatan"
    ]
    save(browser, "place", keselamatan=PARTS["doing"]["keselamatan"], provinsi="")
    assert (f"{PLAN}/place", "Provinsi: Pilih satu jawaban.") in needed(browser.get(PLAN).text)


def test_each_mark_of_the_self_review_says_what_it_means(browser):
    page = browser.get(f"{PLAN}/self-review").text
    marks = re.findall(r'name="rubric-R1" value="(\d)"[^>]*>(.*?)</label>', page)
    assert [mark for mark, _words in marks] == ["0", "1", "2", "3", "4"]
    assert marks[0] == ("0", '0<span class="vh"> belum sama sekali</span>')
    assert marks[4] == ("4", '4<span class="vh"> sepenuhnya</span>')
    assert "2\N{NO-BREAK SPACE}kira-kira setengah" in page
