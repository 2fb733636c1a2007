"""Search in the pages of the shipped course, and who may search."""

import re
from html import unescape

import pytest
import yaml
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.course_files.reader import read_course
from courses.enrolment.join_course import join_course
from courses.lessons.course_map import learner_course
from courses.progress.service import open_lesson
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.web.offline.pack import pack_of
from tests.conftest import build_schema
from tests.factories import SHIPPED_COURSE, make_course, make_person, session_cookie
from tests.shared_apps import TEST_CONFIG

CODE = "POESA-EL"
SEARCH = f"/courses/{CODE}/search"
LESSONS = f"/courses/{CODE}/lessons/"
KINDS = ("single_best", "multi_select", "ordering_matching")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The program with the shipped course and its tests."""
    folder = tmp_path_factory.mktemp("search")
    build_schema(f"sqlite:///{folder / 'payung.db'}")
    app = create_app(Settings(data_dir=folder), **TEST_CONFIG)
    with app.app_context(), transaction() as session:
        make_course(session, files=read_course(SHIPPED_COURSE))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def browser_of(app):
    """The browser of somebody who has opened the first lesson, has joined only, or has not."""

    def browser_of(*, has_joined=True, has_opened=True):
        with app.app_context(), transaction() as session:
            person_id = make_person(session)
            if has_joined:
                now = utc_now()
                enrolment_id = join_course(session, person_id=person_id, course_code=CODE, now=now)
            if has_joined and has_opened:
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
    return browser_of()


def search(browser, text):
    """The sentence about a search, and addresses, titles and words that are marked."""
    answer = browser.get(SEARCH, query_string={"q": text})
    assert answer.status_code == 200
    html = answer.text
    sentence = unescape(re.search(r"<p[^>]*data-state>(.*?)</p>", html)[1])
    hits = re.findall(r'<b><a href="([^"]+)">(.*?)</a>', html)
    return sentence, hits, {word.lower() for word in re.findall(r"<mark>(.*?)</mark>", html)}


def test_words_are_found_with_other_affixes_and_shown_in_their_context(browser):
    sentence, hits, marked = search(browser, "memaksa")
    assert sentence.startswith("Ditemukan di ")
    assert any(address.startswith(LESSONS) for address, _title in hits)
    assert marked >= {"memaksa", "dipaksa"}


def test_an_entry_of_the_glossary_is_found_by_its_title_first(browser):
    _sentence, hits, _marked = search(browser, "grooming")
    address, title = hits[0]
    assert (address.split("#")[0], title) == (f"/courses/{CODE}/glossary", "grooming")
    entry = re.escape(address.split("#")[1])
    assert re.search(f'id="{entry}" data-entry="grooming"', browser.get(address).text)


def test_kits_and_scenarios_are_found(browser):
    _sentence, hits, _marked = search(browser, "poster")
    assert any("/kits/" in address for address, _title in hits)
    _sentence, hits, _marked = search(browser, "skenario")
    assert hits


def test_english_words_find_indonesian_pages_and_the_reverse(browser_of):
    browser = browser_of()
    sentence, hits, marked = search(browser, "children")
    assert sentence.startswith("Tidak ada dalam bahasa ini.")
    assert "children" in marked
    assert hits
    browser.get("/language/en")
    sentence, hits, marked = search(browser, "laporkan")
    assert sentence.startswith("Nothing in this language.")
    assert marked & {"laporkan", "laporan", "melapor"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a", "Ketik sedikitnya dua huruf."),
        ("?!", "Ketik sedikitnya dua huruf."),
        ("dan", "Kata-kata ini ada di hampir setiap halaman."),
        ("zzzzz", "Tidak ada yang ditemukan."),
        ("x" * 300, "Tidak ada yang ditemukan."),
        ("memaksa korban restitusi", "Tidak ada halaman yang memuat semua kata itu."),
        ("gawai", "Ditemukan di "),
    ],
)
def test_each_state_has_its_sentence(browser, text, sentence):
    assert search(browser, text)[0].startswith(sentence)


def test_no_more_than_twenty_places_are_listed(browser):
    sentence, hits, _marked = search(browser, "lapor")
    assert "20 yang pertama" in sentence
    assert len(hits) == 20


def test_what_was_typed_stays_and_is_no_html(browser):
    html = browser.get(SEARCH, query_string={"q": '"><script>x</script>\x00'}).text
    assert 'value="&#34;&gt;&lt;script&gt;' in html


def test_the_page_without_a_search_has_the_form_only(browser):
    html = browser.get(SEARCH).text
    assert 'name="q"' in html
    assert "<mark>" not in html


def test_a_search_is_for_people_who_have_joined(app, browser_of):
    assert app.test_client().get(SEARCH, query_string={"q": "anak"}).status_code == 303
    answer = browser_of(has_joined=False).get(SEARCH, query_string={"q": "anak"})
    assert answer.status_code == 404


def test_a_page_after_a_search_is_in_the_language_of_its_reader(browser_of):
    """Building the pack renders the pages in the other language too, in the same request."""
    browser = browser_of()
    html = browser.get(SEARCH, query_string={"q": "polisi"}).text
    assert '<html lang="id"' in html
    assert "Ditemukan di " in html


def test_no_text_of_a_test_item_is_in_an_index(app):
    """Words of items may stand in lessons too."""
    bank = yaml.safe_load((SHIPPED_COURSE / "items.yaml").read_text())
    items = [item for kind in KINDS for item in bank[kind] if item["use"] != "practice"]
    texts = {text for item in items for text in _strings(item)}
    assert len(texts) > 500
    with app.test_request_context("/"), transaction() as session:
        person_id = make_person(session)
        join_course(session, person_id=person_id, course_code=CODE, now=utc_now())
    with app.test_request_context("/"):
        keys = {"language": "id", "is_loopback": False}
        indexes = pack_of(learner_course(db.session(), person_id, CODE, **keys), "id").indexes
    for index in (indexes.own, indexes.other):
        shown = " ".join(f"{d.title} {d.text}" for d in index.documents)
        assert [text for text in sorted(texts) if text in shown] == []


def _strings(value):
    if isinstance(value, str) and len(value) >= 25:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def test_as_long_as_the_pre_test_comes_first_lessons_are_listed_without_their_text(browser_of):
    html = browser_of(has_opened=False).get(SEARCH, query_string={"q": "grooming"}).text
    items = re.findall(r"<li class=\"card.*?</li>", html, re.DOTALL)
    lessons = [item for item in items if LESSONS in item]
    assert lessons
    assert all("belum dibuka" in item and "<mark>" not in item for item in lessons)
    assert any("<mark>" in item for item in items)  # the glossary is open
