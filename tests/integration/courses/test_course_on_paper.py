"""The printed course: complete, with a code at each lesson, without test items, for its people."""

import re
from html import unescape
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import yaml
import zxingcpp
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.course_files.reader import read_course
from courses.enrolment.join_course import join_course
from courses.progress.service import open_lesson
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.conftest import build_schema
from tests.factories import SHIPPED_COURSE, make_course, make_person, session_cookie
from tests.integration.courses.test_offline_pack import KINDS, strings
from tests.printed_files import list_prints, load_print
from tests.shared_apps import TEST_CONFIG

COURSE = "POESA-EL"
ORIGIN = "http://127.0.0.1:8000"
PAGE = f"/courses/{COURSE}/print"
WHOLE = f"{PAGE}/course.pdf"
NAME = "Qwertzia Zxcvbnia"
MAX_SIZE = 2_000_000  # bytes that are transferred; it is 1.3 million
LANGUAGES = ("id", "en")
ANSWERS = {"id": "Jawaban modul 1", "en": "Answers of module 1"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The program with the shipped course, for all tests of this module."""
    folder = tmp_path_factory.mktemp("prints")
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
        return with_cookie(app.test_client(), cookie)

    return browser_of


def with_cookie(client, cookie):
    with client.session_transaction() as values:
        values.update(cookie)
    return client


@pytest.fixture(scope="module")
def files(browser_of):
    """Bytes of a file by its language and address, fetched once."""
    browser = browser_of(name=NAME)
    kept = {}

    def fetch(language, address):
        if (language, address) not in kept:
            browser.get(f"/language/{language}")
            answer = load_print(browser, address)
            assert answer.status_code == 200
            assert answer.mimetype == "application/pdf"
            kept[language, address] = answer.data
        return kept[language, address]

    return fetch


def pages_of(pdf):
    """The text of each page in one line; words that are parted at a hyphen stay parted."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_page_lists_the_course_and_each_module_with_its_size(browser_of):
    browser = browser_of()
    page = list_prints(browser, PAGE).text
    addresses = re.findall(r'href="([^"]+\.pdf)"', page)
    modules = [module.code for module in read_course(SHIPPED_COURSE).modules]
    assert addresses == [f"{PAGE}/{name}.pdf" for name in ("course", *modules)]
    assert len(re.findall(r"PDF, \d+,\d MB", page)) == len(addresses)
    for address in (f"/courses/{COURSE}", f"/courses/{COURSE}/offline"):
        assert f'href="{PAGE}"' in browser.get(address).text


def test_a_file_is_sent_compressed_and_named(browser_of):
    browser = browser_of()
    browser.get("/language/en")
    answer = load_print(browser, WHOLE, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= MAX_SIZE
    assert 'filename="poesa-el-en.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_print_is_tagged_with_its_language_and_described_pictures(files, language):
    with pikepdf.open(BytesIO(files(language, WHOLE))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert str(pdf.Root.ViewerPreferences.DisplayDocTitle) == "True"
        tags = list(structure(pdf.Root.StructTreeRoot))
    names = [name for name, _alt in tags]
    assert {"H1", "H2", "H3", "L", "LI", "TOC", "TOCI", "Link"} <= set(names)
    assert names.count("Figure") > 100
    assert [name for name, alt in tags if name == "Figure" and not alt] == []


def structure(element):
    """All tags of a PDF with their alternative text."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from structure(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)[1:], str(element.get("/Alt", ""))
        if "/K" in element:
            yield from structure(element.K)


def test_the_code_of_each_lesson_and_scenario_leads_to_it(files):
    course = read_course(SHIPPED_COURSE)
    lessons = [f"lessons/{lesson.code}" for module in course.modules for lesson in module.lessons]
    paths = [*lessons, *(f"scenarios/{scenario.id}" for scenario in course.scenarios)]
    document = pypdfium2.PdfDocument(files("id", WHOLE))
    found = set()
    for page in document:
        shown = " ".join(page.get_textpage().get_text_bounded().split())
        if f"{ORIGIN}/courses/{COURSE}/" in shown:
            picture = page.render(scale=150 / 72, grayscale=True).to_pil()
            (code,) = zxingcpp.read_barcodes(picture)
            assert code.text in shown
            found.add(code.text)
    assert found == {f"{ORIGIN}/courses/{COURSE}/{path}" for path in paths}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_test_item_is_in_a_print(files, language):
    bank = yaml.safe_load((SHIPPED_COURSE / "items.yaml").read_text())
    items = [item for kind in KINDS for item in bank[kind] if item["use"] != "practice"]
    told = {" ".join(text.split()) for item in items for text in strings(item)}
    shown = " ".join(pages_of(files(language, WHOLE)))
    assert len(told) > 500
    assert [text for text in sorted(told) if text in shown] == []
    kept = yaml.safe_load((SHIPPED_COURSE / "modules/M01/M01-L2.yaml").read_text())["activities"]
    practice = {" ".join(text.split()) for text in strings(kept)}
    assert len([text for text in practice if text in shown]) > 20  # the control: others are found


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_at_the_end_of_the_module_only(files, language):
    bank = yaml.safe_load((SHIPPED_COURSE / "modules/M01/M01-L2.yaml").read_text())
    staffroom = next(entry for entry in bank["activities"] if entry["id"] == "staffroom")
    options = staffroom["turns"][0]["options"]
    shown = squeezed(" ".join(pages_of(files(language, f"{PAGE}/M01.pdf"))))
    answers = shown.rindex(squeezed(ANSWERS[language]))
    for option in options:
        assert shown.index(squeezed(option[f"text_{language}"])) < answers
        assert shown.index(squeezed(option[f"feedback_{language}"])) > answers


@pytest.mark.parametrize("module", ["M01", "M09"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_closing_texts_of_activities_are_printed(files, language, module):
    shown = squeezed(" ".join(pages_of(files(language, f"{PAGE}/{module}.pdf"))))
    lesson = yaml.safe_load((SHIPPED_COURSE / f"modules/{module}/{module}-L1.yaml").read_text())
    closings = [entry[f"after_{language}"] for entry in lesson["activities"] if "after_id" in entry]
    assert closings
    assert [text for text in closings if squeezed(text) not in shown] == []


def squeezed(text):
    return "".join(text.split()).replace("\ufffe", "-").replace("\u2019", "'")


def test_a_print_names_nobody_and_is_the_same_for_two_people(files, browser_of):
    shown = " ".join(pages_of(files("id", f"{PAGE}/M01.pdf")))
    assert NAME not in shown
    other = browser_of(name="Budi", audience="cso", province_code="11")
    assert load_print(other, f"{PAGE}/M01.pdf").data == files("id", f"{PAGE}/M01.pdf")


def test_a_print_is_for_people_who_have_joined(app, browser_of):
    for address in (PAGE, WHOLE):
        assert app.test_client().get(address).status_code == 303
        assert browser_of(has_joined=False).get(address).status_code == 404


def test_a_module_that_is_not_there_is_not_found(browser_of):
    answer = load_print(browser_of(), f"{PAGE}/M99.pdf")
    assert answer.status_code == 404
    assert "berkas cetak" in unescape(answer.text)
