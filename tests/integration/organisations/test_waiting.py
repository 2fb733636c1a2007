"""What waits for a coordinator is told with a number; who was approved is told until they look."""

import pytest
from sqlalchemy import select

from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage, claim_message
from lms.web.texts.message_texts import message_text
from lms.workflows.organisations.coordinators import claim_organisation, decide_claim

WAITING = "Requests that wait for you</a>: "
NEWS = "You coordinate SDN Harapan 01 now"


@pytest.fixture
def asked(act, make_person):
    """Somebody asks to coordinate; gives the person and the claim."""

    def asked(organisation_id):
        person_id = make_person(name="Maria")
        facts = {"person_id": person_id, "organisation_id": organisation_id}
        return person_id, act(claim_organisation, authority="Kepala sekolah", **facts)

    return asked


@pytest.fixture
def english(sign_in):
    def english(person_id):
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        return client

    return english


def test_new_coordinator_is_told_at_home_until_they_open_the_organisation_and_by_message(
    act, found, asked, make_person, holder, english, new_session
):
    office = found("Dinas", kind="office")
    school = found(parent_id=office)
    person_id, claim_id = asked(school)
    client = english(person_id)
    assert NEWS not in client.get("/home").text
    act(decide_claim, claim_id, decision="approved", decided_by=make_person())
    assert NEWS in client.get("/home").text
    assert NEWS in client.get("/home").text
    above = holder("coordinator", "organisation", office)
    assert above.get(f"/organisations/{school}").status_code == 200
    assert NEWS in client.get("/home").text  # somebody else has looked
    assert NEWS not in above.get("/home").text
    assert client.get(f"/organisations/{school}").status_code == 200
    assert NEWS not in client.get("/home").text
    with new_session() as session:
        told = OutboxMessage.template == "coordinator-approved", OutboxMessage.person_id
        assert session.scalars(select(told[1]).where(told[0])).all() == [person_id]


def test_refused_claim_is_no_news_at_home_and_its_claimant_alone_is_told_by_message(
    app, act, found, asked, make_person, english, new_session
):
    school = found()
    person_id, claim_id = asked(school)
    other_id, _other_claim = asked(school)
    act(decide_claim, claim_id, decision="refused", decided_by=make_person())
    assert NEWS not in english(person_id).get("/home").text
    assert NEWS not in english(other_id).get("/home").text
    with new_session() as session:
        assert session.scalars(select(OutboxMessage.person_id)).all() == [person_id]
        message = claim_message(session, now=utc_now())
    with app.test_request_context():
        facts = message.parameters | {"language": "id"}
        subject, text = message_text(message.template, facts, channel="mail")
        assert subject == "Permintaan Anda untuk mengoordinasi SDN Harapan 01"
        facts["language"] = "en"
        subject, text = message_text(message.template, facts, channel="mail")
    assert subject == "Your request to coordinate SDN Harapan 01"
    assert "was not approved" in text
    assert text.endswith("/organisations")


def test_requests_are_counted_for_whoever_decides_them_and_nobody_else(
    found, asked, holder, english, make_person
):
    office = found("Dinas", kind="office")
    school = found(parent_id=office)
    asked(school)
    asked(school)
    asked(found("SMP Lain"))
    above = holder("coordinator", "organisation", office)
    for path in ("/home", "/organisations"):
        assert f"{WAITING}<b>2</b>" in above.get(path).text
    assert above.get("/organisations/requests").text.count("Who asks") == 2
    here = holder("coordinator", "organisation", school)
    assert WAITING not in here.get("/home").text
    assert f"{WAITING}<b>0</b>" in here.get("/organisations").text
    of_all = holder("administrator", "platform", None)
    assert f"{WAITING}<b>3</b>" in of_all.get("/home").text
    assert "Requests that wait" not in english(make_person()).get("/home").text


def test_own_claim_is_not_counted(act, found, holder, make_person):
    office = found("Dinas", kind="office")
    person_id = make_person()
    above = holder("coordinator", "organisation", office, person_id)
    facts = {"person_id": person_id, "organisation_id": found(parent_id=office)}
    act(claim_organisation, authority="Saya", **facts)
    assert WAITING not in above.get("/home").text


def test_while_a_move_waits_no_other_can_be_asked_for(found, holder):
    office = found("Dinas", kind="office")
    school = found(parent_id=office)
    found("Program", kind="programme")
    client = holder("coordinator", "organisation", school)
    path = f"/organisations/{school}/move"
    assert 'name="parent"' in client.get(path).text
    assert client.post(path, data={"parent": "Program"}).status_code == 303
    page = client.get(path).text
    assert "A move waits" in page
    assert 'name="parent"' not in page
    again = client.post(path, data={"parent": "Program"})
    assert again.status_code == 422
    assert 'role="alert"' in again.text
