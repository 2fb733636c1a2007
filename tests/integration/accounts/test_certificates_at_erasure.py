"""The person says on the page what becomes of each certificate; nothing is chosen for them."""

from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from certificates.issue_data import Achievement, Holder
from certificates.records.queries import certificate_status, certificates_of_person
from certificates.records.service import issue_certificate
from courses.enrolment.service import enrol_learner
from lms.accounts.models import Person
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.web.texts.error_messages import message_for_code
from tests.factories import make_course
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_up

SURE = {"present": PASSWORD, "sure": "y"}


@pytest.fixture
def holder(app, client, new_session):
    """The browser of somebody with a certificate."""
    sign_up(client)
    with app.app_context(), new_session() as session, session.begin():
        person_id = session.scalars(select(Person.id)).one()
        version_id = make_course(session)
        certify(session, person_id, version_id)
    with new_session() as session:
        (certificate,) = certificates_of_person(session, person_id)
    return SimpleNamespace(
        client=client, number=certificate.number, field=f"certificate-{certificate.id}"
    )


def certify(session, person_id, version_id):
    now = utc_now()
    issue_certificate(
        session,
        enrolment_id=enrol_learner(
            session, person_id=person_id, course_version_id=version_id, now=now
        ),
        person_id=person_id,
        person_key_id=person_profile(session, person_id).data_key_id,
        holder=Holder("Ratna Dewi", "teacher", "53"),
        achievement=Achievement("POESA-EL", "Kursus", "Course", 8, 0, is_pilot=True),
        completed_on=date(2026, 11, 24),
        now=now,
    )


def test_all_that_is_missing_is_told_at_once(holder):
    page = holder.client.post("/account/erase", data={})
    assert page.status_code == 422
    said = ("certificate-choice-missing", "erase-not-confirmed", "password-not-yours")
    with holder.client.application.test_request_context():
        assert [code for code in said if message_for_code(code) not in unescape(page.text)] == []


@pytest.mark.parametrize(("choice", "name"), [("keep", "Ratna Dewi"), ("withdraw", "")])
def test_certificate_is_kept_or_withdrawn_as_chosen(holder, new_session, choice, name):
    response = holder.client.post("/account/erase", data=SURE | {holder.field: choice})
    assert (response.status_code, response.location) == (303, "/erased")
    with new_session() as session:
        status = certificate_status(session, holder.number, now=utc_now())
    assert (status.state == "withdrawn") == (choice == "withdraw")
    assert status.name == name


@pytest.mark.parametrize("choice", [{}, {"choice": "burn"}])
def test_without_a_choice_nothing_is_erased(holder, choice):
    data = SURE | ({holder.field: choice["choice"]} if choice else {})
    page = holder.client.post("/account/erase", data=data)
    assert page.status_code == 422
    assert is_signed_in(holder.client)
