"""An enrolment, an issuer and a certificate to test with."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from certificates.issue_data import Achievement, Holder, Signatory
from certificates.models import Certificate
from certificates.records import queries, service
from courses.catalogue.models import Course, CourseVersion
from courses.enrolment.models import Cohort, Enrolment
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.cli import main
from lms.extensions import task_context
from lms.kernel.clock import new_id, utc_now
from lms.settings import Settings
from lms.workflows.certificates import make_files

NOW = datetime(2026, 11, 24, 7, 5, 30, 123_456, tzinfo=UTC)
TEST_CONFIG = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    "SERVER_NAME": "payung.example",
}
SIGNATORIES = (Signatory("Dr. Wulan Prameswari", "Ketua Program", "Programme Chair"),)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def settings(database_url, tmp_path):
    """A public address: certificates are genuine once an issuer is set."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        public_url="https://payung.example",
        former_hosts="lama.example",
    )


@pytest.fixture
def app(settings, shared_apps):
    """Its test clients ask at the public address."""
    shared = shared_apps.take(settings, **TEST_CONFIG)
    yield shared.app
    shared_apps.give_back(shared)


@pytest.fixture
def owner(sign_in, learner):
    return sign_in(learner.person_id)


@pytest.fixture
def store(new_session):
    """Runs one write in a transaction of its own."""

    def store(write, *arguments, **keywords):
        with new_session() as session, session.begin():
            return write(session, *arguments, **keywords)

    return store


@pytest.fixture
def read(new_session):
    def read(query, *arguments, **keywords):
        with new_session() as session:
            return query(session, *arguments, **keywords)

    return read


@pytest.fixture
def enrol(store, make_person, new_session):
    """A person in a course, as far as certificates need one."""

    def enrol(name="Ratna Dewi Kusumaningtyas", **facts):
        person_id = make_person(name=name, **facts)
        course = SimpleNamespace(id=new_id(), version_id=new_id(), cohort_id=new_id())
        store(add_course, course)
        enrolment = Enrolment(
            id=new_id(),
            person_id=person_id,
            course_id=course.id,
            course_version_id=course.version_id,
            cohort_id=course.cohort_id,
            started_at=NOW,
        )
        with new_session() as session, session.begin():
            session.add(enrolment)
            key_id = session.get_one(Person, person_id).data_key_id
        return SimpleNamespace(
            person_id=person_id,
            key_id=key_id,
            name=facts.get("earlier_name", name),
            enrolment_id=enrolment.id,
        )

    return enrol


@pytest.fixture
def learner(enrol):
    return enrol()


@pytest.fixture
def issuer(store):
    return store(
        service.set_issuer,
        name="Lembaga Penerbit (contoh)",
        url="https://penerbit.example",
        signatories=SIGNATORIES,
        set_by=None,
        now=NOW,
    )


@pytest.fixture
def issue(store):
    """Issues for an enrolment; facts of the achievement may differ from the usual ones."""

    def issue(learner, *, now=NOW, **facts):
        achievement = {
            "code": "POESA-EL",
            "title_id": "Pencegahan Eksploitasi Seksual Anak di Ranah Daring",
            "title_en": "Preventing Online Child Sexual Exploitation and Abuse",
            "hours": 8,
            "level": 0,
            "is_pilot": False,
            **facts,
        }
        return store(
            service.issue_certificate,
            enrolment_id=learner.enrolment_id,
            person_id=learner.person_id,
            person_key_id=learner.key_id,
            holder=Holder(learner.name, "teacher", "53"),
            achievement=Achievement(**achievement),
            completed_on=date(2026, 11, 24),
            now=now,
        )

    return issue


@pytest.fixture
def certificate(issuer, issue, learner, read):
    """A genuine certificate of the learner: its row as stored."""
    certificate_id = issue(learner)
    return read(lambda session: session.get_one(Certificate, certificate_id))


@pytest.fixture
def status(read):
    def status(number, *, now=NOW):
        return read(queries.certificate_status, number, now=now)

    return status


@pytest.fixture
def payung(settings, monkeypatch):
    """Runs the command with this test's settings; gives exit status and output."""
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PAYUNG_PUBLIC_URL", settings.public_url)

    def payung(*arguments):
        ran = CliRunner().invoke(main, ["certificate", *map(str, arguments)])
        return ran.exit_code, ran.output

    return payung


@pytest.fixture
def facts(payung):
    """Exit status and what `--json` prints."""

    def facts(*arguments):
        status, output = payung(*arguments, "--json")
        return status, json.loads(output.splitlines()[-1])

    return facts


@pytest.fixture
def code(certificate, read):
    return read(queries.issued_record, certificate.id).qr_text


@pytest.fixture
def file_of(app, certificate, tmp_path):
    def file_of(kind):
        with app.app_context():
            data = make_files.get_file(task_context(), certificate.id, kind)
        file = tmp_path / f"certificate.{kind}"
        file.write_bytes(data)
        return file

    return file_of


@pytest.fixture
def loopback_app(database_url, tmp_path, shared_apps):
    """The same database under a loopback address: everything is a specimen."""
    shared = shared_apps.take(Settings(data_dir=tmp_path / "data", database_url=database_url))
    yield shared.app
    shared_apps.give_back(shared)


@pytest.fixture
def coordinator_of(make_person, sign_in, store):
    """Somebody whose only role is in one class or organisation."""

    def coordinator_of(scope_id, scope_type="cohort"):
        person_id = make_person(name="Bu Koordinator")
        place = {"scope_type": scope_type, "scope_id": scope_id, "now": utc_now()}
        store(grant_role, person_id=person_id, role="coordinator", granted_by=None, **place)
        return sign_in(person_id)

    return coordinator_of


@pytest.fixture
def keys(settings, monkeypatch):
    """Runs `payung keys` with this test's settings; gives exit status and output."""
    for name in ("data_dir", "database_url", "public_url"):
        monkeypatch.setenv(f"PAYUNG_{name.upper()}", str(getattr(settings, name)))

    def keys(*arguments):
        ran = CliRunner().invoke(main, ["keys", *arguments])
        return ran.exit_code, ran.output

    return keys


@pytest.fixture
def listed(keys):
    def listed(algorithm="Ed25519", **wanted):
        facts = json.loads(keys("list", "--json")[1])
        wanted = {"is_specimen": False, "algorithm": algorithm, **wanted}
        return [one["kid"] for one in facts if wanted.items() <= one.items()]

    return listed


@pytest.fixture
def code_of(read):
    def code_of(certificate_id):
        return read(queries.issued_record, certificate_id).qr_text

    return code_of


@pytest.fixture
def issued(issuer, issue, enrol):
    """A certificate of today, since keys are retired today."""
    return lambda: issue(enrol(), now=utc_now())


def add_course(session, course):
    session.add(Course(id=course.id, code=f"C-{course.id.hex[:12]}", created_at=NOW))
    session.flush()
    session.add(
        CourseVersion(
            id=course.version_id,
            course_id=course.id,
            number=1,
            content_hash=course.id.hex,
            label="0.1",
            review_state="draft",
            as_of=date(2026, 11, 24),
            title_id="Kursus",
            title_en="Course",
            summary_id="",
            summary_en="",
            post_test_min=75,
            scenarios_required=1,
            is_plan_required=True,
            hours=8,
            valid_years=3,
            distinction_min=None,
            imported_at=NOW,
        )
    )
    session.flush()
    session.add(
        Cohort(
            id=course.cohort_id,
            course_version_id=course.version_id,
            name="Terbuka",
            plan_rule="submitted",
            is_open=True,
            created_at=NOW,
        )
    )
