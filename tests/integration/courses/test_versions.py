"""An administrator sees each version that matters, and opens any draft of them in pilot."""

import pytest

from courses.catalogue.service import create_course_version
from courses.catalogue.versions import course_versions
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment
from lms.app import create_app
from lms.kernel.clock import utc_now
from tests.factories import session_cookie
from tests.small_course import CODE, small_course

PILOT = {"name": "Ani", "reason": "Sekolah mitra", "sure": "y"}


@pytest.fixture
def new_version(write):
    def new_version(mark):
        return write(create_course_version, small_course(mark), now=utc_now())

    return new_version


@pytest.fixture
def on_a_server(settings, new_session, make_person):
    """An administrator's browser where no local trial counts."""
    far = settings.model_copy(update={"public_url": "https://payung.example"})
    app = create_app(far, TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    browser = app.test_client()
    person_id = make_person(name="Ani", roles=["administrator"])
    with (
        new_session() as session,
        session.begin(),
        browser.session_transaction(base_url="https://payung.example") as cookie,
    ):
        cookie.update(session_cookie(session, person_id))
    return lambda method, path, **more: browser.open(
        path,
        method=method,
        base_url="https://payung.example",
        headers={"Referer": "https://payung.example/"},
        **more,
    )


def places(page, *version_ids):
    """Where the tick of each version stands in the page; -1 where it does not."""
    return [page.text.find(f'/admin/courses/{version_id}/pilot"') for version_id in version_ids]


def test_a_version_that_came_later_can_be_opened_while_the_older_one_is_open(
    on_a_server, new_version, new_session, write, make_person
):
    first = new_version("hash-1")
    on_a_server("POST", f"/admin/courses/{first}/pilot", data=PILOT)
    early, late = make_person(), make_person()
    before = join(write, early)
    second = new_version("hash-2")

    assert places(on_a_server("GET", "/admin/courses"), second)[0] > 0
    assert on_a_server("POST", f"/admin/courses/{second}/pilot", data=PILOT).status_code == 303

    assert join(write, early) == before
    after = join(write, late)
    with new_session() as session:
        assert enrolment(session, before).course_version_id == first
        assert enrolment(session, after).course_version_id == second


def join(write, person_id):
    return write(join_course, person_id=person_id, course_code=CODE, now=utc_now())


def test_versions_are_listed_newest_first_and_told_apart(on_a_server, new_version):
    first = new_version("hash-1")
    on_a_server("POST", f"/admin/courses/{first}/pilot", data=PILOT)
    new_version("hash-2")
    text = on_a_server("GET", "/admin/courses").text
    assert 0 < text.find("Versi 2") < text.find("Versi 1")
    assert small_course().meta.version in text


def test_titles_of_versions_are_in_the_language_of_the_reader(new_session, new_version):
    new_version("hash-1")
    with new_session() as session:
        titles = {
            language: [
                entry.title
                for entry in course_versions(session, language=language, is_loopback=True)
            ]
            for language in ("id", "en")
        }
    assert titles == {"id": ["Kursus kecil"], "en": ["Small course"]}


def test_a_closed_draft_that_nobody_joined_goes_when_a_newer_one_comes(on_a_server, new_version):
    first, second = new_version("hash-1"), new_version("hash-2")
    kept, gone = places(on_a_server("GET", "/admin/courses"), second, first)
    assert kept > 0 > gone
    assert on_a_server("GET", f"/admin/courses/{first}/pilot").status_code == 404
    assert on_a_server("GET", f"/admin/courses/{second}/pilot").status_code == 200


def test_an_opened_pilot_offers_no_second_opening(on_a_server, new_version):
    first = new_version("hash-1")
    on_a_server("POST", f"/admin/courses/{first}/pilot", data=PILOT)
    assert places(on_a_server("GET", "/admin/courses"), first) == [-1]


def test_a_local_trial_is_not_called_a_pilot(sign_in, make_person, version_id):
    page = sign_in(make_person(roles=["administrator"])).get("/admin/courses")
    assert "Terbuka di komputer ini saja" in page.text
    assert places(page, version_id)[0] > 0
