"""A way into a class names it: on the sheet, the slips, the page of the link, and in the mail."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.contacts import parse_contact
from lms.kernel.clock import utc_now
from lms.kernel.outbox import claim_message
from lms.organisations.cohort_codes.service import code_of, make_code
from lms.organisations.invitations.models import Invitation
from lms.web.texts.message_texts import message_text
from lms.workflows.organisations.join_organisation import invite_person

NAME = "Angkatan Cendana"


@pytest.fixture
def cohort(act, school, version_id):
    facts = {"course_version_id": version_id, "facts": CohortDetails(NAME)}
    return act(open_cohort, organisation_id=school, **facts)


def test_personal_link_names_its_class(
    app, act, school, cohort, coordinator, make_person, new_session, client
):
    asked = {"name": "Budi", "contact": parse_contact("budi@contoh.id"), "made_by": make_person()}
    act(invite_person, organisation_id=school, cohort_id=cohort, is_sent=True, **asked)
    with new_session() as session, session.begin():
        link = session.scalar(select(Invitation.id))
        message = claim_message(session, now=utc_now())
    slips = coordinator.get(f"/organisations/{school}/slips").text
    page = coordinator.get(f"/organisations/{school}/invitations/{link}").text
    assert f"Cohort: {NAME}" in slips
    assert f"cohort “{NAME}”" in page
    assert NAME in client.get(urlsplit(message.parameters["address"]).path).text
    with app.test_request_context():
        assert NAME in message_text(message.template, message.parameters, channel="email")[1]


def test_sheet_names_its_class_and_keeps_the_code_in_one_piece(
    act, school, cohort, coordinator, make_person
):
    facts = {"max_uses": 40, "days": 14, "made_by": make_person()}
    code = act(make_code, organisation_id=school, cohort_id=cohort, **facts)
    other = act(make_code, organisation_id=school, cohort_id=None, **facts)
    page = coordinator.get(f"/organisations/{school}/codes/{code}").text
    assert f"Cohort: {NAME}" in page
    assert '/join/<wbr><span class="whole">' in page
    assert "Cohort:" not in coordinator.get(f"/organisations/{school}/codes/{other}").text


def test_page_of_a_class_code_names_its_class(
    client, act, school, cohort, make_person, new_session
):
    facts = {"max_uses": 40, "days": 14, "made_by": make_person()}
    pages = []
    for into in (cohort, None):
        made = act(make_code, organisation_id=school, cohort_id=into, **facts)
        with new_session() as session:
            pages.append(client.get(f"/join/{code_of(session, made)}").text)
    assert [NAME in page for page in pages] == [True, False]
