"""True or false, short text, number and categorising on the pages of a test, without script."""

import re
from copy import deepcopy
from fractions import Fraction
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from assessments import service
from assessments.attempts.models import AttemptSlot, ResponseLogEntry, Score
from assessments.items.bank import check_bank, read_bank
from assessments.items.models import ItemVersion
from courses.enrolment.service import enrol_learner

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
    browser, attempt_id, places, new_session
):
    position = places["number"].position
    for typed in ("dua belas", "12921", ""):
        assert send(browser, attempt_id, position, {"answer": typed}).status_code == 303
    with new_session() as session:
        log = session.scalars(select(ResponseLogEntry).order_by(ResponseLogEntry.sequence))
        assert [entry.response["text"] for entry in log] == ["dua belas", "12921", None]


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
