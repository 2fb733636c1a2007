"""True or false, short text, number and categorising on the pages of a test, without script."""

import re
from base64 import b64decode
from copy import deepcopy
from fractions import Fraction
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from assessments import errors, service
from assessments.attempts.answers import get_current_answers
from assessments.attempts.models import AttemptSlot, LateResponse, ResponseLogEntry, Score
from assessments.items.bank import check_bank, read_bank
from assessments.items.models import ItemVersion
from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.personal_data import personal_data

from .conftest import START

REASONS = {"rationale_id": "Penjelasan rahasia ini.", "rationale_en": "This secret explanation."}
NEW = (
    {"type": "true_false", "answer": False},
    {"type": "short_text", "accepted": ["layanan tersembunyi"]},
    {"type": "number", "number": 12921, "tolerance": 2},
    {
        "type": "categorising",
        "groups": [{"id": g, "text_id": f"Grup {g}", "text_en": f"Group {g}"} for g in "xy"],
        "things": [
            {"text_id": f"Benda {n}", "text_en": f"Thing {n}", "group": "xy"[n % 2]}
            for n in range(3)
        ],
    },
)


@pytest.fixture(scope="module")
def bank(document):
    """The real bank, with the newer types in the first four slots of both forms."""
    changed = deepcopy(document)
    forms = changed["blueprint"]["forms"]
    places = {code: n for form in ("A", "B") for n, code in enumerate(forms[form][:4])}
    for entry in changed["single_best"]:
        if entry["id"] in places:
            entry.pop("options")
            entry |= NEW[places[entry["id"]]] | REASONS
    flaws = check_bank(changed, objective_ids=set())
    assert {flaw.code for flaw in flaws} == {"item-objective-unknown"}
    return read_bank(changed)


@pytest.fixture
def attempt_id(learner, course, write):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner.start("post")


@pytest.fixture
def browser(attempt_id, learner, sign_in):
    return sign_in(learner.id)


@pytest.fixture
def places(attempt_id, new_session):
    """Position, values of options and key of each newer item, by type."""
    with new_session() as session:
        rows = session.execute(
            select(ItemVersion.type_code, AttemptSlot.position, AttemptSlot.options)
            .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
            .where(AttemptSlot.attempt_id == attempt_id)
        ).all()
    return {row.type_code: row for row in rows if row.type_code != "single-choice"}


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]


def send(browser, attempt_id, position, fields):
    page = browser.get(f"/attempts/{attempt_id}/items/{position}").text
    kept = {name: hidden(page, name) for name in ("response_id", "seen")}
    return browser.post(
        f"/attempts/{attempt_id}/items/{position}", data={**kept, "go": "end", **fields}
    )


def right_fields(places):
    groups = {option: value for value, option in places["categorising"].options}
    things = {f"L{n + 1}": groups[f"R{n % 2 + 1}"] for n in range(3)}
    truth = next(value for value, option in places["true-false"].options if option == "false")
    return {
        "true-false": {"answer": truth},
        "short-text": {"answer": "  Layanan  tersembunyi."},
        "number": {"answer": "12921"},
        "categorising": {groups[left]: right for left, right in things.items()},
    }


def test_each_type_is_answered_shown_again_and_scored(
    browser, attempt_id, places, learner, new_session
):
    for kind, fields in right_fields(places).items():
        position = places[kind].position
        assert send(browser, attempt_id, position, fields).status_code == 303
        page = unescape(browser.get(f"/attempts/{attempt_id}/items/{position}").text)
        shown = {"short-text": 'value="Layanan tersembunyi."', "number": 'value="12921"'}
        assert shown.get(kind, " checked" if kind == "true-false" else " selected") in page
    learner.submit(attempt_id)
    with new_session() as session:
        assert session.scalar(select(Score.points)) == Fraction(4)


def test_what_is_typed_may_be_taken_back_and_is_kept_in_the_log(
    browser, attempt_id, places, learner, new_session
):
    position = places["number"].position
    for typed in ("dua belas", "12921", ""):
        assert send(browser, attempt_id, position, {"answer": typed}).status_code == 303
    with new_session() as session:
        log = personal_data(session, learner.id)["response_log"]
    said = sorted((entry["sequence"], entry["response"]["text"]) for entry in log)
    assert said == [(1, "dua belas"), (2, "12921"), (3, None)]


@pytest.fixture
def type_in(attempt_id, places, learner, write):
    """Sends a short answer as the page's script does."""

    def type_in(text, response_id, **more):
        return learner.save(
            attempt_id, places["short-text"].position, text, response_id=response_id, **more
        )

    return type_in


def stored_text(new_session):
    with new_session() as session:
        rows = [*session.execute(select(ResponseLogEntry)), *session.execute(select(LateResponse))]
        return [row[0].response for row in rows]


@pytest.mark.parametrize("is_late", [False, True])
def test_what_is_typed_stands_sealed_in_the_log(is_late, type_in, attempt_id, learner, new_session):
    if is_late:
        learner.submit(attempt_id)
    assert type_in("Bu Ratna, 0812", uuid4()).is_late == is_late
    (stored,) = stored_text(new_session)
    assert set(stored) == {"sealed"}
    assert "Ratna" not in b64decode(stored["sealed"]).decode("latin-1")


@pytest.mark.parametrize("save", [service.save_response, service.save_form_answer])
@pytest.mark.parametrize("is_late", [False, True])
def test_sealed_answers_are_compared_as_they_were_said(
    save, is_late, type_in, attempt_id, learner, new_session
):
    if is_late:
        learner.submit(attempt_id)
    first = type_in("satu", UUID(int=1), save=save)
    assert type_in("satu", UUID(int=1), save=save) == first
    assert len(stored_text(new_session)) == 1
    if save is service.save_response or is_late:
        with pytest.raises(errors.ResponseIdTaken):
            type_in("dua", UUID(int=1), save=save)


def test_form_sent_again_with_other_words_gets_an_id_of_its_own_each_time_the_same(
    type_in, new_session
):
    for text in ("satu", "dua", "dua"):
        type_in(text, UUID(int=1), save=service.save_form_answer)
    assert len(stored_text(new_session)) == 2


def test_erasure_makes_what_was_typed_unreadable_and_leaves_the_score(
    type_in, attempt_id, places, learner, new_session, write
):
    type_in("layanan tersembunyi", uuid4())
    learner.submit(attempt_id)
    write(erase_person, learner.id, certificate_choices={}, now=utc_now())
    with new_session() as session:
        answer = get_current_answers(session, attempt_id)[places["short-text"].position]
        assert session.scalar(select(Score.points)) == 1
    assert (answer.response, answer.is_erased, answer.is_answered) == (None, True, False)


def test_too_long_a_line_is_refused_and_shown_again(browser, attempt_id, places):
    refused = send(browser, attempt_id, places["short-text"].position, {"answer": "x" * 201})
    assert refused.status_code == 422
    kept = send(browser, attempt_id, places["short-text"].position, {"answer": "x" * 200})
    assert kept.status_code == 303


def test_the_script_may_send_what_is_typed(attempt_id, places, learner, write):
    receipt = write(
        service.save_response,
        attempt_id=attempt_id,
        learner_id=learner.id,
        position=places["short-text"].position,
        response_id=uuid4(),
        response=service.Answer({"answer": ["SAPA"]}),
        now=START,
    )
    assert not receipt.is_late


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_holds_key_or_rationale_of_a_newer_type(browser, attempt_id, places, language):
    browser.set_cookie("language", language)
    secrets = [*REASONS.values(), "tersembunyi", "12921", "accepted", "tolerance", "rationale"]
    for position in [row.position for row in places.values()]:
        for place in (f"items/{position}", "submit"):
            text = unescape(browser.get(f"/attempts/{attempt_id}/{place}").text)
            assert not [secret for secret in secrets if secret in text]
            assert not re.search(r"\b[LR]\d\b", text), place


def test_half_a_character_is_replaced_and_stops_no_other_answer(
    browser, attempt_id, places, learner, read
):
    position = places["short-text"].position
    body = {"position": position, "fields": {"answer": ["cut off \ud83d"]}}
    address = f"/attempts/{attempt_id}/responses/{uuid4()}"
    assert browser.put(address, json=body).status_code == 200
    assert read(get_current_answers, attempt_id)[position].response == {"text": "cut off ?"}


def test_own_data_names_options_by_the_values_of_the_page_alone(
    browser, attempt_id, places, learner, read
):
    sent = right_fields(places)
    for kind, fields in sent.items():
        assert send(browser, attempt_id, places[kind].position, fields).status_code == 303
    learner.submit(attempt_id)
    rows = read(personal_data, learner.id)
    said = {entry["position"]: entry["response"] for entry in rows["response_log"]}
    assert said[places["categorising"].position] == {"pairs": sent["categorising"]}
    assert said[places["true-false"].position] == {"option": sent["true-false"]["answer"]}
    assert "slot_points" not in rows["score"][0]
