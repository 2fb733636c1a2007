"""A lesson with a poll, contacts, words, the state of the certificate, a map and a chart."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from courses.block_host.state.models import SharedBlockState
from courses.catalogue.content_models import Unit as UnitRow
from courses.catalogue.service import create_course_version, open_pilot
from courses.course_files.model import Unit
from lms.kernel.clock import utc_now
from lms.web.blocks.host import block_host
from lms.workflows.course_import.course_olx import export_course, read_archive
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE, TITLED, pair, small_course

LESSON = f"/courses/{CODE}/lessons/M01-L1"
UNITS = (
    Unit(
        "a1",
        "poll",
        {
            **TITLED,
            "options": [
                {"id": "often", **pair("text", "Sering", "Often")},
                {"id": "rarely", **pair("text", "Jarang", "Rarely")},
            ],
        },
    ),
    Unit("a2", "contact-card", {**TITLED, "helplines": ["sapa"]}),
    Unit("a3", "glossary", {**TITLED, "terms": ["CSAM", "pornografi anak"]}),
    Unit("a4", "certificate-status", TITLED),
    Unit(
        "a5",
        "layered-map",
        {
            **TITLED,
            "outline": "M50 50H950V550H50Z",
            "layers": [
                {
                    "id": "home",
                    **pair("label", "Rumah", "Home"),
                    "places": [{**pair("label", "Keluarga", "Family"), "x": 300, "y": 200}],
                }
            ],
        },
    ),
    Unit(
        "a6",
        "chart",
        {
            **TITLED,
            "series": [{"id": "s", **pair("label", "2024", "2024")}],
            "rows": [{**pair("label", "Kota", "Towns"), "values": {"s": 12.5}}],
        },
    ),
)
VOTERS, AT_ONCE = 10, 4
NEW = {f"payung_{unit.block_type.replace('-', '_')}" for unit in UNITS}


def course_with_blocks():
    course = small_course("hash-of-blocks")
    first, *others = course.modules
    lesson = replace(first.lessons[0], units=UNITS)
    return replace(course, modules=(replace(first, lessons=(lesson, *first.lessons[1:])), *others))


@pytest.fixture
def version_id(write):
    def make(session):
        found = create_course_version(session, course_with_blocks(), now=utc_now())
        facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": utc_now()}
        open_pilot(session, found, opened_by=None, **facts)
        return found

    return write(make)


def vote(client, option):
    address, hidden = forms_of(client.get(LESSON))["choose"]
    return client.post(address, data={**hidden, "option": option})


def test_a_lesson_shows_them_all(browser):
    page = browser.get(LESSON).text
    assert "Sumber: Sumber (2025); Diperiksa pada" in page
    assert page.count("acc term") == 2
    assert "Pelajaran: 0 dari 4 selesai" in page
    assert "Peta: Rumah" in page
    assert "12,5" in page


def test_votes_of_all_make_one_tally(browser, sign_in, make_person, enrol, new_session):
    other = make_person()
    enrol(other)
    assert vote(browser, "").status_code == 422
    assert vote(browser, "often").status_code == 303
    assert vote(sign_in(other), "rarely").status_code == 303
    assert "Pilihan peserta lain ditampilkan setelah 10 suara" in browser.get(LESSON).text
    with new_session() as session:
        (fields,) = session.scalars(select(SharedBlockState.fields)).all()
    assert fields["tally"] == {"often": 1, "rarely": 1}


def test_an_archive_takes_the_blocks_along_and_no_vote(app, browser, new_session):
    with new_session() as session:
        before = export_course(session, CODE)
    vote(browser, "often")
    with new_session() as session:
        assert export_course(session, CODE) == before
    with app.app_context(), new_session() as session:
        read = read_archive(session, before, host=block_host(), today=utc_now().date())
    blocks = {unit.block_type: unit.content for unit in read.content.modules[0].lessons[0].units}
    with new_session() as session:
        rows = session.execute(select(UnitRow.block_type, UnitRow.content)).all()
    wanted = {block_type: content for block_type, content in rows if block_type in NEW}
    assert {name: fields for name, fields in blocks.items() if name in NEW} == wanted
    assert len(wanted) == len(UNITS)


def test_votes_at_the_same_moment_are_all_counted(sign_in, make_person, enrol, new_session):
    forms = []
    for _ in range(VOTERS):
        person = make_person()
        enrol(person)
        client = sign_in(person)
        forms.append((client, *forms_of(client.get(LESSON))["choose"]))
    with ThreadPoolExecutor(AT_ONCE) as doors:
        answers = list(doors.map(send_vote, forms))
    assert answers == [303] * VOTERS
    with new_session() as session:
        (fields,) = session.scalars(select(SharedBlockState.fields)).all()
    assert fields["tally"] == fields["shown"] == {"often": VOTERS}


def send_vote(form):
    client, address, hidden = form
    return client.post(address, data={**hidden, "option": "often"}).status_code
