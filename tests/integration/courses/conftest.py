"""A small course that is open to a local trial, a learner in it, and an administrator."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.service import create_course_version, open_pilot
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from tests.small_course import CODE, small_course


@pytest.fixture
def write(new_session):
    """Runs a function in a transaction of its own."""

    def write(change, *arguments, **facts):
        with new_session() as session, session.begin():
            return change(session, *arguments, **facts)

    return write


@pytest.fixture
def version_id(write):
    return write(add_version, small_course())


def add_version(session, files):
    """One that is open to a local trial."""
    now = utc_now()
    version_id = create_course_version(session, files, now=now)
    told = {"name": "Uji", "reason": "Uji", "kind": "local_trial"}
    open_pilot(session, version_id, opened_by=None, **told, now=now)
    return version_id


@pytest.fixture
def enrol(write, version_id):
    """Puts a person into the small course and gives the id of the enrolment."""

    def enrol(person_id):
        return write(join_course, person_id=person_id, course_code=CODE, now=utc_now())

    return enrol


@pytest.fixture
def learner(make_person):
    return make_person()


@pytest.fixture
def enrolment_id(enrol, learner):
    return enrol(learner)


@pytest.fixture
def browser(sign_in, learner, enrolment_id):
    """The learner's browser."""
    return sign_in(learner)


@pytest.fixture
def forms():
    """The forms of a page, by the last part of their address."""
    return forms_of


def forms_of(page):
    found = {}
    for form in re.findall(r"<form[^>]*action=\"[^\"]*\".*?</form>", page.text, re.DOTALL):
        address = unescape(re.search(r'action="([^"]*)"', form)[1])
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
        found[address.rsplit("/", 1)[-1]] = (address, dict(hidden))
    return found


@pytest.fixture
def unit_ids(new_session, version_id):
    """Ids of the units of the first lesson, of the check, the story and the plan, by key."""
    with new_session() as session:
        rows = session.execute(
            select(Unit.key, Unit.id, Lesson.code)
            .outerjoin(Lesson, Lesson.id == Unit.lesson_id)
            .order_by(Unit.id.desc())
        ).all()
    wanted = ("M01-L1", None)
    return {key: unit_id for key, unit_id, lesson in rows if lesson in wanted or key == "check"}


@pytest.fixture
def page_language():
    return "en"


def with_another_signature(token):
    """Its first sign is another one: the last ones may be what they are replaced by."""
    signed, _dot, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
