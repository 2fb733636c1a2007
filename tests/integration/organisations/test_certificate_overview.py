"""Certificates of an organisation and of those below it, and of nobody else."""

import csv
import io

import pytest
from python_calamine import load_workbook
from sqlalchemy import select, update

from certificates.issue_data import Achievement, Holder
from certificates.models import Certificate
from certificates.records.service import issue_certificate
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import enrolment_of
from lms.accounts.models import Person
from lms.accounts.queries import person_profile
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.members.service import add_member, join_organisation, leave_organisation
from lms.workflows.organisations.join_organisation import enrol_member
from tests.factories import make_course


@pytest.fixture
def version_id(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


@pytest.fixture
def office(found):
    return found("Dinas", kind="office")


@pytest.fixture
def school(found, office):
    return found("SDN Harapan", parent_id=office)


@pytest.fixture
def learner(make_person, act, version_id, new_session):
    """Somebody in a class of an organisation; with a certificate where they are done."""
    cohorts = {}

    def learner(organisation_id, name, *, is_done=False, has_joined=True):
        if organisation_id not in cohorts:
            facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas A")}
            cohorts[organisation_id] = act(open_cohort, organisation_id=organisation_id, **facts)
        person_id = make_person(name=name)
        place = {"person_id": person_id, "organisation_id": organisation_id}
        act(join_organisation, **place) if has_joined else act(add_member, added_by=None, **place)
        act(enrol_member, person_id=person_id, cohort_id=cohorts[organisation_id])
        if is_done:
            complete(person_id)
        return person_id

    def complete(person_id):
        with new_session() as session, session.begin():
            mine = enrolment_of(session, person_id, "POESA-EL")
            person = person_profile(session, person_id)
            issue_certificate(
                session,
                enrolment_id=mine.id,
                person_id=person_id,
                person_key_id=person.data_key_id,
                holder=Holder(person.name, person.audience, person.province_code),
                achievement=Achievement(
                    "POESA-EL", "Pencegahan", "Prevention", 16, 0, is_pilot=False
                ),
                completed_on=utc_now().date(),
                now=utc_now(),
            )
            done = update(Enrolment).where(Enrolment.id == mine.id)
            session.execute(done.values(completed_at=utc_now()))

    return learner


@pytest.fixture
def reader(make_person, act, sign_in):
    """A client of somebody with a role in an organisation, who reads English."""

    def reader(organisation_id, role="coordinator"):
        person_id = make_person(name="Koordinator")
        scope = {"scope_type": "organisation", "scope_id": organisation_id}
        act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        return client

    return reader


def rows_of(client, organisation_id, asked=""):
    text = client.get(f"/organisations/{organisation_id}/certificates.csv{asked}").text
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))[1:]


def test_own_and_below_are_seen_and_nobody_elsewhere(reader, learner, found, office, school):
    elsewhere = found("SMP Lain")
    learner(school, "Siti", is_done=True)
    learner(office, "Rina")
    learner(elsewhere, "Orang Lain", is_done=True)
    above = reader(office)
    page = above.get(f"/organisations/{office}/certificates").text
    assert "Siti" in page
    assert "Rina" in page
    assert "Orang Lain" not in page
    assert [row[0] for row in rows_of(above, office)] == ["Rina", "Siti"]
    assert [row[0] for row in rows_of(reader(school), school)] == ["Siti"]
    for client in (reader(elsewhere), reader(school)):
        for path in ("certificates", "certificates.csv", "certificates.xlsx"):
            assert client.get(f"/organisations/{office}/{path}").status_code == 404


def test_states_filter_and_sort(reader, learner, school, new_session):
    siti = learner(school, "Siti", is_done=True)
    learner(school, "Budi")
    client = reader(school)
    assert [row[3] for row in rows_of(client, school)] == ["Course not completed", "Specimen"]
    assert [row[0] for row in rows_of(client, school, "?sort=newest")] == ["Siti", "Budi"]
    assert [row[0] for row in rows_of(client, school, "?state=specimen&q=KELAS")] == ["Siti"]
    assert rows_of(client, school, "?q=nobody") == []
    assert len(rows_of(client, school, "?state=nonsense&sort=x&page=99999999")) == 2
    with new_session() as session, session.begin():
        mine = update(Certificate).where(Certificate.person_id == siti)
        session.execute(mine.values(revoked_at=utc_now(), revocation_reason="misconduct"))
    assert rows_of(client, school, "?state=revoked")[0][0] == "Siti"
    assert "Nobody fits" in client.get(f"/organisations/{school}/certificates?q=nobody").text


def test_who_left_or_has_not_joined_is_not_on_it(reader, learner, school, act):
    gone = learner(school, "Sudah Keluar", is_done=True)
    learner(school, "Belum Datang", has_joined=False)
    act(leave_organisation, person_id=gone, organisation_id=school, ended_by=gone)
    client = reader(school)
    assert rows_of(client, school) == []
    page = client.get(f"/organisations/{school}/certificates").text
    assert "No member is in a cohort yet" in page


def test_formula_in_a_name_stays_text_and_taking_it_is_recorded(
    reader, learner, school, new_session, make_person
):
    learner(school, "Siti", is_done=True)
    with new_session() as session, session.begin():
        session.execute(update(Person).where(Person.name == "Siti").values(name="=1+1"))
    client = reader(school)
    assert rows_of(client, school)[0][0] == "'=1+1"
    book = client.get(f"/organisations/{school}/certificates.xlsx").data
    sheet = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[1][0].lstrip("'") == "=1+1"
    with new_session() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("certificates.exported") == 2


@pytest.mark.parametrize("role", ["facilitator", "learner", "evaluator"])
def test_other_roles_see_none(reader, school, role):
    assert reader(school, role).get(f"/organisations/{school}/certificates").status_code in {
        403,
        404,
    }
