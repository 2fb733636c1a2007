"""Files that an archive brings: shown where blocks refer to them, to readers of the course."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.tokens import HandlerTokens
from courses.catalogue.service import open_pilot
from courses.enrolment.join_course import join_course
from courses.olx.archive import pack_archive, unpack_archive
from courses.static_files.models import StaticContent
from courses.static_files.tokens import FileGrant
from lms.accounts.sessions.models import SignInSession
from lms.app import create_app
from lms.extensions import db
from lms.kernel.clock import new_id, utc_now
from lms.web.course_files.links import file_tokens
from lms.workflows.blocks.block_services import BLOCKS
from lms.workflows.course_import.course_olx import (
    export_course,
    import_version,
    prepare_import,
    read_archive,
)

pytestmark = pytest.mark.usefixtures("blocks_by_others")

CODE = "FILES-1"
LESSON = f"/courses/{CODE}/lessons/M01-L1"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A bench</title></svg>\n'
SCRIPT = b"alert(document.domain)"
VERTICAL = b"""<vertical>
<html url_name="h"><![CDATA[<p><img src="/static/deep/a%20bench.svg" alt="A bench"/></p>]]></html>
<others_vote url_name="v" question="&lt;img src='/static/deep/a bench.svg'&gt; /static/gone.png"/>
</vertical>"""
FILES = {
    "course.xml": b'<course url_name="1" course="FILES-1"/>',
    "course/1.xml": b'<course language="en"><chapter><sequential url_name="s">'
    b'<vertical url_name="v"/></sequential></chapter></course>',
    "vertical/v.xml": VERTICAL,
    "payung/blocks.json": b'{"others_vote/v": {"json": [], "more": {}}}',
    "static/deep/a bench.svg": DRAWING,
    "static/copy.svg": DRAWING,
    "static/x.js": SCRIPT,
}
ADDRESS = re.compile(r"[^\"']*/course-files/[^\"'<]*")


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"xblocks": ("others_vote",)})


@pytest.fixture
def take(new_session, write):
    """Takes files in as a version; gives what the workflow says."""

    def take(files=FILES, code=""):
        host = BlockHost(BlockRegistry(BLOCKS), HandlerTokens(b"test"))
        with new_session() as session:
            read = read_archive(
                session, pack_archive(files), host=host, code=code, today=utc_now().date()
            )
            ready = prepare_import(session, read.content)
        return write(import_version, ready, now=utc_now())

    return take


@pytest.fixture
def version_id(take, write):
    version_id = take().version_id
    facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": utc_now()}
    write(open_pilot, version_id, opened_by=None, **facts)
    return version_id


@pytest.fixture
def enrolment_id(write, version_id, learner):
    return write(join_course, person_id=learner, course_code=CODE, now=utc_now())


def address_in(page):
    return unescape(ADDRESS.search(page.text)[0])


def test_a_reader_sees_the_picture_in_the_lesson_and_in_a_frame(browser, client):
    page = browser.get(LESSON)
    frame = client.get(unescape(re.search(r'<iframe[^>]* src="([^"]*)"', page.text)[1]))

    assert f'<img src="{address_in(page)}" alt="A bench"' in page.text
    assert address_in(frame) == address_in(page)
    assert "/static/gone.png" in frame.text
    shown = client.get(address_in(page))  # without a cookie, as a frame asks
    assert (shown.data, shown.mimetype) == (DRAWING, "image/svg+xml")
    headers = shown.headers
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "script" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    unchanged = client.get(address_in(page), headers={"If-None-Match": headers["ETag"]})
    assert unchanged.status_code == 304


def test_what_is_kept_of_a_lesson_gives_each_reader_an_address_of_their_own(
    browser, make_person, sign_in, write
):
    other = make_person()
    write(join_course, person_id=other, course_code=CODE, now=utc_now())
    first, second = address_in(browser.get(LESSON)), address_in(sign_in(other).get(LESSON))
    assert first != second
    assert address_in(browser.get(LESSON)) == first


def test_an_author_sees_files_in_a_draft_and_references_in_its_form(
    version_id, make_person, sign_in
):
    author = sign_in(make_person(roles=["author"]))
    olx = "<others_vote question=\"&lt;img src='/static/copy.svg'&gt;\"/>"
    made = author.post(f"/authoring/{CODE}/blocks", data={"block": "others_vote", "olx": olx})
    frames = {}
    for view in ("learner", "edit"):
        page = author.get(f"{made.location}?view={view}")
        frames[view] = author.get(unescape(re.search(r'<iframe[^>]* src="([^"]*)"', page.text)[1]))
    assert author.get(address_in(frames["learner"])).data == DRAWING
    assert "/static/copy.svg" in frames["edit"].text
    assert "course-files" not in frames["edit"].text


def test_what_might_run_is_downloaded_and_what_is_not_there_is_not_found(browser, client):
    address = address_in(browser.get(LESSON))
    script = client.get(address.replace("deep/a%20bench.svg", "x.js"))
    assert (script.data, script.mimetype) == (SCRIPT, "application/octet-stream")
    assert script.headers["Content-Disposition"].startswith("attachment")
    for name in ("gone.png", "../course.xml", "%2e%2e/x.js", "deep", "deep/", "\0", "X.JS"):
        assert client.get(address.replace("deep/a%20bench.svg", name)).status_code in (400, 404)


def test_an_address_counts_for_its_reader_alone_and_while_they_are_signed_in(
    app, browser, client, make_person, sign_in, version_id, learner
):
    address = address_in(browser.get(LESSON))
    token = address.split("/")[2]
    assert client.get(address).status_code == 200  # the control
    for forged in (token[:-1], f"{token}x", "a.b", token.swapcase()):
        assert client.get(address.replace(token, forged)).status_code == 404

    with app.test_request_context():
        for person in (learner, new_id()):
            stranger = file_tokens().issue(FileGrant(person, version_id, new_id()))
            answer = client.get(address.replace(token, stranger))
            assert answer.status_code == 303  # no such session
    browser.post("/sign-out")
    assert client.get(address).status_code == 303


def test_another_learner_and_a_coordinator_read_nothing_and_an_author_does(
    app, browser, make_person, sign_in, version_id, client, new_session
):
    address = address_in(browser.get(LESSON))
    token = address.split("/")[2]
    answers = {}
    for role in ("learner", "coordinator", "author"):
        person_id = make_person(roles=[role])
        sign_in(person_id)
        with new_session() as session:
            login = session_of(session, person_id)
        with app.test_request_context():
            own = file_tokens().issue(FileGrant(person_id, version_id, login))
        answers[role] = client.get(address.replace(token, own)).status_code
    assert answers == {"learner": 404, "coordinator": 404, "author": 200}


def test_of_a_version_that_has_closed_authors_read_on_who_learn_in_it_too(
    settings, make_person, sign_in, write, version_id, new_session
):
    """A local trial is open on loopback alone, so at a public address it is closed."""
    there = "https://payung.example"
    public = create_app(
        settings.model_copy(update={"public_url": there}), TESTING=True, RATELIMIT_ENABLED=False
    )
    answers = {}
    for role in ("learner", "author"):
        person_id = make_person(roles=[role])
        write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
        sign_in(person_id)
        with new_session() as session:
            login = session_of(session, person_id)
        with public.test_request_context():
            token = file_tokens().issue(FileGrant(person_id, version_id, login))
        address = f"/course-files/{token}/copy.svg"
        answers[role] = public.test_client().get(address, base_url=there).status_code
    assert answers == {"learner": 404, "author": 200}
    with public.app_context():
        db.engine.dispose()


def session_of(session, person_id):
    return session.scalars(
        select(SignInSession.id).where(SignInSession.person_id == person_id)
    ).one()


def test_files_go_out_byte_for_byte_and_come_back_as_the_same_course(take, version_id, new_session):
    with new_session() as session:
        exported = unpack_archive(export_course(session, CODE))

    static = {name: data for name, data in exported.items() if name.startswith("static/")}
    assert static == {name: data for name, data in FILES.items() if name.startswith("static/")}
    assert b"/static/deep/a%20bench.svg" in exported["html/M01-L1-h.html"]
    assert b"course-files" not in b"".join(exported.values())
    again = take(exported)
    assert (again.version_id, again.is_new) == (version_id, False)
    copy = take(exported, code="COPY-1")
    with new_session() as session:
        copied = unpack_archive(export_course(session, "COPY-1"))
        assert session.scalar(select(func.count()).select_from(StaticContent)) == 2
    assert copy.is_new
    assert copied | {"course.xml": b""} == exported | {"course.xml": b""}


def test_another_file_makes_another_version(take, version_id):
    other = DRAWING.replace(b"bench", b"chair")
    assert take(FILES | {"static/copy.svg": other}).is_new
    assert take(FILES | {"static/more.svg": other}).is_new
    assert not take().is_new


def test_a_second_origin_serves_files_and_nothing_else(settings, browser, sign_in, learner):
    there = "https://content.example"
    other = create_app(
        settings.model_copy(update={"content_url": there}), TESTING=True, RATELIMIT_ENABLED=False
    )
    client = other.test_client()
    with browser.session_transaction() as held, client.session_transaction() as cookie:
        cookie.update(dict(held))

    page = client.get(LESSON)
    address = address_in(page)

    assert address.startswith(f"{there}/course-files/")
    assert there in page.headers["Content-Security-Policy"]
    stranger = other.test_client()
    path = address.removeprefix(there)
    assert stranger.get(path, base_url=there).data == DRAWING
    for closed in ("/", LESSON, "/sign-in"):
        assert stranger.get(closed, base_url=there).status_code == 421
