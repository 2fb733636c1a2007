"""Lessons in steps: the pages, where one resumes, and what finishes a lesson."""

import re

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Unit
from courses.progress.models import LessonProgress
from tests.small_course import CODE, pair
from tests.statements import statements_of
from tests.step_lesson import ADDRESS, ORDER, STEPS, add_step_lesson, question, text_unit

NAMES = [entry[0] for entry in ORDER]


@pytest.fixture
def lesson_id(write, version_id):
    return write(add_step_lesson, version_id)


@pytest.fixture(autouse=True)
def lesson(lesson_id):
    """Every test here has the lesson."""


@pytest.fixture
def progress(new_session, lesson_id):
    """The row of progress in the lesson, as the database has it now."""

    def progress():
        with new_session() as session:
            return session.scalars(
                select(LessonProgress).where(LessonProgress.lesson_id == lesson_id)
            ).one_or_none()

    return progress


@pytest.fixture
def answer(browser, new_session, lesson_id):
    """Answers a unit of the lesson to its end."""
    handlers = {
        "first": ("choose", {"turn": "t1", "option": "b"}),
        "again": ("choose", {"turn": "t1", "option": "a"}),
        "talk": ("choose", {"turn": "t1", "option": "c"}),
    }

    def answer(key):
        with new_session() as session:
            unit_id = session.scalar(
                select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == key)
            )
        handler, fields = handlers[key]
        return browser.post(f"/courses/{CODE}/units/{unit_id}/{handler}", data=fields)

    return answer


OTHER = f"/courses/{CODE}/lessons/M02-L8"


def add_lesson(write, version_id, unit):
    """A lesson that has one practice with this unit between a text and another."""
    units = (text_unit("before", "Awal.", "First."), unit, text_unit("after", "Akhir.", "Last."))
    order = (
        ("before", "idea", ("before",), {}),
        ("practise", "practise", (unit[0],), {}),
        ("after", "takeaway", ("after",), {}),
    )
    return write(add_step_lesson, version_id, code="M02-L8", order=order, units=units)


@pytest.fixture
def answer_of(browser, new_session):
    """Posts a form of a unit of a lesson."""

    def answer_of(lesson_id, key, handler, **fields):
        with new_session() as session:
            unit_id = session.scalar(
                select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == key)
            )
        return browser.post(f"/courses/{CODE}/units/{unit_id}/{handler}", data=fields)

    return answer_of


@pytest.fixture
def unit_of(new_session, lesson_id):
    """Address of a unit of the lesson, by its key."""

    def unit_of(key):
        with new_session() as session:
            unit_id = session.scalar(
                select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == key)
            )
        return f"/courses/{CODE}/units/{unit_id}"

    return unit_of


def finish(client, **fields):
    return client.post(f"{ADDRESS}/finish", data=fields)


def shown(page):
    """The titles of steps that stand on a page as headings."""
    return re.findall(r"<h1[^>]*>[^\n]*?Langkah (\w+)[^\n]*</h1>", page.text)


def test_address_of_the_lesson_leads_to_its_first_step(browser):
    answer = browser.get(ADDRESS)
    assert (answer.status_code, answer.location) == (303, f"{STEPS}/case")


@pytest.mark.parametrize("name", NAMES)
def test_a_step_shows_itself_alone(browser, name):
    assert shown(browser.get(f"{STEPS}/{name}")) == [name]


def test_a_step_leads_to_the_glossary(browser):
    page = browser.get(f"{ADDRESS}/steps/{NAMES[0]}").text
    assert f'<a href="/courses/{CODE}/glossary">' in page.split('class="endline"')[1]


def test_no_word_of_the_last_line_stands_alone(browser):
    line = browser.get(f"{ADDRESS}/steps/{NAMES[0]}").text.split('class="endline"')[1]
    assert '<span class="whole">Semua kisah rekaan.</span>' in line


def test_an_explanation_is_not_on_the_page_of_its_question(browser):
    page = browser.get(f"{STEPS}/try").text
    assert "Lalu t1?" in page
    assert "Satu gagasan" not in page


def test_the_way_on_is_the_main_button_once_the_decision_is_made(browser, answer):
    onward, note = f'href="{STEPS}/idea"', "Langkah ini belum selesai."
    page = browser.get(f"{STEPS}/try").text
    assert f'class="btn wide" {onward} aria-describedby="waiting">Lanjut dulu' in page
    assert note in page
    answer("first")
    page = browser.get(f"{STEPS}/try").text
    assert f'class="btn main" {onward}>Berikutnya' in page
    assert note not in page
    assert 'class="btn main"' in browser.get(f"{STEPS}/case").text


def test_one_resumes_at_the_step_opened_last(browser, sign_in, learner):
    for name in ("case", "idea", "try"):
        browser.get(f"{STEPS}/{name}")
    other_device = sign_in(learner)
    assert other_device.get(ADDRESS).location == f"{STEPS}/try"


def test_opened_steps_are_remembered_once_each(browser, progress):
    for name in ("case", "try", "case"):
        browser.get(f"{STEPS}/{name}")
    assert (progress().step, progress().steps_opened) == ("case", ["case", "try"])


def test_opening_the_same_step_again_writes_nothing(browser, progress):
    browser.get(f"{STEPS}/case")
    before = progress().visited_at
    browser.get(f"{STEPS}/case")
    assert progress().visited_at == before


def test_unknown_step_leads_to_where_one_was_with_a_sentence(browser):
    browser.get(f"{STEPS}/idea")
    page = browser.get(f"{STEPS}/dropped", follow_redirects=True)
    assert shown(page) == ["idea"]
    assert "tidak ada lagi" in page.text


def test_step_that_a_version_has_dropped_leads_to_the_first_step(browser, write, lesson_id):
    browser.get(f"{STEPS}/idea")

    def drop(session):
        row = session.scalars(
            select(LessonProgress).where(LessonProgress.lesson_id == lesson_id)
        ).one()
        row.step = "dropped"

    write(drop)
    assert browser.get(ADDRESS).location == f"{STEPS}/case"


def test_step_of_a_lesson_without_steps_leads_to_the_lesson(browser):
    page = browser.get(f"/courses/{CODE}/lessons/M01-L1/steps/case", follow_redirects=True)
    assert "Pelajaran M01-L1 (id)" in page.text
    assert "tidak ada lagi" in page.text


def test_form_of_an_activity_leads_back_to_its_step(browser, answer):
    assert answer("first").location.startswith(f"{STEPS}/try")


def test_refused_form_shows_its_step_with_the_problem(browser, new_session, lesson_id):
    with new_session() as session:
        unit_id = session.scalar(
            select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == "first")
        )
    page = browser.post(f"/courses/{CODE}/units/{unit_id}/choose", data={"turn": "t1"})
    assert page.status_code == 422
    assert shown(page) == ["try"]
    last_line = page.text.partition('<footer class="endline">')[2].partition("</footer>")[0]
    assert 'class="switch"' in last_line
    assert "<p>" not in last_line  # a form would end it, and the language would stand apart


def test_two_tabs_at_different_steps_lose_nothing(browser, answer, progress):
    for name in ("try", "practise"):
        browser.get(f"{STEPS}/{name}")
    answer("first")  # from the tab that was opened first
    answer("talk")
    assert set(progress().steps_opened) == {"try", "practise"}
    assert "Akibat b" in browser.get(f"{STEPS}/try").text


def test_pressing_done_alone_finishes_nothing(browser, progress):
    for name in NAMES:
        browser.get(f"{STEPS}/{name}")
    page = finish(browser)
    assert page.status_code == 422
    assert progress().state == "open"
    for name in ("try", "practise", "recall"):
        assert f'href="{STEPS}/{name}"' in page.text.split('id="remaining"')[1]


def test_lesson_is_done_when_its_required_activities_were_tried(browser, answer, progress):
    for key in ("first", "talk", "again"):
        answer(key)
    assert finish(browser).status_code == 303
    assert progress().state == "done"


def test_the_last_step_leads_to_what_remains_or_finishes_the_lesson(browser, answer):
    page = browser.get(f"{STEPS}/takeaway").text
    assert f'<a class="btn main" href="{STEPS}/try">Ke langkah yang tersisa' in page
    assert f'action="{ADDRESS}/finish"' not in page
    for key in ("first", "talk", "again"):
        answer(key)
    page = browser.get(f"{STEPS}/takeaway").text
    assert "Ke langkah yang tersisa" not in page
    assert "Selesaikan pelajaran" in page.partition(f'action="{ADDRESS}/finish"')[2]


def test_the_lesson_after_a_finished_one_says_so_once(browser, answer):
    for key in ("first", "talk", "again"):
        answer(key)
    following = finish(browser).location
    text = "“Dengar dulu” selesai."
    assert text in browser.get(following).text
    assert text not in browser.get(following).text


def test_another_round_is_offered_until_it_has_begun(browser, answer, new_session, lesson_id):
    offer = "Layak dicoba sekali lagi."
    assert offer not in browser.get(f"{STEPS}/practise").text
    answer("talk")
    assert offer in browser.get(f"{STEPS}/practise").text
    with new_session() as session:
        unit_id = session.scalar(
            select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == "talk")
        )
    unit = f"/courses/{CODE}/units/{unit_id}"
    browser.post(f"{unit}/proceed", data={"change": "t1"})
    assert offer not in browser.get(f"{STEPS}/practise").text
    browser.post(f"{unit}/choose", data={"turn": "t1", "option": "a"})  # the best one
    page = browser.get(f"{STEPS}/practise").text
    assert "Paling menolong" in page
    assert offer not in page


def test_one_activity_that_was_not_tried_keeps_the_lesson_open(browser, answer, progress):
    for key in ("first", "talk"):
        answer(key)
    page = finish(browser)
    assert page.status_code == 422
    assert f'href="{STEPS}/recall"' in page.text.split('id="remaining"')[1]


def test_finish_without_ever_opening_the_lesson_is_refused(browser, progress):
    assert finish(browser).status_code == 422
    assert progress() is None


def test_finished_lesson_opens_at_its_first_step(browser, answer):
    for key in ("first", "talk", "again"):
        answer(key)
    browser.get(f"{STEPS}/takeaway")
    finish(browser)
    assert browser.get(ADDRESS).location == f"{STEPS}/case"
    assert finish(browser).status_code == 303  # back button, double click


def test_lesson_on_a_crisis_can_still_be_skipped_whole(browser, write, version_id):
    write(add_step_lesson, version_id, code="M02-L8", warning=2)
    address = f"/courses/{CODE}/lessons/M02-L8"
    assert "Lewati" in browser.get(f"{address}/steps/case").text
    assert browser.post(f"{address}/finish", data={"skip": "1"}).status_code == 303


def test_a_note_says_by_itself_what_a_lesson_is_about(browser, write, version_id):
    order = [("note", "note", ("case",), {}), *ORDER[1:]]
    write(add_step_lesson, version_id, code="M02-L8", warning=2, order=order)
    page = browser.get(f"/courses/{CODE}/lessons/M02-L8/steps/note").text
    assert page.index("Raka berdiri di pintu.") < page.index("Pelajaran ini boleh dilewati")
    assert "Pelajaran ini membahas krisis." not in page
    assert page.count('name="skip"') == 1


def test_a_warning_that_a_note_does_not_end_with_stands_above_it(browser, write, version_id):
    order = [("note", "note", ("case",), {}), *ORDER[1:]]
    write(add_step_lesson, version_id, code="M02-L8", warning=1, order=order)
    page = browser.get(f"/courses/{CODE}/lessons/M02-L8/steps/note").text
    assert page.index("Menyebut kekerasan tanpa rincian.") < page.index("Raka berdiri di pintu.")


def test_a_step_that_remains_says_that_it_may_be_skipped(browser, write, version_id):
    order = [
        (*entry[:3], entry[3] | {"is_skippable": True}) if entry[0] == "practise" else entry
        for entry in ORDER
    ]
    write(add_step_lesson, version_id, code="M02-L8", order=order)
    steps = f"/courses/{CODE}/lessons/M02-L8/steps"
    hint = "Langkah ini boleh dilewati dengan tombol di bawah; lalu dihitung selesai."
    assert hint in browser.get(f"{steps}/practise").text
    remaining = browser.get(f"{steps}/takeaway").text.partition('id="remaining"')[2]
    listed = {
        re.search(r"/steps/(\w+)", entry)[1]: "Boleh dilewati di sana" in entry
        for entry in remaining.partition("</section>")[0].split("<li>")[1:]
    }
    assert listed == {"try": False, "practise": True, "recall": False}


def test_skipped_steps_do_not_keep_a_lesson_open_and_look_done(browser, write, version_id):
    order = [
        (*entry[:3], {**entry[3], "is_skippable": True} if entry[3] else {}) for entry in ORDER
    ]
    write(add_step_lesson, version_id, code="M02-L8", warning=2, order=order)
    address = f"/courses/{CODE}/lessons/M02-L8"
    assert browser.post(f"{address}/finish").status_code == 422
    page = browser.get(f"{address}/steps/try").text
    assert "Lewati langkah" in page
    assert "Lanjut dulu" not in page  # one way past the step suffices
    for name, following in (("try", "idea"), ("practise", "recall"), ("recall", "takeaway")):
        answer = browser.post(f"{address}/steps/{name}/skip")
        assert (answer.status_code, answer.location) == (303, f"{address}/steps/{following}")
    page = browser.get(f"{address}/steps/idea").text
    assert page.count('class="done"') == 3
    assert "Lewati langkah" not in browser.get(f"{address}/steps/try").text
    assert browser.post(f"{address}/finish").status_code == 303


def test_who_skips_is_told_of_another_activity_on_the_same(browser, write, version_id):
    order = [
        (*entry[:3], {**entry[3], "recalls": "M02-L1-O1"} if entry[0] == "recall" else entry[3])
        for entry in ORDER
    ]
    write(add_step_lesson, version_id, code="M02-L8", order=order)
    browser.post(f"/courses/{CODE}/lessons/M02-L1/finish", data={"skip": "1"})
    page = browser.get(f"/courses/{CODE}").text
    assert f'<a href="/courses/{CODE}/lessons/M02-L8/steps/recall">Dengar dulu</a>' in page


def test_nothing_is_offered_where_nothing_recalls_the_same(browser):
    browser.post(f"/courses/{CODE}/lessons/M02-L1/finish", data={"skip": "1"})
    assert "kasus lain" not in browser.get(f"/courses/{CODE}").text


@pytest.mark.parametrize("name", ["try", "idea", "unknown"])
def test_other_steps_cannot_be_skipped(browser, progress, name):
    assert "Lewati langkah" not in browser.get(f"{STEPS}/try").text
    assert browser.post(f"{STEPS}/{name}/skip").status_code == 422
    assert progress().steps_skipped == []


@pytest.mark.parametrize(
    ("title", "kind"), [("Bawa pulang", "1 menit"), ("Tiga kata", "Bawa pulang · 1 menit")]
)
def test_a_title_that_is_the_kind_stands_alone(browser, write, version_id, title, kind):
    flags = {"title_id": title}
    order = [(*entry[:3], flags if entry[0] == "takeaway" else entry[3]) for entry in ORDER]
    write(add_step_lesson, version_id, code="M02-L8", order=order)
    page = browser.get(f"/courses/{CODE}/lessons/M02-L8/steps/takeaway").text
    assert re.search(rf'<p class="kind"><svg[^\n]*</svg>{kind}</p>\n<h1>{title}</h1>', page)


def test_no_line_of_a_kind_has_its_picture_alone(browser, write, version_id):
    flags = {"title_id": "Bawa pulang", "minutes": 0}
    order = [(*entry[:3], flags if entry[0] == "takeaway" else entry[3]) for entry in ORDER]
    write(add_step_lesson, version_id, code="M02-L8", order=order)
    page = browser.get(f"/courses/{CODE}/lessons/M02-L8/steps/takeaway").text
    assert '<p class="kind">' not in page
    assert "<h1>Bawa pulang</h1>" in page


def test_kind_of_a_step_is_not_said_twice(browser, write, version_id):
    title = {"title_id": "Ingat kembali: surat", "is_required": True}
    order = [(*entry[:3], title if entry[0] == "recall" else entry[3]) for entry in ORDER]
    write(add_step_lesson, version_id, code="M02-L8", order=order)
    address = f"/courses/{CODE}/lessons/M02-L8/steps"
    assert "Ingat kembali: surat" in browser.get(f"{address}/recall").text
    remaining = browser.get(f"{address}/takeaway").text.partition('id="remaining"')[2]
    assert "Ingat kembali: surat" in remaining
    assert "Ingat: Ingat" not in remaining
    assert "Coba: Langkah try" in remaining


def test_navigation_says_which_steps_are_done(browser, answer):
    browser.get(f"{STEPS}/case")
    answer("first")
    page = browser.get(f"{STEPS}/idea").text
    states = re.findall(r"Langkah (\d), (\w+)", page)
    expected = ["selesai", "selesai", "sekarang", "belum", "belum", "belum"]
    assert [state for _, state in states] == expected


def test_learner_of_another_course_is_led_to_the_course(sign_in, make_person):
    answer = sign_in(make_person()).get(f"{STEPS}/case")
    assert (answer.status_code, answer.location) == (303, f"/courses/{CODE}")


@pytest.mark.parametrize("name", ["case", "try", "practise", "takeaway"])
def test_a_step_asks_at_most_five_queries(app, browser, name):
    for _ in range(2):
        browser.get(f"{STEPS}/{name}")
    with statements_of(app) as statements:
        assert browser.get(f"{STEPS}/{name}").status_code == 200
    assert len(statements) <= 5


def test_the_case_can_be_read_again_beside_the_first_decision(browser):
    page = browser.get(f"{STEPS}/try").text
    assert "Raka berdiri di pintu" in page.split("<details")[1]
    for name in ("idea", "practise", "recall"):
        assert "Raka berdiri di pintu" not in browser.get(f"{STEPS}/{name}").text


def test_practice_below_the_mark_offers_another_round_and_locks_nothing(browser, answer):
    assert "sekali lagi" not in browser.get(f"{STEPS}/practise").text
    answer("talk")  # not the best answer
    page = browser.get(f"{STEPS}/practise").text
    assert "Layak dicoba sekali lagi" in page
    assert "Anda boleh mengubah pilihan di atas" in page
    assert "mencoba lagi di atas" not in page  # a single turn has no button for that
    assert f'href="{STEPS}/recall"' in page


def test_another_round_is_begun_by_its_button(browser, answer_of, write, version_id):
    lesson_id = add_lesson(write, version_id, question("talk", "t1", "t2"))
    for turn in ("t1", "t2"):
        answer_of(lesson_id, "talk", "choose", turn=turn, option="c")
    page = browser.get(f"{OTHER}/steps/practise").text
    assert "Layak dicoba sekali lagi" in page
    assert "mencoba lagi di atas" in page


WRITING = ("note", "reflection", {"prompts": [{"id": "p", **pair("label", "Apa?", "What?")}]})
CARDS = (
    "cards",
    "sorting",
    {
        "groups": [{"id": name, **pair("label", name, name)} for name in ("now", "later")],
        "items": [
            {"id": f"c{n}", **pair("text", f"Kartu {n}", f"Card {n}"), "fits": ["now"]}
            for n in (1, 2)
        ],
    },
)


def filled(page):
    """Labels of the filled buttons of a page."""
    return [
        re.sub(r"\s*<[^>]*>\s*", "", label)
        for label in re.findall(r'class="btn main[^>]*>(.*?)</(?:a|button)>', page.text, re.DOTALL)
    ]


def test_a_page_has_one_filled_button_before_and_after_saving(
    browser, answer_of, write, version_id
):
    lesson_id = add_lesson(write, version_id, WRITING)
    address = f"{OTHER}/steps/practise"
    assert filled(browser.get(address)) == ["Simpan untuk saya sendiri"]
    answer_of(lesson_id, "note", "write", **{"prompt-p": "Mendengar."})
    assert filled(browser.get(address)) == ["Berikutnya"]


def test_another_round_fills_the_button_that_checks_it(browser, answer_of, write, version_id):
    lesson_id = add_lesson(write, version_id, CARDS)
    address = f"{OTHER}/steps/practise"
    assert filled(browser.get(address)) == ["Periksa pilihan saya"]
    answer_of(lesson_id, "cards", "sort", **{"item-c1": "now", "item-c2": "later"})
    assert filled(browser.get(address)) == ["Berikutnya"]
    assert ">Berikutnya <" in browser.get(address).text
    answer_of(lesson_id, "cards", "again", round="missed")
    page = browser.get(address)
    assert filled(page) == ["Periksa pilihan saya"]
    assert ">Lanjut dulu <" in page.text  # beside "next card", which stays in the round
    assert ">Berikutnya <" not in page.text


def test_an_open_question_leaves_the_way_on_unfilled(browser, answer, unit_of):
    answer("talk")
    address = f"{STEPS}/practise"
    assert filled(browser.get(address)) == ["Berikutnya"]
    browser.post(f"{unit_of('talk')}/proceed", data={"change": "t1"})
    assert filled(browser.get(address)) == []


def test_last_step_says_the_key_messages_that_its_text_does_not(browser):
    page = browser.get(f"{STEPS}/takeaway").text
    assert page.count("Tenang.") == 1  # its text
    assert page.count("Temani.") == 1
    assert "Temani." not in browser.get(f"{STEPS}/idea").text


def test_sources_are_closed_and_those_of_the_step_alone(browser):
    idea = browser.get(f"{STEPS}/idea").text
    assert 'href="#f01"' in idea
    assert "<summary>Sumber (1)</summary>" in idea
    assert 'id="f01"' in idea
    assert "Sumber (" not in browser.get(f"{STEPS}/case").text
    assert "<summary>Sumber (1)</summary>" in browser.get(f"{STEPS}/takeaway").text
