"""While items are in use, nothing that a learner's browser is given holds a key or a rationale."""

import json
from contextlib import suppress
from html import unescape
from itertools import product
from uuid import uuid4

import pytest
from flask import url_for
from sqlalchemy import select
from werkzeug.routing import BuildError

from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from assessments.kinds import TASKS
from courses.catalogue.content_models import Kit, Lesson, Scenario
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.attempts.practice import start_practice
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt
from lms.workflows.completion.finish_lesson import finish_lesson
from tests import factories

SHORTEST = 25  # characters: shorter ones are everybody's words
COURSE = "POESA-EL"
FIRST = "M01-L1"
NOT_READ = ("/static/", "/sign-out", "/language/")  # scripts are read by their hashed names


class Way:
    """Of a learner of the real course: pre-test handed in, post-test begun or handed in as well,
    a lesson done, and a round of practice begun."""

    def __init__(self, person_id, write, *, is_over):
        now = utc_now()
        self.person_id = person_id
        self.version_id = write(factories.make_course, now=now)
        self.enrolment_id = write(join_course, person_id=person_id, course_code=COURSE, now=now)
        way = {"person_id": person_id, "enrolment_id": self.enrolment_id}
        self.pre, self.post = (
            write(start_attempt, **way, purpose=task, now=now) for task in ("pre", "post")
        )
        write(finish_attempt, self.pre, person_id=person_id, now=now)
        if is_over:
            write(finish_attempt, self.post, person_id=person_id, now=now)
        lesson = write(
            lambda session: session.scalar(select(Lesson.id).where(Lesson.code == FIRST))
        )
        write(finish_lesson, lesson_id=lesson, state="done", now=now, **way)
        self.practice = write(start_practice, **way, now=now)


@pytest.fixture(params=["test open", "test handed in"])
def way(request, make_person, write):
    return Way(make_person(), write, is_over=request.param == "test handed in")


@pytest.fixture
def live_texts(way, read):
    """What stands only in the keys of items that any test of the course asks: reasons, mostly."""

    def of_keys(session):
        rows = session.execute(
            select(AssessmentForm.code, ItemVersion.content, ItemVersion.answer_key)
            .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
            .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        ).all()
        shown = {text for _code, content, _key in rows for text in texts_in(content)}
        keys = [key for code, _content, key in rows if code not in ("practice", "scale")]
        return {text for key in keys for text in texts_in(key)} - shown

    return {text for text in read(of_keys) if len(text) >= SHORTEST}


def texts_in(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def addresses(app, way, session):
    """Of every page that can be got, with each value that its address may hold here."""
    version = way.version_id
    codes = {
        "lesson_code": select(Lesson.code).where(Lesson.course_version_id == version),
        "scenario_code": select(Scenario.code).where(Scenario.course_version_id == version),
        "kit_code": select(Kit.code).where(Kit.course_version_id == version),
    }
    known = {
        "code": [COURSE],
        "task": list(TASKS),
        "attempt_id": [way.pre, way.post, way.practice],
        "position": range(1, 21),
        **{name: session.scalars(query).all() for name, query in codes.items()},
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            names = sorted(rule.arguments)
            if "GET" not in rule.methods or rule.rule.startswith(NOT_READ):
                continue
            for values in product(*(known.get(name, [uuid4()]) for name in names)):
                with suppress(BuildError, ValueError):  # of a kind that is not known here
                    yield url_for(rule.endpoint, **dict(zip(names, values, strict=True)))


def everything_given(app, browser, way, session):
    """Pages, answers to scripts, the API, scripts, what is kept offline, and one's own data."""
    scripts = [asset for asset in app.extensions["assets"].urls.values() if ".js" in asset]
    for address in dict.fromkeys((*addresses(app, way, session), *scripts)):
        answer = browser.get(address)
        if answer.status_code == 200:
            yield address, answer.get_data().decode(errors="replace")
    for fields in ({}, {"answer": ["zzz"]}):
        address = f"/attempts/{way.post}/responses/{uuid4()}"
        sent = browser.put(address, json={"position": 1, "fields": fields})
        yield address, sent.get_data(as_text=True)


def found_in(content, texts):
    """As it stands in a page, or in JSON."""
    plain = unescape(content)
    return [text for text in texts if text in plain or escaped(text) in content]


def escaped(text):
    return json.dumps(text)[1:-1]


def test_nothing_that_a_learner_is_given_holds_a_key_or_rationale_of_a_test(
    app, way, live_texts, sign_in, new_session
):
    browser = sign_in(way.person_id)
    with new_session() as session:
        given = dict(everything_given(app, browser, way, session))
    assert len(live_texts) > 200
    found = {address: found_in(content, live_texts) for address, content in given.items()}
    found = {address: texts for address, texts in found.items() if texts}
    assert found == {}
    told = ('"correct"', "answer_key")
    assert [a for a, content in given.items() if any(word in content for word in told)] == []
    assert {address_without_ids(address, way) for address in given} >= WANTED, "all is looked at"


WANTED = {
    "/account/data",
    "/account/data.json",
    "/attempts/PRE/result",
    "/courses/POESA-EL/lessons/M01-L1",
    "/courses/POESA-EL/practice",
    "/home",
    "/practice/PRACTICE/items/1",
    "/results",
    "/service-worker.js",
}


def address_without_ids(address, way):
    for name in ("pre", "practice"):
        address = address.replace(str(getattr(way, name)), name.upper())
    return address


@pytest.mark.parametrize("form", ["{}", '<p data-why="{}">', '{{"why": "{}"}}'])
def test_the_search_finds_a_rationale_in_whatever_it_stands(form, live_texts):
    text = next(text for text in sorted(live_texts) if '"' not in text)
    assert found_in(form.format(text), live_texts)
    assert found_in(form.format(escaped(text)), live_texts)


def test_own_data_holds_no_ids_behind_the_values_of_an_open_test(way, read):
    rows = read(personal_data, way.person_id)["attempt_slot"]
    assert len(rows) > 40
    assert set(rows[0]) == {"attempt_id", "position", "item_version_id"}
