"""A change of host keeps old paper valid; a whole class gets its certificates in one run."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from certificates.issuer_host import parse_host
from certificates.records import queries
from courses.action_plans.service import save_draft
from courses.catalogue.content_models import Scenario
from courses.catalogue.service import open_pilot
from courses.enrolment.models import Cohort
from courses.enrolment.service import enrol_learner
from courses.progress.service import finish_scenario
from lms.accounts.queries import person_profile
from lms.app import create_app
from lms.cli import main
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.tasks import sweep
from lms.workflows.completion.submit_plan import submit_plan
from tests.browser.world import read_lessons, sit
from tests.factories import make_course, make_person


@pytest.fixture
def moved(settings, certificate):
    """The same installation under another host, which names the earlier one."""
    new = {"public_url": "https://belajar.example", "former_hosts": ("payung.example",)}
    app = create_app(settings.model_copy(update=new), TESTING=True, RATELIMIT_ENABLED=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_old_paper_is_valid_after_a_change_of_host(moved, read, certificate, issue, enrol, now):
    paper = read(queries.issued_record, certificate.id).qr_text
    assert paper.startswith("HTTPS://PAYUNG.EXAMPLE/V/")
    checked = queries.check_code(db.session(), paper, now=now)
    assert (checked.verdict.outcome, checked.outcome) == ("genuine", "valid")
    page = moved.test_client().get(f"/v/{certificate.number}", base_url="https://belajar.example")
    assert page.status_code == 200
    assert "payung.example" in page.text


def test_a_host_that_is_not_named_is_foreign(settings, certificate, read, now):
    paper = read(queries.issued_record, certificate.id).qr_text
    new = {"public_url": "https://belajar.example", "former_hosts": ()}
    app = create_app(settings.model_copy(update=new), TESTING=True)
    with app.app_context():
        checked = queries.check_code(db.session(), paper, now=now)
        assert (checked.verdict.outcome, checked.status) == ("foreign-host", None)
        db.session.remove()
        db.engine.dispose()


def test_each_record_keeps_its_host_and_a_new_one_has_the_new(moved, certificate, learner, read):
    from certificates.records import service
    from tests.integration.certificates.test_issue import arguments

    assert parse_host(moved.extensions["ports"].public_url).authority == "belajar.example"
    facts = arguments(learner)
    other = facts["achievement"].__class__("LAIN", "Lain", "Other", 2, 0, False)
    with transaction() as session:
        later = service.issue_certificate(session, **facts | {"achievement": other})
    assert read(queries.issued_record, later).host == "belajar.example"
    assert read(queries.issued_record, certificate.id).host == "payung.example"


@pytest.fixture
def run(settings, monkeypatch):
    for name in ("data_dir", "database_url", "public_url"):
        monkeypatch.setenv(f"PAYUNG_{name.upper()}", str(getattr(settings, name)))

    def run(*arguments):
        ran = CliRunner().invoke(main, ["certificate", *map(str, arguments)])
        return ran.exit_code, ran.output

    return run


@pytest.fixture
def school_class(app, issuer, store):
    """Three members, of whom two have met the rules: the domains' rows say so, no step did."""

    def build(session):
        version_id = make_course(session, is_open=False)
        opener = make_person(session, roles=["administrator"])
        facts = {"name": "Uji coba", "reason": "Uji coba", "kind": "pilot", "now": utc_now()}
        open_pilot(session, version_id, opened_by=opener, **facts)
        people = [make_person(session, name=name) for name in ("Ani", "Budi", "Citra")]
        ways = [
            {
                "person_id": one,
                "enrolment_id": enrol_learner(
                    session, person_id=one, course_version_id=version_id, now=utc_now()
                ),
            }
            for one in people
        ]
        for way in ways[:2]:
            meet_the_rules(session, way, version_id)
        cohort = session.scalars(select(Cohort).where(Cohort.course_version_id == version_id)).one()
        cohort.name = "Guru Kupang 2026"
        return people, cohort.id

    return store(build)


def meet_the_rules(session, way, version_id):
    sit(session, way, "pre", 9)
    sit(session, way, "post", 20)
    key_id = person_profile(session, way["person_id"]).data_key_id
    facts = {"enrolment_id": way["enrolment_id"], "now": utc_now()}
    save_draft(session, person_id=way["person_id"], person_key_id=key_id, content={}, **facts)
    submit_plan(session, now=utc_now(), **way)
    story = session.scalars(
        select(Scenario).where(Scenario.course_version_id == version_id)
    ).first()
    finish_scenario(session, scenario_id=story.id, score=4, max_score=7, **facts)
    read_lessons(session, way, None)


def test_a_class_gets_its_certificates_and_a_second_run_changes_nothing(school_class, run, read):
    people, cohort_id = school_class
    status, output = run("issue", "--cohort", "Guru Kupang 2026")
    assert (status, "3 of 3" in output) == (0, True)
    numbers = [read(queries.certificates_of_person, one) for one in people]
    assert [len(one) for one in numbers] == [1, 1, 0]
    assert run("issue", "--cohort", cohort_id)[0] == 0
    assert [read(queries.certificates_of_person, one) for one in people] == numbers


def test_an_erased_member_does_not_hold_the_others_up(school_class, run, read, store):
    from lms.workflows.accounts.erase_person import erase_person

    people, cohort_id = school_class
    store(erase_person, people[0], certificate_choices={}, now=utc_now())
    assert run("issue", "--cohort", cohort_id)[0] == 0
    assert len(read(queries.certificates_of_person, people[1])) == 1


def test_the_worker_issues_for_a_class_and_tells_how_far_it_is(app, school_class, run, read):
    people, cohort_id = school_class
    assert run("issue", "--cohort", cohort_id, "--later")[0] == 0
    assert read(queries.certificates_of_person, people[0]) == ()
    sweep(app)
    job = read(lambda s: s.scalars(select(Job).where(Job.kind == "issue-for-cohort")).one())
    assert (job.state, job.progress) == ("done", 100)
    assert len(read(queries.certificates_of_person, people[0])) == 1


def test_a_class_that_is_not_there_is_named(run, issuer):
    status, output = run("issue", "--cohort", "Guru Atambua")
    assert (status, "Guru Atambua" in output) == (1, True)


def test_commands_suspend_restore_and_renew(run, certificate, status, now):
    assert run("suspend", certificate.number, "--reason", "under-review")[0] == 0
    assert status(certificate.number).state == "suspended"
    shown = json.loads(run("show", certificate.number, "--json")[1].splitlines()[-1])
    assert shown["state"] == "suspended"
    assert run("restore", certificate.number)[0] == 0
    assert status(certificate.number).state == "valid"
    assert run("renew", certificate.number)[0] == 1
