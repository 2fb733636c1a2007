"""Makes what tests start from: people, cookies of people who are signed in, the course."""

import shutil
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from courses.catalogue import service as outline
from courses.course_files.reader import read_course
from lms.accounts import service
from lms.accounts.consents.service import give_consents
from lms.accounts.contacts import parse_contact
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.accounts.sessions.service import begin_session
from lms.kernel.clock import utc_now
from lms.workflows.course_import.import_course import import_course

TESTS = Path(__file__).parent
COURSE = TESTS / "fixtures/courses/poesa-el-0.1"  # frozen: tests may depend on its words and ids
LESSONS = TESTS / "fixtures/lessons"  # in steps; they fit into the frozen course
SHIPPED_COURSE = TESTS.parent / "courses/content/poesa-el"  # edited by authors at any time
_numbers = count(1)


def make_person(
    session,
    *,
    name="Ratna Dewi",
    contact=None,
    password_hash=None,
    audience="teacher",
    province_code="53",
    language="id",
    roles=(),
    now=None,
    earlier_name=None,
):
    """A person who has agreed to learn; `roles` are held on the whole platform. Gives the id.

    `earlier_name` is one that today's rules would refuse.
    """
    now = now or utc_now()
    person_id = service.create_person(
        session,
        name=name,
        contact=parse_contact(contact or f"person{next(_numbers)}@contoh.id"),
        password_hash=password_hash,
        audience=audience,
        province_code=province_code,
        language=language,
        now=now,
    )
    give_consents(session, person_id, purposes=["learning"], now=now)
    if earlier_name:
        session.get_one(Person, person_id).name = earlier_name
    for role in roles:
        grant_role(session, person_id=person_id, role=role, granted_by=None, now=now)
    return person_id


def session_cookie(session, person_id):
    """What the cookie of a person holds who has just signed in. The caller commits."""
    key = begin_session(session, person_id=person_id, via="password", now=utc_now())
    return {"_user_id": key, "_fresh": True}


@cache
def course_files():
    """The frozen course, read once."""
    return read_course(COURSE)


@cache
def course_files_with_steps():
    """The frozen course with one lesson in steps, M02-L1, among lessons in the old form."""
    with TemporaryDirectory() as folder:
        shutil.copytree(COURSE, folder, dirs_exist_ok=True)
        shutil.copytree(LESSONS, f"{folder}/modules/M02", dirs_exist_ok=True)
        return read_course(Path(folder))


def make_course(session, *, files=None, is_open=True, now=None):
    """The frozen course as a version that is open to learners on loopback. Gives its id."""
    now = now or utc_now()
    version_id = import_course(session, files or course_files(), now=now)
    if is_open:
        outline.open_pilot(
            session, version_id, opened_by=None, name="", reason="test", kind="local_trial", now=now
        )
    return version_id
