"""The pages of organisations: founded, approved, joined by code and by link, handed over, left."""

import re
from html import unescape

import pytest

from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.contacts import Contact
from lms.accounts.roles.service import grant_role
from lms.accounts.service import create_person
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.kernel.outbox import claim_message
from lms.organisations.invitations.errors import InvitationUsed
from lms.organisations.invitations.service import token_of
from lms.organisations.members.service import join_organisation
from lms.organisations.queries import organisation
from lms.workflows.organisations.coordinators import claim_organisation, decide_claim
from lms.workflows.organisations.join_organisation import claim_account, invite_person
from tests.factories import make_course

PASSWORD = "empat kata biasa saja"
NEW = {
    "kind": "school",
    "name": "SDN Harapan 01",
    "npsn": "2030 1234",
    "province": "53",
    "authority": "Kepala sekolah",
}
NEWCOMER = {
    "name": "Maria Goreti",
    "audience": "teacher",
    "province": "53",
    "password": PASSWORD,
    "consent_learning": "y",
}


@pytest.fixture
def coordinator_of(make_person, act):
    """Makes a person who has joined an organisation and coordinates it."""

    def coordinator_of(organisation_id):
        person_id = make_person()
        act(join_organisation, person_id=person_id, organisation_id=organisation_id)
        scope = {"scope_type": "organisation", "scope_id": organisation_id}
        act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
        return person_id

    return coordinator_of


@pytest.fixture
def school(found):
    return found("SDN Harapan 01", npsn="20301234")


@pytest.fixture
def base(school):
    return f"/organisations/{school}"


@pytest.fixture
def coordinator(school, coordinator_of, sign_in):
    """A client of the school's coordinator, who reads English."""
    client = sign_in(coordinator_of(school))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def cohort(new_session, school, act):
    """A class of the school on the real course."""
    with new_session() as session, session.begin():
        version_id = make_course(session)
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas A")}
    return act(open_cohort, organisation_id=school, **facts)


def links(page, pattern):
    return [unescape(link) for link in re.findall(rf'(?:href|action)="({pattern})"', page.text)]


def test_founder_waits_and_an_administrator_approves(make_person, sign_in):
    founder = sign_in(make_person())
    staff = sign_in(make_person(roles=["administrator"]))
    assert founder.post("/organisations/new", data=NEW).status_code == 303
    assert "SDN Harapan 01" in founder.get("/organisations").text
    assert "SDN Harapan 01" in founder.get("/organisations/find?q=20301234").text
    waiting = staff.get("/organisations/requests")
    assert "Kepala sekolah" in waiting.text
    (decide,) = links(waiting, '/organisations/requests/[^"]+/decide')
    assert founder.post(decide, data={"decision": "approved"}).status_code == 404
    undecided = staff.post(decide, data={"decision": "perhaps"})
    assert (undecided.status_code, undecided.location) == (303, "/organisations/requests")
    assert decide in staff.get("/organisations/requests").text
    assert staff.post(decide, data={"decision": "approved"}).status_code == 303
    (own,) = links(founder.get("/organisations"), "/organisations/[0-9a-f-]{36}")
    assert founder.get(own).status_code == 200
    assert founder.get("/admin").location == "/organisations"


def test_school_below_an_office_is_approved_by_its_coordinator(
    found, coordinator_of, make_person, sign_in
):
    office, other = found("Dinas", kind="office"), found("Dinas Lain", kind="office")
    founder = sign_in(make_person())
    assert founder.post(f"/organisations/new?below={office}", data=NEW).status_code == 303
    above, elsewhere = sign_in(coordinator_of(office)), sign_in(coordinator_of(other))
    (decide,) = links(above.get("/organisations/requests"), '/organisations/requests/[^"]+')
    assert links(elsewhere.get("/organisations/requests"), '/organisations/requests/[^"]+') == []
    assert elsewhere.post(decide, data={"decision": "approved"}).status_code == 404
    assert above.post(decide, data={"decision": "refused"}).status_code == 303
    assert founder.post("/organisations/new", data=NEW).status_code == 303  # the number is free


def test_refusing_an_impostor_does_not_refuse_what_somebody_else_founded(
    act, found, make_person, new_session
):
    school, staff = found(is_approved=False), make_person(roles=["administrator"])
    asked = {"organisation_id": school, "authority": "Kepala sekolah"}
    honest, impostor, late = (
        act(claim_organisation, person_id=make_person(), **asked) for _ in range(3)
    )
    act(decide_claim, impostor, decision="refused", decided_by=staff)
    act(decide_claim, honest, decision="approved", decided_by=staff)
    act(decide_claim, late, decision="refused", decided_by=staff)
    with new_session() as session:
        assert organisation(session, school).state == "approved"


@pytest.mark.parametrize("decision", ["refused", "approved"])
def test_last_claim_decides_on_the_organisation(act, found, make_person, new_session, decision):
    school, staff = found(is_approved=False), make_person(roles=["administrator"])
    asked = {"organisation_id": school, "authority": "Kepala sekolah"}
    claim_id = act(claim_organisation, person_id=make_person(), **asked)
    act(decide_claim, claim_id, decision=decision, decided_by=staff)
    with new_session() as session:
        assert organisation(session, school).state == decision


@pytest.mark.parametrize(
    ("field", "value"),
    [("npsn", "12"), ("kind", "bank"), ("name", ""), ("authority", ""), ("province", "99")],
)
def test_form_of_founding_keeps_what_was_typed(make_person, sign_in, field, value):
    answer = sign_in(make_person()).post("/organisations/new", data=NEW | {field: value})
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert ("Kepala sekolah" in answer.text) is (field != "authority")


def test_number_that_is_taken_is_told_beside_the_field(school, make_person, sign_in):
    answer = sign_in(make_person()).post("/organisations/new", data=NEW)
    assert answer.status_code == 422
    assert 'id="npsn-error"' in answer.text


def test_class_code_shows_the_organisation_first_and_lets_members_in(
    app, base, coordinator, cohort, make_person, sign_in
):
    made = coordinator.post(
        f"{base}/codes", data={"max_uses": "2", "days": "7", "cohort": str(cohort)}
    )
    sheet = coordinator.get(made.location)
    code = re.search(r"code-large num\">([0-9A-Z-]{11})<", sheet.text)[1]
    stranger = app.test_client()
    path = stranger.post("/join", data={"code": code.lower().replace("-", " ")}).location
    page = stranger.get(path).text
    assert "SDN Harapan 01" in page
    assert "<input" not in page
    assert stranger.post(path).status_code in (303, 401)
    teacher = sign_in(make_person(name="Guru Baru"))
    assert teacher.post(path).location == "/home"
    assert teacher.post(path).location == "/home"
    assert "POESA-EL" in teacher.get("/home").text
    assert "Guru Baru" in coordinator.get(f"{base}/members").text
    assert "1 of 2" in coordinator.get(f"{base}/codes").text


def test_wrong_code_is_told_and_after_many_tries_it_pauses(app, school):
    client = app.test_client()
    for _ in range(8):
        answer = client.post("/join", data={"code": "AAA-AAA-AAA"})
        assert answer.status_code == 422
    assert client.post("/join", data={"code": "AAA-AAA-AAA"}).status_code == 429
    assert client.get("/join/AAA-AAA-AAA").status_code == 503


def invited(coordinator, base, contact, **more):
    """Invites somebody and gives the path of their link."""
    asked = {"name": "Maria G.", "contact": contact, **more}
    made = coordinator.post(f"{base}/invite", data=asked)
    page = coordinator.get(made.location)
    return re.search(r"/invitation/[\w-]{32}", page.text)[0]


def test_newcomer_chooses_password_and_consent_behind_their_link(
    app, base, coordinator, cohort, new_session
):
    path = invited(coordinator, base, "maria@contoh.id", cohort=str(cohort))
    client = app.test_client()
    page = client.get(path)
    assert "SDN Harapan 01" in page.text
    assert client.post(path, data=NEWCOMER | {"consent_learning": ""}).status_code == 422
    assert client.post(path, data=NEWCOMER).location == "/home"
    assert "Maria Goreti" in client.get("/home").text
    assert app.test_client().get(path).status_code == 409
    assert "Maria Goreti" in coordinator.get(f"{base}/members").text


def test_link_goes_to_the_invited_person_where_the_server_sends_mail(
    app, settings, base, coordinator, new_session
):
    app.extensions["settings"] = settings.model_copy(update={"mail_url": "smtp://localhost:1"})
    path = invited(coordinator, base, "maria@contoh.id")
    with new_session() as session, session.begin():
        message = claim_message(session, now=utc_now())
    assert (message.address, message.template) == ("maria@contoh.id", "invitation")
    assert message.parameters["address"].endswith(path)
    assert message.parameters["organisation"] == "SDN Harapan 01"


def test_account_that_exists_is_linked_only_by_its_owner(
    app, base, coordinator, make_person, sign_in
):
    owner_id = make_person(name="Nama Akun", contact="maria@contoh.id")
    path = invited(coordinator, base, "maria@contoh.id")
    before = coordinator.get(f"{base}/members").text
    assert ("Maria G." in before, "Nama Akun" in before) == (True, False)
    assert app.test_client().post(path, data=NEWCOMER).status_code in (303, 401)
    assert sign_in(make_person()).get(path).status_code == 409
    owner = sign_in(owner_id)
    (accept,) = links(owner.get("/organisations"), '/organisations/invitations/[^"]+')
    assert sign_in(make_person()).post(accept).status_code == 404
    assert owner.post(accept).status_code == 303
    assert "Nama Akun" in coordinator.get(f"{base}/members").text


def test_account_that_holds_a_role_is_not_begun_with_a_coordinators_link(
    app, base, coordinator, act
):
    waiting = {"name": "Ahli", "contact": Contact("ahli@contoh.id")}
    expert = act(create_person, **waiting)
    act(grant_role, person_id=expert, role="expert", granted_by=None)
    path = invited(coordinator, base, "ahli@contoh.id")
    assert 'name="password"' not in app.test_client().get(path).text
    assert app.test_client().post(path, data=NEWCOMER).status_code in (303, 401)
    other = invited(coordinator, base, "maria@contoh.id")
    assert 'name="password"' in app.test_client().get(other).text  # the control


def test_account_is_begun_with_one_of_two_links(app, act, coordinator, base, found):
    path = invited(coordinator, base, "maria@contoh.id")
    asked = {"name": "Maria", "contact": Contact("maria@contoh.id"), "made_by": None}
    other = {"organisation_id": found("SMP"), "cohort_id": None, "is_sent": False}
    with app.app_context():
        token = token_of(db.session(), act(invite_person, **asked, **other))
    assert app.test_client().post(path, data=NEWCOMER).status_code == 303
    with pytest.raises(InvitationUsed):
        act(claim_account, token=token, password_hash="x", purposes=["learning"])


def test_invitation_that_is_taken_back_opens_no_more(app, base, coordinator):
    path = invited(coordinator, base, "maria@contoh.id")
    assert app.test_client().get(path).status_code == 200
    slips = coordinator.get(f"{base}/slips").text
    assert "Maria G." in slips
    page = coordinator.get(f"{base}/members")
    (link,) = set(links(page, f'{base}/invitations/[^"]+'))
    (revoke,) = links(coordinator.get(link), f'{base}/invitations/[^"]+/revoke')
    assert coordinator.post(revoke).status_code == 303
    assert app.test_client().get(path).status_code == 410


def test_role_is_handed_over_and_then_the_giver_can_leave(
    base, school, coordinator, make_person, sign_in, act
):
    receiver_id = make_person(name="Penerus")
    give = f"{base}/members/{receiver_id}/hand-over"
    assert coordinator.post(give).status_code == 404
    act(join_organisation, person_id=receiver_id, organisation_id=school)
    assert coordinator.post(f"{base}/leave").status_code == 409
    assert coordinator.post(give).status_code == 303
    assert coordinator.get(f"{base}/members").status_code == 404
    assert coordinator.post(f"{base}/leave").status_code == 303
    assert sign_in(receiver_id).get(f"{base}/members").status_code == 200


def test_member_is_placed_and_let_go(base, school, coordinator, make_person, act, sign_in):
    person_id = make_person(name="Guru Kelas")
    act(join_organisation, person_id=person_id, organisation_id=school)
    one = f"{base}/members/{person_id}"
    placed = coordinator.post(f"{one}/place", data={"unit": "Kampus 2", "group_name": "5B"})
    assert placed.status_code == 303
    assert "Kampus 2, 5B" in coordinator.get(f"{base}/members").text
    assert coordinator.post(f"{one}/place", data={"unit": "x" * 101}).status_code == 422
    assert "SDN Harapan 01" in sign_in(person_id).get("/organisations").text
    assert coordinator.post(f"{one}/end").status_code == 303
    assert coordinator.get(one).status_code == 404


def test_facts_are_corrected(base, coordinator):
    changed = {"name": "SDN Baru", "npsn": "p9301234", "province": "31"}
    assert coordinator.post(f"{base}/edit", data=changed).status_code == 303
    assert "P9301234" in coordinator.get(base).text
    assert coordinator.post(f"{base}/edit", data=changed | {"npsn": "1"}).status_code == 422
