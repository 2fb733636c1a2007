"""While a test is open, nothing that the learner's browser is given holds a key or a rationale."""

import json
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from assessments.items.models import ItemVersion
from courses.enrolment.service import enrol_learner
from lms.workflows.personal_data import personal_data

from .conftest import START

SHORTEST = 25  # characters: shorter ones are everybody's words


@pytest.fixture
def attempt_id(learner, course, write):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return learner.start("post")


@pytest.fixture
def rationales(new_session):
    """All texts in all keys of the bank."""
    with new_session() as session:
        keys = session.scalars(select(ItemVersion.answer_key)).all()
    return {text for key in keys for text in texts_in(key) if len(text) >= SHORTEST}


def texts_in(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def everything_given(app, browser, attempt_id, value):
    """Pages, answers to scripts, scripts, what is kept offline, and one's own data."""
    pages = [f"/attempts/{attempt_id}/items/{place}" for place in range(1, 21)]
    pages += [f"/attempts/{attempt_id}/submit", f"/attempts/{attempt_id}/result"]
    pages += ["/courses/POESA-EL/assessments/post", "/results", "/answers/import"]
    scripts = [asset for asset in app.extensions["assets"].urls.values() if ".js" in asset]
    offline = ["/service-worker.js", "/manifest.webmanifest"]
    for address in (*pages, *scripts, *offline):
        yield address, browser.get(address, follow_redirects=True).get_data(as_text=True)
    body = {"position": 1, "fields": {"answer": [value]}}
    for sent in (body, {"position": 1, "fields": {"answer": ["zzz"]}}):
        address = f"/attempts/{attempt_id}/responses/{uuid4()}"
        yield address, browser.put(address, json=sent).get_data(as_text=True)


def test_nothing_given_while_a_test_is_open_holds_a_key_or_rationale(
    app, learner, attempt_id, rationales, sign_in
):
    value = learner.choices(attempt_id, 1)[0].value
    browser = sign_in(learner.id)
    given = dict(everything_given(app, browser, attempt_id, value))
    assert len(rationales) > 300
    found = {
        address: text
        for address, content in given.items()
        for text in rationales
        if text in unescape(content) or json.dumps(text)[1:-1] in content
    }
    assert found == {}
    stem = learner.item(attempt_id, 1).item.stem
    assert stem in unescape(given[f"/attempts/{attempt_id}/items/1"]), "what is there is found"
    told = ('"correct"', "answer_key")
    assert [a for a, content in given.items() if any(word in content for word in told)] == []


def test_own_data_holds_no_ids_behind_the_values_of_an_open_test(learner, attempt_id, read):
    rows = read(personal_data, learner.id)["attempt_slot"]
    assert len(rows) == 20
    assert set(rows[0]) == {"attempt_id", "position", "item_version_id"}
