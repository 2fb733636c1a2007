"""Third-party blocks in a lesson: framed, allowed or not, within their limits, in their place."""

import re
import sys
from html import unescape

import pytest
from sqlalchemy import select

from courses.block_host.state.models import LearnerBlockState
from courses.block_host.third_party import limits, permissions
from courses.catalogue.content_models import Unit as UnitRow
from courses.catalogue.service import create_course_version, open_pilot
from courses.enrolment.join_course import join_course
from courses.enrolment.service import begin_version
from courses.progress.models import UnitProgress
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests import sample_blocks
from tests.browser.blocks.world import course_of, placed
from tests.integration.courses.conftest import add_version, with_another_signature
from tests.small_course import CODE, small_course

pytestmark = pytest.mark.usefixtures("blocks_by_others")

CONTENTS = {
    "vote": placed("others_vote", {"question": "Setuju?"}, title_id="Suara Anda"),
    "trouble": placed("others_trouble"),
    "raise": placed("others_trouble", {"trouble": "raise"}),
    "hang": placed("others_trouble", {"trouble": "hang"}),
    "large": placed("others_trouble", {"trouble": "large"}),
    "keep": placed("others_trouble", {"trouble": "keep"}),
    "files": placed("others_files"),
    "gone": placed("others_absent"),
}


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"xblocks": tuple(sample_blocks.ENTRY_POINTS)})


@pytest.fixture
def codes(write):
    files, codes = course_of(CONTENTS)
    now = utc_now()

    def make(session):
        version = create_course_version(session, files, now=now)
        facts = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": now}
        open_pilot(session, version, opened_by=None, **facts)

    write(make)
    return codes


@pytest.fixture
def learn(codes, write, make_person, sign_in):
    """Lets a new learner in; gives a browser."""

    def learn():
        person_id = make_person()
        write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
        browser = sign_in(person_id)
        browser.post(f"/courses/{CODE}/lessons/{codes['vote']}/open")
        browser.person_id = person_id
        return browser

    return learn


@pytest.fixture
def frame_of(codes):
    """The address of the frame in a lesson."""

    def frame_of(browser, name):
        page = browser.get(f"/courses/{CODE}/lessons/{codes[name]}")
        return unescape(re.search(r'<iframe[^>]* src="([^"]*)"', page.text)[1])

    return frame_of


def test_the_lesson_shows_a_frame_and_imports_nothing_of_the_block(learn, codes):
    sys.modules.pop("others_blocks", None)
    page = learn().get(f"/courses/{CODE}/lessons/{codes['vote']}")
    assert "<h2>Suara Anda</h2>" in page.text
    assert 'sandbox="allow-scripts' in page.text
    assert "allow-same-origin" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "others_blocks" not in sys.modules


def test_the_frame_is_a_page_of_its_own_that_needs_no_cookie(learn, frame_of, client):
    page = client.get(frame_of(learn(), "vote"))
    policy = page.headers["Content-Security-Policy"]
    assert "<h3>Setuju?</h3>" in page.text
    assert "sandbox allow-scripts" in policy
    assert "frame-ancestors 'self'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_frame_of_a_version_that_was_left_says_so(learn, frame_of, client, write):
    browser = learn()
    frame = frame_of(browser, "vote")
    version_id = write(add_version, small_course("hash-2"))
    ids = {"person_id": browser.person_id, "course_version_id": version_id}
    write(begin_version, **ids, now=utc_now())
    page = client.get(frame)
    assert page.status_code == 409
    assert '<p class="host-says" role="alert">Anda kini mengikuti versi lain' in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    answer = client.post(f"{frame}/vote", json={})
    assert (answer.status_code, answer.json["url"]) == (409, f"/courses/{CODE}")


def test_what_a_script_is_given_cannot_end_it(learn, frame_of, client):
    page = client.get(frame_of(learn(), "vote"))
    assert page.text.count("</script>") == page.text.count("<script")


def test_files_of_other_hosts_are_left_out(learn, frame_of, client):
    assert "elsewhere.example" not in client.get(frame_of(learn(), "vote")).text


def test_votes_of_two_learners_are_one_tally_and_a_grade_each(learn, frame_of, client, new_session):
    frames = [frame_of(learn(), "vote") for _ in range(2)]
    told = [client.post(f"{frame}/vote/yes", json={}).json for frame in frames]
    assert told == [{"tally": {"yes": 1}, "own": 1}, {"tally": {"yes": 2}, "own": 1}]
    with new_session() as session:
        assert session.scalars(select(UnitProgress.grade)).all() == [1.0, 1.0]


@pytest.mark.parametrize("handler", ["studio_submit", "rewrite"])
def test_no_handler_changes_the_course(learn, frame_of, client, new_session, handler):
    answer = client.post(f"{frame_of(learn(), 'vote')}/{handler}", json={})
    assert answer.status_code == 403
    with new_session() as session:
        contents = session.scalars(select(UnitRow.content))
        assert "defaced" not in [content.get("question") for content in contents]


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        ("raise", 503, "block-failed"),
        ("hang", 503, "block-too-slow"),
        ("large", 503, "block-too-large"),
        ("keep", 503, "block-too-large"),
        ("endless", 503, "block-too-large"),
        ("set", 503, "block-failed"),
    ],
)
def test_trouble_costs_a_message_and_nothing_that_was_kept(
    learn, frame_of, client, monkeypatch, trouble, status, code
):
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.5)
    frame = frame_of(learn(), "trouble")
    client.post(f"{frame}/remember/first")
    answer = client.post(f"{frame}/cause/{trouble}")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert client.post(f"{frame}/remember/second").text == "first"


def test_no_transaction_is_open_while_a_block_works(learn, frame_of, client):
    assert client.post(f"{frame_of(learn(), 'trouble')}/cause/look").text == "False"


def test_the_door_for_forms_of_ours_calls_no_block_by_others(learn, codes, new_session):
    browser = learn()
    with new_session() as session:
        units = session.scalars(select(UnitRow.id).where(UnitRow.block_type == "others_trouble"))
        address = f"/courses/{CODE}/units/{units.first()}/cause"
    assert browser.post(address).status_code == 404


def test_answers_and_files_are_sandboxed_when_opened_as_pages(learn, frame_of, client):
    frame = frame_of(learn(), "trouble")
    for address in (f"{frame}/cause/page", "/blocks/resources/others_vote/public/page.html"):
        page = client.get(address)
        assert page.status_code == 200
        assert "sandbox allow-scripts" in page.headers["Content-Security-Policy"]
        assert "allow-same-origin" not in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["others_broken/public/x", "others_vote/public/%00"])
def test_no_file_is_no_failure(codes, client, name):
    assert client.get(f"/blocks/resources/{name}").status_code == 404


@pytest.mark.parametrize("trouble", ["raise", "hang", "large", "keep"])
def test_a_view_in_trouble_says_so_in_its_frame_and_keeps_nothing(
    learn, frame_of, client, monkeypatch, trouble
):
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.5)
    frame = frame_of(learn(), trouble)
    client.post(f"{frame}/remember/first")
    page = client.get(frame)
    assert page.status_code == 503
    assert 'role="alert"' in page.text
    assert client.post(f"{frame}/remember/second").text == "first"


def test_a_block_that_is_not_there_says_so_in_its_place(learn, codes):
    page = learn().get(f"/courses/{CODE}/lessons/{codes['gone']}")
    assert page.status_code == 200
    assert "Bagian ini memerlukan blok yang tidak terpasang di sini." in page.text


@pytest.mark.parametrize("name", ["not_a_handler", "student_view", "save", "_cause", "absent"])
def test_only_handlers_can_be_called(learn, frame_of, client, name):
    assert client.post(f"{frame_of(learn(), 'trouble')}/{name}").status_code == 404


@pytest.mark.parametrize("spoil", [with_another_signature, lambda _url: "/blocks/x"])
def test_a_forged_frame_is_refused(learn, frame_of, client, spoil):
    assert client.get(spoil(frame_of(learn(), "vote"))).status_code == 403


def test_a_frame_of_one_learner_keeps_nothing_for_another(learn, frame_of, client, new_session):
    first, second = learn(), learn()
    client.post(f"{frame_of(first, 'trouble')}/remember/private")
    assert client.post(f"{frame_of(second, 'trouble')}/remember/own").text == ""
    with new_session() as session:
        owners = set(session.scalars(select(LearnerBlockState.person_id)))
    assert owners == {first.person_id, second.person_id}


def test_without_permission_the_place_says_so(app, learn, frame_of, codes, client, monkeypatch):
    browser = learn()
    frame = frame_of(browser, "vote")
    settings: Settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"xblocks": ()}))
    app.extensions.pop("block_host")
    page = browser.get(f"/courses/{CODE}/lessons/{codes['vote']}")
    assert "<iframe" not in page.text
    assert client.post(f"{frame}/vote/yes", json={}).status_code == 503


@pytest.fixture
def permit(write, make_person):
    """Lets something by others run, as an administrator does."""

    def permit(name):
        by = make_person()
        write(permissions.set_permission, name, is_allowed=True, decided_by=by, now=utc_now())

    return permit


def note_of(client, frame):
    """The words of the aside in a frame, and the address of its handler."""
    shown = re.search(r'<p class=note data-url="([^"]*)">([^<]*)</p>', client.get(frame).text)
    return shown[2], shown[1].rpartition("/")[0]


def test_what_stands_beside_blocks_is_shown_where_it_is_allowed(learn, frame_of, client, permit):
    frame = frame_of(learn(), "vote")
    assert "class=note" not in client.get(frame).text
    permit("others_note")
    assert note_of(client, frame)[0] == "Note: "


def test_an_aside_keeps_its_own_and_counts_nothing(learn, frame_of, client, permit, new_session):
    permit("others_note")
    frames = [frame_of(learn(), "vote") for _ in range(2)]
    _words, aside = note_of(client, frames[0])
    assert client.post(f"{aside}/keep", json={"note": "saya"}).json == {"kept": "saya"}
    assert client.post(f"{frames[0]}/vote/yes", json={}).json["own"] == 1
    assert [note_of(client, frame)[0] for frame in frames] == ["Note: saya", "Note: "]
    assert client.post(f"{aside}/rewrite", json={}).status_code == 403
    assert client.post(f"{aside}/vote", json={}).status_code == 404
    with new_session() as session:
        assert len(session.scalars(select(UnitProgress)).all()) == 1  # the vote's


def test_an_aside_that_is_forbidden_again_answers_no_more(learn, frame_of, client, permit, write):
    permit("others_note")
    _words, aside = note_of(client, frame_of(learn := learn(), "vote"))
    by = learn.person_id
    write(permissions.set_permission, "others_note", is_allowed=False, decided_by=by, now=utc_now())
    assert client.post(f"{aside}/keep", json={"note": "saya"}).status_code == 404


def test_an_aside_that_raises_costs_its_block_nothing(learn, frame_of, client, permit):
    permit("others_bad_note")
    page = client.get(frame_of(learn(), "vote"))
    assert page.status_code == 200
    assert "<h3>Setuju?</h3>" in page.text
