"""The pages of a test, as a browser without script uses them."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import Attempt, LateResponse, ResponseLogEntry, Score
from assessments.items.models import ItemVersion
from courses.enrolment.service import enrol_learner

from .conftest import START

COURSE = "/courses/POESA-EL"


@pytest.fixture
def enrolled(learner, course, write):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner


@pytest.fixture
def browser(enrolled, sign_in):
    return sign_in(enrolled.id)


@pytest.fixture
def attempt_id(enrolled):
    return enrolled.start("pre")


@pytest.fixture
def count(new_session):
    def count(model):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(model))

    return count


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)[1]


def checked(page):
    return re.findall(r'value="([0-9a-f]{10})" checked', page.text)


def address(attempt_id, position):
    return f"/attempts/{attempt_id}/items/{position}"


def answer(browser, attempt_id, position, value, *, page=None, go="end", **fields):
    """Choose an option on the page of an item, and press one of its buttons."""
    page = page or browser.get(address(attempt_id, position))
    data = {name: hidden(page, name) for name in ("response_id", "seen")} | {"go": go, **fields}
    if value:
        data["answer"] = value
    return browser.post(address(attempt_id, position), data=data)


def test_learner_begins_answers_and_hands_in(browser, enrolled, count):
    intro = browser.get(f"{COURSE}/assessments/post")
    begun = browser.post(
        f"{COURSE}/assessments/post", data={"attempt_id": hidden(intro, "attempt_id")}
    )
    assert begun.status_code == 303
    attempt_id = enrolled.states().post.attempt_id
    first = browser.get(begun.location, follow_redirects=True)
    assert first.request.path == address(attempt_id, 1)
    for position, value in enumerate(enrolled.right_values(attempt_id), start=1):
        go = str(position + 1) if position < 20 else "end"
        moved = answer(browser, attempt_id, position, value, go=go)
        assert moved.status_code == 303
    assert moved.location == f"/attempts/{attempt_id}/submit"
    assert "20" in browser.get(moved.location).text
    result = browser.post(moved.location, follow_redirects=True)
    assert result.request.path == f"/attempts/{attempt_id}/result"
    assert "100 dari 100" in result.text
    assert count(ResponseLogEntry) == 20
    assert browser.get("/results").status_code == 200


def test_double_click_on_begin_makes_one_attempt(browser, count):
    intro = browser.get(f"{COURSE}/assessments/pre")
    data = {"attempt_id": hidden(intro, "attempt_id")}
    places = {browser.post(f"{COURSE}/assessments/pre", data=data).location for _ in range(3)}
    assert len(places) == 1
    assert count(Attempt) == 1


def test_two_tabs_share_one_attempt(browser, count):
    tabs = [browser.get(f"{COURSE}/assessments/pre") for _ in range(2)]
    places = {
        browser.post(
            f"{COURSE}/assessments/pre", data={"attempt_id": hidden(tab, "attempt_id")}
        ).location
        for tab in tabs
    }
    assert len(places) == 1
    assert count(Attempt) == 1


@pytest.mark.parametrize("task", ["pre", "self-efficacy-before"])
def test_begin_in_an_older_tab_leads_to_the_result(browser, enrolled, count, task):
    tab = browser.get(f"{COURSE}/assessments/{task}")
    attempt_id = enrolled.start(task)
    enrolled.submit(attempt_id)
    again = browser.post(
        f"{COURSE}/assessments/{task}", data={"attempt_id": hidden(tab, "attempt_id")}
    )
    assert (again.status_code, again.location) == (303, f"/attempts/{attempt_id}")
    shown = browser.get(again.location, follow_redirects=True)
    assert shown.request.path == f"/attempts/{attempt_id}/result"
    assert count(Attempt) == 1


def test_back_button_shows_and_changes_the_stored_answer(browser, enrolled, attempt_id, count):
    values = [choice.value for choice in enrolled.choices(attempt_id, 1)]
    page = browser.get(address(attempt_id, 1))
    assert page.headers["Cache-Control"] == "no-store"
    for value in (values[0], values[0], values[1], values[0]):
        answer(browser, attempt_id, 1, value, page=page)
        assert checked(browser.get(address(attempt_id, 1))) == [value]
    assert count(ResponseLogEntry) == 3


def test_blank_page_of_an_older_tab_takes_nothing_back(browser, enrolled, attempt_id):
    older = browser.get(address(attempt_id, 1))
    value = enrolled.choices(attempt_id, 1)[0].value
    answer(browser, attempt_id, 1, value)
    answer(browser, attempt_id, 1, None, page=older)
    assert checked(browser.get(address(attempt_id, 1))) == [value]


def test_flag_is_kept_and_shown_on_the_map(browser, attempt_id):
    answer(browser, attempt_id, 3, None, flagged="y")
    page = browser.get(address(attempt_id, 1)).text
    assert re.search(r'value="3" aria-label="[^"]*(flagged|ditandai)"', page)
    answer(browser, attempt_id, 3, None)
    assert not enrolled_flags(browser, attempt_id)


def enrolled_flags(browser, attempt_id):
    return re.findall(r'class="[^"]*mark', browser.get(f"/attempts/{attempt_id}/submit").text)


def test_answer_given_without_a_session_comes_back_after_signing_in(
    app, browser, enrolled, attempt_id, count
):
    page = browser.get(address(attempt_id, 4))
    value = enrolled.choices(attempt_id, 4)[2].value
    signed_out = answer(app.test_client(), attempt_id, 4, value, page=page, flagged="y")
    assert signed_out.status_code == 303
    target = urlsplit(signed_out.location)
    assert target.path == "/sign-in"
    back = browser.get(parse_qs(target.query)["next"][0])
    assert checked(back) == [value]
    assert 'role="status"' in back.text
    assert re.search(r'<input checked[^>]*name="flagged"', back.text)
    assert count(ResponseLogEntry) == 0
    answer(browser, attempt_id, 4, value, page=back)
    assert count(ResponseLogEntry) == 1


def test_old_form_token_loses_no_answer(app, browser, enrolled, attempt_id, count):
    app.config["WTF_CSRF_ENABLED"] = True
    value = enrolled.choices(attempt_id, 1)[1].value
    page = browser.get(address(attempt_id, 1))
    sent = answer(browser, attempt_id, 1, value, page=page, csrf_token="old")
    assert sent.status_code == 303
    again = browser.get(sent.location)
    assert checked(again) == [value]
    assert count(ResponseLogEntry) == 0
    answer(browser, attempt_id, 1, value, page=again, csrf_token=hidden(again, "csrf_token"))
    assert count(ResponseLogEntry) == 1


def test_odd_own_fields_store_nothing_and_lose_no_answer(browser, enrolled, attempt_id, count):
    value = enrolled.choices(attempt_id, 1)[1].value
    whole = {"response_id": str(uuid4()), "seen": "0", "go": "2", "answer": value}
    for odd in (
        {"response_id": "1"},
        {"response_id": ""},
        {"seen": "-1"},
        {"seen": "9" * 40},
        {"go": "0"},
        {"go": "//evil.example"},
    ):
        sent = browser.post(address(attempt_id, 1), data=whole | odd)
        assert sent.status_code == 303
        assert sent.location.startswith(address(attempt_id, 1) + "?typed=1&answer=")
        assert checked(browser.get(sent.location)) == [value]
    assert count(ResponseLogEntry) == 0
    sent = browser.post(address(attempt_id, 1), data=whole | {"flagged": "false"})
    assert (sent.status_code, sent.location) == (303, address(attempt_id, 2))
    assert not enrolled_flags(browser, attempt_id)
    assert count(ResponseLogEntry) == 1


def test_fields_of_any_name_are_carried_along(browser, enrolled, attempt_id):
    """Also those whose name means something where addresses are built."""
    value = enrolled.choices(attempt_id, 1)[1].value
    odd = dict.fromkeys(
        ("rule", "self", "endpoint", "attempt_id", "position", "_anchor", "_method", "_scheme"), "x"
    )
    sent = browser.post(address(attempt_id, 1), data={"answer": value, **odd})
    assert sent.status_code == 303
    assert sent.location.startswith(address(attempt_id, 1) + "?typed=1&answer=")
    assert checked(browser.get(sent.location)) == [value]
    assert browser.post(f"/attempts/{attempt_id}/scale", data=odd).status_code < 500
    assert browser.post(f"/practice/{attempt_id}/items/1", data=odd).status_code < 500


def test_answer_after_the_end_is_kept_and_said_to_be_late(browser, enrolled, attempt_id, count):
    page = browser.get(address(attempt_id, 1))
    enrolled.submit(attempt_id)
    late = answer(browser, attempt_id, 1, enrolled.choices(attempt_id, 1)[0].value, page=page)
    assert late.location == f"/attempts/{attempt_id}"  # which leads on to its result
    assert (count(LateResponse), count(ResponseLogEntry)) == (1, 0)
    assert 'class="note good"' in browser.get(late.location, follow_redirects=True).text


def test_closed_attempt_leads_to_its_result(browser, enrolled, attempt_id):
    enrolled.submit(attempt_id)
    for page in ("", "/items/1", "/submit"):
        shown = browser.get(f"/attempts/{attempt_id}{page}", follow_redirects=True)
        assert shown.request.path == f"/attempts/{attempt_id}/result"


def test_open_attempt_has_no_result_yet(browser, attempt_id):
    shown = browser.get(f"/attempts/{attempt_id}/result", follow_redirects=True)
    assert shown.request.path == address(attempt_id, 1)


@pytest.mark.parametrize("values", [["x"], ["<script>"], ["0123456789"], ["a", "b"]], ids=str)
def test_answer_that_does_not_fit_shows_the_page_again(values, browser, attempt_id, count):
    page = browser.get(address(attempt_id, 1))
    shown = answer(browser, attempt_id, 1, values, page=page)
    assert shown.status_code == 422
    assert 'role="alert"' in shown.text
    assert "<script>" not in shown.text.split("</head>")[1]
    assert count(ResponseLogEntry) == 0


def test_another_learners_attempt_is_not_found(make_learner, sign_in, browser, attempt_id, count):
    stranger = sign_in(make_learner().id)
    pages = ("", "/items/1", "/submit", "/result")
    for page in pages:
        assert stranger.get(f"/attempts/{attempt_id}{page}").status_code == 404, page
        assert browser.get(f"/attempts/{attempt_id}{page}").status_code in (200, 303), page
    page = browser.get(address(attempt_id, 1))
    assert answer(stranger, attempt_id, 1, None, page=page).status_code == 404
    assert stranger.post(f"/attempts/{attempt_id}/submit").status_code == 404
    assert count(ResponseLogEntry) == 0
    assert answer(browser, attempt_id, 1, None, page=page).status_code == 303


def test_stranger_is_asked_to_sign_in(app, attempt_id):
    anyone = app.test_client()
    for page in (f"/attempts/{attempt_id}", address(attempt_id, 1), "/results"):
        assert anyone.get(page).location.startswith("/sign-in?next=")
    assert anyone.post(f"/attempts/{attempt_id}/submit").status_code == 401


def test_who_is_not_enrolled_is_led_to_the_course(make_learner, sign_in, browser):
    shown = sign_in(make_learner().id).get(f"{COURSE}/assessments/pre")
    assert shown.location == COURSE
    assert browser.get(f"{COURSE}/assessments/pre").status_code == 200
    assert browser.get(f"{COURSE}/assessments/final").status_code == 404


def test_no_page_of_an_open_test_holds_key_or_rationale(browser, attempt_id, new_session):
    with new_session() as session:
        keys = session.scalars(select(ItemVersion.answer_key)).all()
    reasons = {
        text
        for key in keys
        for pair in key.get("rationales", {}).values()
        for text in pair.values()
    }
    places = [address(attempt_id, n) for n in range(1, 21)]
    places += [f"/attempts/{attempt_id}/submit", f"{COURSE}/assessments/pre", "/results"]
    for language in ("id", "en"):
        browser.set_cookie("language", language)
        for place in places:
            text = unescape(browser.get(place).text)
            assert not [reason for reason in reasons if len(reason) > 12 and reason in text], place
            for word in ("correct", "rationale", "answer_key", "M01-", "-S0", "difficulty"):
                assert word not in text, (place, word)


def test_page_says_the_same_whichever_option_is_right(browser, enrolled, attempt_id):
    """Nothing in the markup of the right option differs from that of the others."""
    right = enrolled.right_values(attempt_id)
    for position in range(1, 21):
        page = browser.get(address(attempt_id, position)).text
        labels = re.findall(r'<label class="choice"><input([^>]*)value="(\w{10})"([^>]*)>', page)
        assert right[position - 1] in [value for _, value, _ in labels]
        assert len({(before, after) for before, _, after in labels}) == 1


def test_pre_test_shows_no_score_until_the_post_test_is_done(browser, enrolled):
    pre = enrolled.sit("pre", correct=11)
    assert 'class="big"' not in browser.get(f"/attempts/{pre}/result").text
    assert "55 dari 100" not in browser.get("/results").text
    post = enrolled.sit("post", correct=16)
    assert "55 dari 100" in browser.get("/results").text
    assert '<p class="big">55</p>' in browser.get(f"/attempts/{pre}/result").text
    assert "80 dari 100" in browser.get(f"/attempts/{post}/result").text


@pytest.mark.parametrize("task", ["pre", "self-efficacy-before"])
def test_page_of_what_measures_before_says_that_it_closed_with_the_post_test(
    browser, enrolled, count, task
):
    enrolled.start("post")
    place = f"{COURSE}/assessments/{task}"
    page = browser.get(place).text
    assert "Dibuka sampai pascates dimulai." in page
    assert 'name="attempt_id"' not in page
    start = browser.post(place, data={"attempt_id": str(uuid4())})
    assert (start.status_code, count(Attempt)) == (409, 1)
    assert "Dibuka sampai pascates dimulai." in start.text
    assert "Tidak diikuti" in browser.get("/results").text


def test_result_of_the_pre_test_leads_to_no_scale_that_is_closed(browser, enrolled):
    pre = enrolled.sit("pre")
    scale = f"{COURSE}/assessments/self-efficacy-before"
    assert scale in browser.get(f"/attempts/{pre}/result").text
    enrolled.start("post")
    assert scale not in browser.get(f"/attempts/{pre}/result").text
    home = browser.get("/home").text
    assert "skala keyakinan diri dibuka sampai pascates" in home
    assert scale not in home


def test_scale_has_one_heading_for_what_its_statements_share(browser, enrolled):
    attempt_id = enrolled.start("self-efficacy-before")
    page = browser.get(f"/attempts/{attempt_id}/scale").text
    assert "<h1>Seberapa yakin Anda? Saya mampu …</h1>" in page
    assert page.count('<legend><span class="vh">Saya mampu </span>') == 10
    spoken = re.findall(r'name="s1"[^>]*>(\d)<span class="vh">, ([^<]*)<', page)
    assert spoken[0] == ("1", "sangat tidak yakin")
    assert [number for number, _word in spoken] == list("12345")


def test_question_is_the_heading_and_the_others_are_closed(browser, enrolled):
    attempt_id = enrolled.start("pre")
    page = browser.get(f"/attempts/{attempt_id}/items/2").text
    assert page.count("<h1") == 1
    assert '<legend class="ask"><h1 class="ask">' in page
    assert re.search(r'<details class="acc thin"><summary><span>Semua soal', page)
    assert 'aria-label="Simpan, ke soal 1"' in page
    assert 'class="nav"' not in page


def test_scale_is_one_page_saved_and_handed_in_together(browser, enrolled, count):
    attempt_id = enrolled.start("self-efficacy-before")
    place = f"/attempts/{attempt_id}/scale"
    page = browser.get(f"/attempts/{attempt_id}", follow_redirects=True)
    assert page.request.path == place
    points = {n: [c.value for c in enrolled.choices(attempt_id, n)] for n in range(1, 11)}
    ids = {name: hidden(page, name) for name in ("response_id", "seen")}
    some = {f"s{n}": points[n][3] for n in range(1, 8)}
    unfinished = browser.post(place, data=ids | some | {"go": "end"})
    assert unfinished.location == f"/attempts/{attempt_id}/submit"
    assert "#statement-8" in browser.get(unfinished.location).text
    every = some | {f"s{n}": points[n][0] for n in range(8, 11)}
    ids = {name: hidden(browser.get(place), name) for name in ("response_id", "seen")}
    for _ in range(2):
        done = browser.post(place, data=ids | every | {"go": "end"})
        assert done.location == f"/attempts/{attempt_id}/result"
    assert "3,1" in browser.get(done.location).text
    assert (count(ResponseLogEntry), count(LateResponse), count(Score)) == (10, 0, 0)


def test_choices_of_a_scale_survive_a_lost_session(app, browser, enrolled):
    attempt_id = enrolled.start("self-efficacy-before")
    place = f"/attempts/{attempt_id}/scale"
    ids = {name: hidden(browser.get(place), name) for name in ("response_id", "seen")}
    chosen = {f"s{n}": enrolled.choices(attempt_id, n)[n % 5].value for n in range(1, 11)}
    lost = app.test_client().post(place, data=ids | chosen)
    back = browser.get(parse_qs(urlsplit(lost.location).query)["next"][0])
    assert checked(back) == list(chosen.values())


def test_scale_that_waits_is_saved(browser, enrolled, count):
    attempt_id = enrolled.start("self-efficacy-before")
    place = f"/attempts/{attempt_id}/scale"
    ids = {name: hidden(browser.get(place), name) for name in ("response_id", "seen")}
    later = ids | {"s2": enrolled.choices(attempt_id, 2)[1].value, "go": "later"}
    assert browser.post(place, data=later).location == "/home"
    assert count(ResponseLogEntry) == 1


@pytest.mark.parametrize("go", ["later", "end"])
def test_choices_of_a_scale_after_the_end_are_said_to_be_late(browser, enrolled, count, go):
    attempt_id = enrolled.start("self-efficacy-before")
    place = f"/attempts/{attempt_id}/scale"
    browser.set_cookie("language", "en")
    ids = {name: hidden(browser.get(place), name) for name in ("response_id", "seen")}
    enrolled.submit(attempt_id)
    chosen = {"s2": enrolled.choices(attempt_id, 2)[1].value, "go": go}
    late = browser.post(place, data=ids | chosen)
    assert (late.status_code, late.location) == (303, f"/attempts/{attempt_id}")
    assert (count(LateResponse), count(ResponseLogEntry)) == (1, 0)
    shown = browser.get(late.location, follow_redirects=True).text
    assert "What you chose now is stored but does not count." in shown


def put(browser, attempt_id, body, *, response_id=None):
    place = f"/attempts/{attempt_id}/responses/{response_id or uuid4()}"
    return browser.put(place, json=body)


def test_script_gets_a_receipt_and_a_retry_the_same(browser, enrolled, attempt_id):
    value = enrolled.choices(attempt_id, 2)[1].value
    body = {"position": 2, "fields": {"answer": [value]}, "flagged": True}
    response_id = uuid4()
    first = put(browser, attempt_id, body, response_id=response_id)
    retry = put(browser, attempt_id, body, response_id=response_id)
    assert (first.status_code, first.json) == (200, retry.json)
    assert first.json["state"] == "received"
    assert first.json["sequence"] == 1
    other = put(browser, attempt_id, body | {"flagged": False}, response_id=response_id)
    assert (other.status_code, other.json["code"]) == (409, "response-id-taken")
    assert other.content_type == "application/problem+json"


def test_script_shows_the_token_of_the_page_in_a_header(app, browser, enrolled, attempt_id):
    app.config["WTF_CSRF_ENABLED"] = True
    token = hidden(browser.get(address(attempt_id, 2)), "csrf_token")
    value = enrolled.choices(attempt_id, 2)[1].value
    body = {"position": 2, "fields": {"answer": [value]}, "flagged": False}
    place = f"/attempts/{attempt_id}/responses/{uuid4()}"
    for wrong in ({}, {"X-CSRFToken": "old"}):
        assert browser.put(place, json=body, headers=wrong).status_code == 400
    assert browser.put(place, json=body, headers={"X-CSRFToken": token}).status_code == 200


def test_script_is_told_that_an_answer_is_late(browser, enrolled, attempt_id):
    value = enrolled.choices(attempt_id, 2)[1].value
    enrolled.submit(attempt_id)
    late = put(browser, attempt_id, {"position": 2, "fields": {"answer": [value]}})
    assert (late.status_code, late.json["state"], late.json["sequence"]) == (200, "late", None)


@pytest.mark.parametrize(
    "body",
    [
        "null",
        [],
        {},
        {"position": 1},
        {"position": "1", "fields": {}},
        {"position": True, "fields": {}},
        {"position": 1, "fields": {"answer": "x"}},
        {"position": 1, "fields": {"answer": [1]}},
        {"position": 1, "fields": {"answer": ["x"]}},
        {"position": 1, "fields": {}, "flagged": "yes"},
        {"position": 1, "fields": {}, "received_at": "2020-01-01T00:00:00Z"},
        {"position": 1, "fields": {}, "score": 20},
        {"position": 1, "fields": {str(n): [] for n in range(65)}},
    ],
    ids=str,
)
def test_garbage_from_a_script_is_refused(body, browser, attempt_id, count):
    refused = put(browser, attempt_id, body)
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")
    assert count(ResponseLogEntry) == 0


@pytest.mark.parametrize(
    "raw", ["[" * 7_000, '{"position":1,"fields":' + "[" * 3_000 + "]" * 3_000 + "}"]
)
def test_deeply_nested_response_is_refused(raw, browser, attempt_id, count):
    place = f"/attempts/{attempt_id}/responses/{uuid4()}"
    refused = browser.put(place, data=raw, content_type="application/json")
    assert (refused.status_code, refused.json["code"]) == (422, "response-refused")
    assert count(ResponseLogEntry) == 0


@pytest.mark.parametrize("position", [0, 21, 2**63, 10**30])
def test_place_that_no_test_has_is_not_found(position, browser, attempt_id, count):
    body = {"position": position, "fields": {"answer": []}}
    assert put(browser, attempt_id, body).status_code == 404
    assert browser.get(address(attempt_id, position)).status_code == 404
    sent = {"response_id": str(uuid4()), "seen": "0"}
    assert browser.post(address(attempt_id, position), data=sent).status_code == 404
    assert count(ResponseLogEntry) == 0


def test_statement_that_no_scale_has_is_not_found(browser, enrolled, count):
    attempt_id = enrolled.start("self-efficacy-before")
    sent = {"response_id": str(uuid4()), "go": "later", f"s{2**63}": "x"}
    assert browser.post(f"/attempts/{attempt_id}/scale", data=sent).status_code == 404
    assert count(ResponseLogEntry) == 0


def test_oversized_response_is_refused(browser, attempt_id, count):
    large = put(browser, attempt_id, {"position": 1, "fields": {"answer": ["a" * 9000]}})
    assert (large.status_code, large.json["code"]) == (413, "too-large")
    assert count(ResponseLogEntry) == 0


def test_script_of_a_stranger_gets_nothing(app, make_learner, sign_in, browser, attempt_id):
    body = {"position": 1, "fields": {}}
    assert put(app.test_client(), attempt_id, body).status_code == 401
    assert put(sign_in(make_learner().id), attempt_id, body).status_code == 404
    assert put(browser, attempt_id, body).status_code == 200


def test_result_says_which_questions_are_not_answered(enrolled, browser):
    attempt_id = enrolled.start("post")
    enrolled.save(attempt_id, 1, enrolled.right_values(attempt_id)[0])
    enrolled.submit(attempt_id)
    page = browser.get(f"/attempts/{attempt_id}/result").text
    numbers = ", ".join(str(number) for number in range(2, 21))
    assert f"Belum dijawab: nomor {numbers}." in page


def test_header_of_a_scale_names_it(browser, enrolled):
    attempt_id = enrolled.start("self-efficacy-before")
    page = browser.get(f"/attempts/{attempt_id}/scale").text
    header = page.partition('<p class="where">')[2].partition("</p>")[0]
    assert header.startswith("Keyakinan diri sebelum kursus")
