"""Certificates for a class: who may ask, what the worker does then, and what the page tells."""

import pytest
from sqlalchemy import func, select

from certificates.records import queries
from courses.enrolment.models import Cohort
from courses.enrolment.queries import enrolment
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import new_id, utc_now
from lms.kernel.jobs import Job, claim_job, report_progress
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.tasks import sweep

CLASSES = "/admin/certificates/classes"


@pytest.fixture
def cohort_id(learner, read):
    return read(enrolment, learner.enrolment_id).cohort_id


@pytest.fixture
def page(cohort_id):
    return f"{CLASSES}/{cohort_id}"


@pytest.fixture
def admin(make_person, sign_in):
    return sign_in(make_person(name="Admin", roles=["administrator"]))


def found(session, **facts):
    return create_organisation(session, founded_by=None, is_approved=True, now=utc_now(), **facts)


def jobs(session):
    return list(session.scalars(select(Job).where(Job.kind == "issue-for-cohort")))


def test_the_list_tells_of_each_class_how_many_have_a_certificate(admin, page):
    text = admin.get(CLASSES).text
    assert page in text
    assert "Terbuka" in text


def test_asking_twice_makes_one_job_and_one_line_of_the_trail(admin, page, read, app, store):
    assert [admin.post(page).status_code for _ in range(2)] == [303, 303]
    (job,) = read(jobs)
    assert (job.state, job.progress) == ("waiting", 0)
    asked = select(func.count()).where(AuditEvent.action == "certificate.issue-for-class")
    assert read(lambda session: session.scalar(asked)) == 1
    sweep(app)
    assert "Lihat semua dan terbitkan" in admin.get(page).text
    assert admin.post(page).status_code == 303
    assert len(read(jobs)) == 2


def test_the_page_tells_how_far_the_work_is(admin, page, store, read):
    admin.post(page)
    assert "Pekerja" in admin.get(page).text
    job = store(claim_job, now=utc_now())
    store(report_progress, job.id, percent=40, now=utc_now())
    text = admin.get(page).text
    assert '<progress value="40" max="100"' in text
    assert "Lihat semua dan terbitkan" not in text


def test_what_the_worker_leaves_is_seen(admin, page, app, read, learner):
    admin.post(page)
    sweep(app)
    assert [job.state for job in read(jobs)] == ["done"]
    assert read(queries.certificates_of_person, learner.person_id) == ()  # the rules are not met
    assert "0 dari 1 anggota" in admin.get(page).text


def test_a_class_that_nobody_has_joined_says_so_and_stands_in_no_list(
    coordinator_of, cohort_id, store, read
):
    version_id = read(lambda session: session.get(Cohort, cohort_id)).course_version_id
    empty = Cohort(course_version_id=version_id, name="Kelas baru", is_open=False)
    empty.id, empty.created_at = new_id(), utc_now()
    store(lambda session: session.add(empty))
    own = coordinator_of(empty.id)
    page = own.get(f"{CLASSES}/{empty.id}")
    assert (page.status_code, "Belum ada anggota di kelas ini" in page.text) == (200, True)
    assert "<progress" not in page.text
    assert "terbitkan" not in page.text
    assert "Kelas baru" not in own.get(CLASSES).text


def test_a_coordinator_of_one_class_finds_that_class_only(coordinator_of, cohort_id, page, enrol):
    other = f"{CLASSES}/{enrol(name='Wayan').enrolment_id}"
    own = coordinator_of(cohort_id)
    assert [own.get(address).status_code for address in (CLASSES, page, other)] == [200, 200, 404]
    assert own.get(CLASSES).text.count(f"{CLASSES}/") == 1
    assert 'href="/admin/people"' not in own.get(page).text  # which is closed to them
    assert [own.post(page).status_code, own.post(other).status_code] == [303, 404]


def test_a_coordinator_finds_the_classes_of_the_organisation_and_below(
    coordinator_of, cohort_id, page, store
):
    office = store(found, kind="office", facts=OrganisationDetails("Dinas"), parent_id=None)
    school = store(found, kind="school", facts=OrganisationDetails("SDN 1"), parent_id=office)
    other = store(found, kind="school", facts=OrganisationDetails("SDN 2"), parent_id=office)

    def give_to_the_school(session):
        cohort = session.get_one(Cohort, cohort_id)
        cohort.is_open, cohort.organisation_id = False, school

    store(give_to_the_school)
    answers = [
        coordinator_of(one, "organisation").get(page).status_code for one in (office, school, other)
    ]
    assert answers == [200, 200, 404]


@pytest.mark.parametrize("role", ["learner", "facilitator", "evaluator", "author"])
def test_others_are_refused_and_nothing_is_asked_for(make_person, sign_in, page, role, read):
    other = sign_in(make_person(roles=[role]))
    assert [other.get(CLASSES).status_code, other.get(page).status_code] == [403, 403]
    assert other.post(page).status_code == 403
    assert read(jobs) == []


def test_a_class_that_is_not_there_is_not_found(admin):
    nowhere = f"{CLASSES}/00000000-0000-0000-0000-000000000001"
    assert [admin.get(nowhere).status_code, admin.post(nowhere).status_code] == [404, 404]


def test_the_list_of_certificates_leads_to_the_classes(admin, make_person, sign_in):
    assert CLASSES in admin.get("/admin/certificates").text
    coordinator = sign_in(make_person(roles=["coordinator"]))
    assert CLASSES in coordinator.get("/admin/certificates/corrections").text
