"""Authors give a course out and take one in; nobody else does, and a look writes nothing."""

from io import BytesIO

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import func, select

from assessments.items.bank import read_bank
from assessments.service import import_bank
from courses.catalogue.models import Course, CourseVersion
from courses.olx.archive import pack_archive, unpack_archive
from lms.accounts.roles.service import grant_role
from lms.cli import main
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.web.authoring import olx
from lms.workflows.course_import.course_olx import export_course
from lms.workflows.course_import.secure_forms import set_secure_forms
from tests.factories import COURSE
from tests.small_course import CODE

PAGE = f"/authoring/{CODE}/olx"


@pytest.fixture
def people(version_id, make_person, sign_in):
    return lambda *roles: sign_in(make_person(roles=list(roles)))


@pytest.fixture
def count(new_session):
    def count(model):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(model))

    return count


def send(browser, archive, do, path=PAGE):
    return browser.post(path, data={"file": (BytesIO(archive), "c.tar.gz"), "do": do})


def changed(archive, name, old, new):
    files = unpack_archive(archive)
    assert old in files[name]
    return pack_archive(files | {name: files[name].replace(old, new)})


def test_an_author_downloads_the_archive_that_the_command_writes(people, exported, count):
    author = people("author")
    before = count(AuditEvent)
    assert "/olx/export" in author.get(PAGE).text

    answer = author.post(f"{PAGE}/export")

    assert answer.data == exported
    assert f"{CODE}.tar.gz" in answer.headers["Content-Disposition"]
    assert count(AuditEvent) == before + 1


def test_a_changed_title_is_looked_at_and_then_taken_in_as_a_new_draft(people, exported, count):
    author = people("author")
    other = changed(exported, "course/v1.xml", b'display_name="', b'display_name="New ')

    look = send(author, other, "look")

    assert (look.status_code, count(CourseVersion)) == (200, 1)
    assert "payung_text" in look.text
    assert send(author, other, "import").status_code == 303
    assert count(CourseVersion) == 2
    assert send(author, other, "import").status_code == 303  # once more: it is there
    assert count(CourseVersion) == 2


def test_a_lesson_for_staff_is_named_before_the_import_and_is_in_no_version(
    people, exported, new_session
):
    author = people("author")
    files = unpack_archive(exported)
    name = next(name for name in files if name.startswith("sequential/M01-L1"))
    hidden = b'<sequential visible_to_staff_only="true"'
    archive = pack_archive(files | {name: files[name].replace(b"<sequential", hidden, 1)})

    look = send(author, archive, "look")
    assert "hanya boleh dilihat staf" in look.text
    assert send(author, archive, "import").status_code == 303

    with new_session() as session:
        after = unpack_archive(export_course(session, CODE))
    assert name in files
    assert name not in after


def test_learners_experts_and_coordinators_neither_export_nor_import(people, exported, count):
    for role in ("learner", "expert", "coordinator"):
        browser = people(role)
        answers = (
            browser.get(PAGE),
            browser.post(f"{PAGE}/export"),
            send(browser, exported, "import"),
            browser.get("/authoring/new-course"),
            send(browser, exported, "import", "/authoring/new-course"),
        )
        assert [answer.status_code for answer in answers] == [403] * 5
    assert count(CourseVersion) == 1


def test_the_author_of_one_course_takes_in_no_other(
    people, exported, count, version_id, write, make_person, sign_in
):
    person_id = make_person()
    scope = {"scope_type": "course", "scope_id": write(course_id), "granted_by": None}
    write(grant_role, person_id=person_id, role="author", now=utc_now(), **scope)
    author = sign_in(person_id)

    assert author.get(PAGE).status_code == 200
    assert send(author, exported, "look").status_code == 200
    assert send(author, exported, "import", "/authoring/new-course").status_code == 403


def course_id(session):
    return session.scalars(select(Course.id)).one()


def test_an_archive_of_another_course_is_refused_there_and_made_by_an_administrator(
    people, exported, count
):
    other = changed(exported, "course.xml", CODE.encode(), b"OTHER-1")

    refused = send(people("author"), other, "import")

    assert refused.status_code == 422
    assert "OTHER-1" in refused.text, refused.text[refused.text.find("errsum") :][:500]
    made = send(people("administrator"), other, "import", "/authoring/new-course")
    assert made.location == "/authoring/OTHER-1/olx"
    assert count(CourseVersion) == 2


def test_what_is_no_archive_is_told_and_nothing_is_made(people, count):
    author = people("author")
    for content in (b"", b"text", b"\x1f\x8b broken"):
        answer = send(author, content, "import")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert count(CourseVersion) == 1


def test_who_waits_too_long_for_another_archive_is_told_and_nothing_is_begun(
    people, exported, count, monkeypatch
):
    author = people("author")
    other = changed(exported, "course/v1.xml", b'display_name="', b'display_name="New ')
    before = count(AuditEvent)
    monkeypatch.setattr(olx, "READ_TIMEOUT", 0.01)
    with olx.IMPORT_LOCK:
        answers = (send(author, other, "import"), author.post(f"{PAGE}/export"))
    assert [answer.status_code for answer in answers] == [503, 503]
    assert 'role="alert"' in answers[0].text
    assert (count(CourseVersion), count(AuditEvent)) == (1, before)
    assert send(author, other, "import").status_code == 303  # the control


def test_a_refused_archive_keeps_nobody_waiting(people, count, monkeypatch):
    author = people("author")
    monkeypatch.setattr(olx, "READ_TIMEOUT", 0.01)
    assert [send(author, b"text", "import").status_code for _ in range(2)] == [422, 422]


def test_the_trail_keeps_who_took_in_and_who_ran_the_command(
    people, exported, new_session, settings, monkeypatch, tmp_path
):
    other = changed(exported, "course/v1.xml", b'display_name="', b'display_name="New ')
    (tmp_path / "c.tar.gz").write_bytes(other)
    made = tmp_path / "made.tar.gz"
    for name in ("data_dir", "database_url"):
        monkeypatch.setenv(f"PAYUNG_{name.upper()}", str(getattr(settings, name)))

    for arguments in (["import", str(tmp_path / "c.tar.gz")], ["export", CODE, str(made)]):
        ran = CliRunner().invoke(main, ["course", *arguments])
        assert ran.exit_code == 0, ran.output
    send(people("author"), exported, "import")  # which stands there: nothing is made
    newest = changed(exported, "course/v1.xml", b'display_name="', b'display_name="Newest ')
    send(people("author"), newest, "import")

    assert (
        unpack_archive(made.read_bytes())["course/v2.xml"] == unpack_archive(other)["course/v1.xml"]
    )
    with new_session() as session:
        told = session.execute(
            select(AuditEvent.action, AuditEvent.actor_id.is_(None))
            .where(AuditEvent.action.startswith("course."))
            .order_by(AuditEvent.id)
        ).all()
    assert told == [
        ("course.imported", True),
        ("course.exported", True),
        ("course.imported", False),
    ]


def test_a_course_with_secure_forms_is_not_given_out(people, write, version_id):
    bank = read_bank(yaml.safe_load((COURSE / "items.yaml").read_text()))
    write(import_bank, bank, context_id=version_id, bank_code=CODE, now=utc_now())
    author = people("author")
    assert "/olx/export" in author.get(PAGE).text
    facts = {"is_secure": True, "actor_id": None, "now": utc_now()}
    write(set_secure_forms, CODE, ("A", "retake"), **facts)

    page = author.get(PAGE).text
    assert "/olx/export" not in page
    assert "A, retake" in page

    answer = author.post(f"{PAGE}/export")
    assert (answer.status_code, answer.mimetype) == (409, "text/html")
    assert "A, retake" in answer.text
