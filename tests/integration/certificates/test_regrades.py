"""What a regrade does to certificates: it issues those that are earned now, and revokes none."""
# ruff: noqa: F811  fixtures of the steps of a learner are shared with another file

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessments.attempts.models import AttemptSlot
from assessments.items.models import Item, ItemVersion
from assessments.rescoring import queries
from assessments.rescoring.targets import Target
from certificates.numbers import format_number
from certificates.records.queries import certificates_of_person
from courses.progress.course_progress import course_progress
from lms.cli import main
from lms.extensions import transaction
from lms.kernel.task_context import TaskContext
from lms.workflows.attempts import rescore as workflow

from .test_complete_course import course, path, set_distinction  # noqa: F401  fixtures

STEPS = ("finish_lessons", "finish_a_scenario", "hand_in_the_plan")


@pytest.fixture
def versions(new_session):
    """Item versions of all attempts: the right ones come first in `pass_the_test`."""

    def versions(*positions):
        query = (
            select(AttemptSlot.item_version_id)
            .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
            .where(AttemptSlot.position.in_(positions))
            .order_by(AttemptSlot.position)
        )
        with new_session() as session:
            return session.scalars(query).all()

    return versions


@pytest.fixture
def regrade(app, new_session, store, now):
    def regrade(version_id, rule, key_version_id=None):
        target, regrade_id = Target(rule, version_id, key_version_id), uuid4()
        facts = {"course_code": "POESA-EL", "reason": "Key fix", "decided_by": None, "now": now}
        store(workflow.decide_rescoring, target, regrade_id=regrade_id, **facts)
        with app.app_context(), new_session() as session:
            context = TaskContext(session, transaction, now)
            workflow.run_rescoring(context, regrade_id, target, lambda *done: None)
            return queries.get_rescoring_page(session, regrade_id, bank_code="POESA-EL")

    return regrade


def take(path, correct):
    for name in STEPS:
        path.steps[name]()
    path.steps["pass_the_test"](correct=correct)


def test_who_passes_now_is_issued_a_certificate_at_once(path, versions, regrade, read):
    take(path, correct=14)
    (version,) = versions(20)
    page = regrade(version, "full-credit")
    (certificate,) = read(certificates_of_person, path.person_id)
    assert [(one.effect, one.certificate_id) for one in page.findings] == [
        ("issued", certificate.id)
    ]
    again = regrade(version, "full-credit")
    assert (again.findings, again.entry.changed) == ((), 0)


@pytest.mark.parametrize(("correct", "is_left"), [(14, False), (13, True)])
def test_whoever_passes_now_has_nothing_left_to_read_again(
    path, versions, regrade, read, correct, is_left
):
    """Whether a certificate comes with it or not, as here without the plan."""
    path.steps["finish_lessons"]()
    path.steps["pass_the_test"](correct=correct)
    assert read(course_progress, path.enrolment_id, language="id").to_read_again
    regrade(versions(20)[0], "full-credit")
    found = read(course_progress, path.enrolment_id, language="id").to_read_again
    assert (bool(found), read(certificates_of_person, path.person_id)) == (is_left, ())


def test_a_lost_pass_is_listed_and_nothing_is_revoked(path, versions, regrade, read):
    take(path, correct=15)
    (certificate,) = read(certificates_of_person, path.person_id)
    page = regrade(versions(1)[0], "drop")
    (finding,) = page.findings
    assert (finding.effect, finding.certificate_id) == ("pass-lost", certificate.id)
    assert page.changes[0].after.has_passed is False
    (after,) = read(certificates_of_person, path.person_id)
    assert after.revoked_at is None


def test_the_command_lists_the_certificate_before_anything_is_written(
    path, versions, settings, monkeypatch, read
):
    """Also as JSON; the certificate stays what it was."""
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    take(path, correct=15)
    (certificate,) = read(certificates_of_person, path.person_id)
    query = select(Item.code).join(ItemVersion, ItemVersion.item_id == Item.id)
    (version,) = versions(1)
    code = read(lambda session: session.scalars(query.where(ItemVersion.id == version)).one())
    asked = ["items", "regrade", code, "--course", "POESA-EL", "--drop", "--reason", "Two keys"]
    lines = CliRunner().invoke(main, [*asked, "--dry-run"]).stdout.splitlines()
    number = format_number(certificate.number)
    assert f"! {number}: the test is no longer passed" in lines
    assert "Certificates to decide about: 1; learners who pass now: 0." in lines
    (touched,) = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)["touched"]
    assert (touched["effect"], touched["certificate"]["id"]) == ("pass-lost", str(certificate.id))
    (after,) = read(certificates_of_person, path.person_id)
    assert after.revoked_at is None


def test_a_decision_to_keep_is_written_down_once(path, versions, regrade, store, now):
    take(path, correct=15)
    page = regrade(versions(1)[0], "drop")
    decided = {"kept_by": path.person_id, "now": now}
    for _turn in range(2):
        store(workflow.keep_certificate, page.entry.id, page.findings[0].id, **decided)


def test_a_higher_level_is_listed_for_a_decision(
    path,
    course,
    versions,
    regrade,
    store,
    read,
):
    store(set_distinction, course, 90)
    take(path, correct=17)
    page = regrade(versions(20)[0], "full-credit")
    assert [one.effect for one in page.findings] == ["level-higher"]
    assert [one.level for one in read(certificates_of_person, path.person_id)] == [0]


def test_without_the_other_rules_a_pass_brings_none(path, versions, regrade, read):
    path.steps["pass_the_test"](correct=14)
    page = regrade(versions(20)[0], "full-credit")
    assert (page.findings, read(certificates_of_person, path.person_id)) == ((), ())
    assert page.changes[0].after.has_passed is True
