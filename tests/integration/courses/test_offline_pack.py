"""The pack of the shipped course: impersonal, without test items, small, built quickly, cached."""

import json
import re
from html import unescape
from time import process_time

import pytest
import yaml
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.course_files.reader import read_course
from courses.enrolment.join_course import join_course
from courses.progress.service import open_lesson
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.web.offline.pack import PackCache
from tests.conftest import build_schema
from tests.factories import SHIPPED_COURSE, make_course, make_person, session_cookie
from tests.shared_apps import TEST_CONFIG

COURSE = "POESA-EL"
MANIFEST = f"/courses/{COURSE}/offline/manifest.json"
MAX_SIZE = 1_000_000
MAX_SECONDS = 5  # of work; it takes about one and a half
KINDS = ("single_best", "multi_select", "ordering_matching")
SHORTEST = 25  # characters: shorter texts are everybody's words
NAME = "Qwertzia Zxcvbnia"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The program with the shipped course, for all tests of this module."""
    folder = tmp_path_factory.mktemp("packs")
    build_schema(f"sqlite:///{folder / 'payung.db'}")
    app = create_app(Settings(data_dir=folder), **TEST_CONFIG)
    with app.app_context(), transaction() as session:
        make_course(session, files=read_course(SHIPPED_COURSE))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def browser_of(app):
    """The browser of somebody who has opened the first lesson, or has not joined."""

    def browser_of(*, has_joined=True, **facts):
        with app.app_context(), transaction() as session:
            person_id = make_person(session, **facts)
            if has_joined:
                now = utc_now()
                enrolment_id = join_course(
                    session, person_id=person_id, course_code=COURSE, now=now
                )
                lesson_id = session.scalar(select(Lesson.id).where(Lesson.code == "M01-L1"))
                open_lesson(session, enrolment_id=enrolment_id, lesson_id=lesson_id, now=now)
            cookie = session_cookie(session, person_id)
        client = app.test_client()
        with client.session_transaction() as values:
            values.update(cookie)
        return client

    return browser_of


@pytest.fixture(scope="module")
def browser(browser_of):
    return browser_of(name=NAME, audience="teacher")


def pages_of(browser):
    """All pages of the pack by path, fetched as a phone fetches them."""
    pages = {}
    for part in browser.get(MANIFEST).json["parts"]:
        answer = browser.get(part["url"])
        assert answer.status_code == 200
        pages |= json.loads(answer.text)
    return pages


def test_a_pack_has_every_page_and_fits(browser):
    manifest = browser.get(MANIFEST).json
    assert manifest["size"] <= MAX_SIZE
    pages = pages_of(browser)
    lessons = {path.split("/steps/")[0] for path in pages if "/lessons/" in path}
    assert len(lessons) == sum(len(m.lessons) for m in read_course(SHIPPED_COURSE).modules)
    for name in ("glossary", "helplines", "scenarios/", "kits/"):
        assert any(f"/{name}" in path for path in pages), name
    assert set(manifest["starts"].values()) <= set(pages)


def test_two_people_get_the_same_pack_and_nobody_s_name(browser, browser_of):
    first = pages_of(browser)
    other = browser_of(name="Budi", audience="cso", province_code="11")
    assert pages_of(other) == first
    text = "".join(first.values())
    assert NAME not in text
    assert "csrf_token" not in text


def test_each_form_of_a_pack_is_one_that_an_outbox_can_send(browser):
    actions = set()
    for html in pages_of(browser).values():
        actions |= set(re.findall(r'<form[^>]* action="([^"]+)"', html))
    known = re.compile(r"/(units/[0-9a-f-]{36}/\w+|lessons/[\w-]+/(finish|steps/[\w-]+/skip))$")
    assert len(actions) > 100
    assert {action for action in actions if not known.search(action)} == set()


def test_no_text_of_a_test_item_is_in_the_pack(browser):
    bank = yaml.safe_load((SHIPPED_COURSE / "items.yaml").read_text())
    items = [item for kind in KINDS for item in bank[kind] if item["use"] != "practice"]
    texts = {text for item in items for text in strings(item)}
    assert len(texts) > 500
    for language in ("id", "en"):
        browser.get(f"/language/{language}")
        shown = unescape(" ".join(pages_of(browser).values()))
        assert [text for text in sorted(texts) if text in shown] == [], language


def strings(value):
    """The longer texts of an item: stem, options, rationales."""
    if isinstance(value, str) and len(value) >= SHORTEST:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def test_a_pack_is_built_quickly(app, browser):
    app.extensions["packs"] = PackCache()
    browser.get("/home")  # loads classes and templates that every page needs
    begun = process_time()
    assert browser.get(MANIFEST).status_code == 200
    assert process_time() - begun < MAX_SECONDS


def test_a_part_is_cached_for_good_and_one_of_another_release_is_gone(browser):
    url = browser.get(MANIFEST).json["parts"][0]["url"]
    answer = browser.get(url)
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert browser.get(re.sub(r"\.[0-9a-f]{16}\.", ".0123456789abcdef.", url)).status_code == 404


def test_a_pack_is_for_people_who_have_joined(app, browser, browser_of):
    url = browser.get(MANIFEST).json["parts"][0]["url"]
    for path in (MANIFEST, url, f"/courses/{COURSE}/offline/state.json"):
        assert app.test_client().get(path).status_code == 303
        assert browser_of(has_joined=False).get(path).status_code == 404


def test_a_phone_removes_what_it_keeps_by_a_header_without_script(client):
    removed = client.post("/offline/remove")
    assert (removed.status_code, removed.location) == (303, "/offline/remove?removed=1")
    assert removed.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/offline/remove").headers.get("Clear-Site-Data") is None
