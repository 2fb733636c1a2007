"""Forms that an installation keeps in its database: no export writes their items to a file."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessments.errors import FormNotFound, FormsSecure
from courses.catalogue.errors import CourseNotFound
from lms.cli import main
from lms.kernel.audit import AuditEvent
from lms.workflows.course_import.course_olx import export_course
from lms.workflows.course_import.item_files import course_items
from lms.workflows.course_import.secure_forms import get_secure_forms, set_secure_forms

from .conftest import START

CODE = "POESA-EL"


@pytest.fixture
def secure(write):
    def secure(*forms, is_secure=True):
        write(set_secure_forms, CODE, forms, is_secure=is_secure, actor_id=None, now=START)

    return secure


@pytest.fixture
def exported_codes(read):
    """Codes of exported items, and the remarks on the others."""

    def exported_codes():
        items, remarks = read(course_items, course_code=CODE, only_drafts=False)
        return {item.code for item in items}, remarks

    return exported_codes


def test_items_of_a_secure_form_are_in_no_export(course, bank, secure, exported_codes):
    forms = {form.code: {code for _slot, code in form.slots} for form in bank.forms}
    before, _remarks = exported_codes()
    secure("A", "retake")
    exported, remarks = exported_codes()
    assert forms["A"] | forms["retake"] <= before
    assert exported == before - forms["A"] - forms["retake"]
    named = {(remark.item, remark.detail) for remark in remarks if remark.code == "item-secure"}
    assert named == {
        *((code, "A") for code in forms["A"]),
        *((code, "retake") for code in forms["retake"]),
    }


def test_a_released_form_is_exported_again_and_both_steps_are_audited(
    course, secure, exported_codes, new_session, read
):
    before = exported_codes()
    secure("A", "B")
    secure("A")  # once more changes nothing
    assert read(get_secure_forms, CODE) == ("A", "B")
    secure("A", "B", is_secure=False)
    assert (read(get_secure_forms, CODE), exported_codes()) == ((), before)
    with new_session() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.details) for event in events] == [
        ("forms.secured", {"forms": "A, B"}),
        ("forms.released", {"forms": "A, B"}),
    ]


def test_a_course_with_a_secure_form_is_not_packed_as_an_archive(course, secure, read):
    secure("B")
    with pytest.raises(FormsSecure) as refused:
        read(export_course, CODE)
    assert refused.value.parameters == {"forms": "B"}


def test_an_unknown_form_or_course_is_refused(course, secure, write):
    with pytest.raises(FormNotFound) as unknown:
        secure("A", "C")
    assert unknown.value.parameters == {"form": "C"}
    with pytest.raises(CourseNotFound):
        write(set_secure_forms, "OTHER", ("A",), is_secure=True, actor_id=None, now=START)


@pytest.fixture
def payung(settings, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PAYUNG_PUBLIC_URL", settings.public_url)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def payung(*arguments):
        ran = CliRunner().invoke(main, list(map(str, arguments)))
        return ran.exit_code, ran.output

    return payung


def test_commands_mark_forms_and_say_why_an_export_is_refused(course, bank, payung, tmp_path):
    assert payung("items", "secure", "--course", CODE) == (0, "No form of POESA-EL is secure.\n")
    status, output = payung("items", "secure", "--course", CODE, "--form", "A", "--form", "B")
    assert (status, output) == (0, "Secure forms of POESA-EL, never exported: A, B.\n")

    file = tmp_path / "bank.xlsx"
    arguments = ("--format", "xlsx", "--course", CODE, "--language", "en")
    status, output = payung("items", "export", file, *arguments)
    code = bank.forms[0].slots[0][1]
    assert status == 0
    assert f"! {code}: it belongs to a secure form and is never exported (A)" in output

    archive = tmp_path / "course.tar.gz"
    status, output = payung("course", "export", CODE, archive)
    assert (status, archive.exists()) == (1, False)
    assert "never written to files" in output

    status, output = payung("items", "secure", "--course", CODE, "--form", "X")
    assert (status, "has no form X" in output) == (1, True)
    payung("items", "secure", "--course", CODE, "--form", "A", "--form", "B", "--release")
    assert payung("items", "secure", "--course", CODE) == (0, "No form of POESA-EL is secure.\n")
