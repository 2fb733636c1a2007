"""The administration of people: who is found, invited, let in again and given a role."""

import re

import pytest
from sqlalchemy import select

from courses.catalogue.queries import opening
from lms.accounts.models import Person
from lms.accounts.platform.queries import safeguarding_contact
from lms.accounts.roles.queries import open_grants
from lms.accounts.service import erase_person
from lms.accounts.sign_in import service as sign_in_service
from lms.kernel.audit import AuditEvent
from lms.settings import Settings
from tests.factories import make_course, session_cookie
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in


@pytest.fixture
def staff(make_person, sign_in):
    """The browser of somebody with a role on the platform."""

    def staff(role, **facts):
        return sign_in(make_person(roles=[role], **facts))

    return staff


@pytest.fixture
def administrator_id(make_person):
    return make_person(name="Ani", contact="ani@contoh.id", roles=["administrator"])


@pytest.fixture
def actions(new_session):
    """What the audit trail has noted."""

    def actions():
        with new_session() as session:
            return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))

    return actions


def shown_link(page):
    return re.search(r"<code>http://127.0.0.1:8000(/link/[^<]+)</code>", page.text)[1]


def test_people_are_found_and_the_look_is_recorded(administrator, make_person, actions):
    person_id = make_person(name="Ratna Dewi")
    assert "Ratna Dewi" in administrator.get("/admin/people?q=dewi").text
    assert "Ratna Dewi" not in administrator.get("/admin/people?q=sri").text
    assert "Ratna Dewi" in administrator.get(f"/admin/people/{person_id}").text
    assert actions()[-3:] == ["people.listed", "people.listed", "person.read"]


def test_unknown_person_is_not_found(administrator):
    assert (
        administrator.get("/admin/people/00000000-0000-0000-0000-000000000001").status_code == 404
    )


def test_invited_person_gets_a_link_that_is_shown_once(administrator, app, actions):
    response = administrator.post(
        "/admin/people/invite", data={"name": "Sri", "contact": "081234567890"}
    )
    assert response.status_code == 303
    page = administrator.get(response.location)
    path = shown_link(page)
    assert "data:image/svg+xml" in page.text
    assert path not in administrator.get(response.location).text
    assert "link.made" in actions()
    newcomer = app.test_client()
    newcomer.post(path, data={"password": PASSWORD, "consent_learning": "y"})
    assert is_signed_in(newcomer)


def test_taken_contact_is_refused_in_an_invitation(administrator, make_person):
    make_person(contact="sri@contoh.id")
    invitation = {"name": "Sri", "contact": "sri@contoh.id"}
    assert administrator.post("/admin/people/invite", data=invitation).status_code == 422


def test_new_link_lets_a_person_in_again_and_they_are_told(administrator, app, make_person):
    person_id = make_person(contact="081234567890")
    response = administrator.post(f"/admin/people/{person_id}/link")
    path = shown_link(administrator.get(response.location))
    app.test_client().post(path, data={"password": PASSWORD})
    later = sign_in(app.test_client(), contact="081234567890")
    assert later.location.startswith("/account/notices")


def test_coordinator_makes_links_for_learners_but_not_for_staff(staff, make_person):
    coordinator = staff("coordinator")
    learner, other = make_person(), make_person(roles=["administrator"])
    assert coordinator.post(f"/admin/people/{learner}/link").status_code == 303
    assert coordinator.post(f"/admin/people/{other}/link").status_code == 403


def test_nobody_gets_a_link_who_is_erased_or_suspended(administrator, act, make_person, actions):
    erased, suspended = make_person(), make_person()
    act(erase_person, erased)
    administrator.post(f"/admin/people/{suspended}/suspend")
    administrator.set_cookie("language", "en")
    assert administrator.post(f"/admin/people/{erased}/link").status_code == 404
    refused = administrator.post(f"/admin/people/{suspended}/link")
    assert (refused.status_code, "The person is suspended" in refused.text) == (409, True)
    assert "link.made" not in actions()
    administrator.post(f"/admin/people/{suspended}/reinstate")
    assert administrator.post(f"/admin/people/{suspended}/link").status_code == 303


def test_coordinator_grants_no_roles_and_suspends_nobody(staff, administrator, make_person):
    coordinator, person_id = staff("coordinator"), make_person()
    grant = {"role": "author"}
    for path, data in [("roles", grant), ("suspend", {}), ("reinstate", {})]:
        url = f"/admin/people/{person_id}/{path}"
        assert coordinator.post(url, data=data).status_code == 403
        assert administrator.post(url, data=data).status_code == 303


def test_role_is_granted_and_ended(administrator, make_person, new_session):
    person_id = make_person()
    administrator.post(f"/admin/people/{person_id}/roles", data={"role": "evaluator"})
    with new_session() as session:
        (grant,) = open_grants(session, person_id)
    assert (grant.role, grant.scope_type) == ("evaluator", "platform")
    administrator.post(f"/admin/people/{person_id}/roles/{grant.id}/end")
    with new_session() as session:
        assert open_grants(session, person_id) == []


def test_last_administrator_cannot_be_suspended(administrator, new_session):
    with new_session() as session:
        person_id = session.scalars(select(Person.id)).one()
    assert administrator.post(f"/admin/people/{person_id}/suspend").status_code == 409
    assert administrator.get("/admin/people").status_code == 200


def test_suspension_acts_at_once_and_ends(administrator, make_person, sign_in, new_session):
    person_id = make_person()
    client = sign_in(person_id)
    administrator.post(f"/admin/people/{person_id}/suspend")
    assert not is_signed_in(client)
    administrator.post(f"/admin/people/{person_id}/reinstate")
    assert is_signed_in(sign_in(person_id))


def test_first_link_makes_an_administrator_once(client, app, act, new_session):
    token = act(sign_in_service.create_first_administrator_link)
    filled = {
        "name": "Ani",
        "contact": "ani@contoh.id",
        "password": PASSWORD,
        "consent_learning": "y",
    }
    path = f"/admin/first/{token}"
    assert client.get(path).status_code == 200
    assert client.post(path, data=filled | {"password": "short"}).status_code == 422
    assert client.post(path, data=filled).location == "/admin/setup"
    assert client.get("/admin/setup").status_code == 200
    other = app.test_client()
    assert other.post(path, data=filled | {"contact": "eve@contoh.id"}).status_code == 410
    assert not is_signed_in(other)


def test_link_of_a_person_does_not_open_the_administrator_page(client, act, make_person):
    person_id = make_person()
    act(
        sign_in_service.make_link,
        person_id=person_id,
        purpose="reset",
        token="t" * 32,
        made_by=None,
    )
    assert client.get("/admin/first/" + "t" * 32).status_code == 404
    assert client.get("/link/" + "t" * 32).status_code == 200


SET_UP = {
    "issuer_name": "Yayasan Contoh",
    "issuer_url": "https://contoh.id",
    "signatory_1_name": "Bu Ani",
    "signatory_1_title_id": "Ketua",
    "signatory_1_title_en": "Chair",
    "safeguarding_name": "Bu Rina",
    "safeguarding_phone": "0812 0000 0000",
}


def test_set_up_stores_issuer_and_safeguarding_contact(administrator, client, new_session):
    assert administrator.post("/admin/setup", data=SET_UP).status_code == 303
    page = administrator.get("/admin/setup").text
    assert all(value in page for value in SET_UP.values())
    with new_session() as session:
        assert safeguarding_contact(session).phone == "0812 0000 0000"
    assert "Bu Rina" in client.get("/privacy").text


def test_what_may_stay_empty_is_marked_and_may(administrator, new_session):
    administrator.set_cookie("language", "en")
    fields = administrator.get("/admin/setup").text.split('<div class="field">')
    marks = ("May stay empty", "Only if", "one of them may stay empty")
    assert sum(any(mark in field for mark in marks) for field in fields) == 9
    least = ("issuer_name", "safeguarding_name", "safeguarding_phone")
    filled = {name: SET_UP[name] for name in least}
    assert administrator.post("/admin/setup", data=filled).status_code == 303
    with new_session() as session:
        assert safeguarding_contact(session).email == ""


@pytest.mark.parametrize(
    "change",
    [
        {"issuer_name": ""},
        {"issuer_url": "javascript:alert(1)"},
        {"signatory_1_title_en": ""},
        {"safeguarding_phone": ""},
        {"safeguarding_name": "Rina\u202e"},
    ],
)
def test_unfit_set_up_is_shown_again_and_stores_nothing(administrator, new_session, change):
    assert administrator.post("/admin/setup", data=SET_UP | change).status_code == 422
    with new_session() as session:
        assert safeguarding_contact(session) is None


def test_profile_stays_readable_for_staff_after_erasure(administrator, act, make_person):
    person_id = make_person(name="Ratna Dewi")
    act(erase_person, person_id)
    page = administrator.get(f"/admin/people/{person_id}")
    assert page.status_code == 200
    assert "Ratna" not in page.text


TICK = {"name": "Ani, kepala program", "reason": "Uji coba dengan 20 guru", "sure": "y"}


class TestPilot:
    """On a public address a draft stays closed until an administrator answers for opening it."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return Settings(
            data_dir=tmp_path / "data",
            database_url=database_url,
            public_url="https://payung.example",
        )

    @pytest.fixture
    def version_id(self, new_session):
        with new_session() as session, session.begin():
            return make_course(session)  # with a local trial, which does not carry over

    @pytest.fixture
    def is_open(self, new_session, version_id):
        def is_open():
            with new_session() as session:
                return opening(session, version_id, is_loopback=False).is_open

        return is_open

    @pytest.fixture
    def post(self, app, make_person, new_session, version_id):
        def post(data, roles=("administrator",)):
            client = app.test_client()
            origin = {"base_url": "https://payung.example"}
            person_id = make_person(roles=roles)
            with new_session() as session, session.begin():
                held = session_cookie(session, person_id)
            with client.session_transaction(**origin) as cookie:
                cookie.update(held)
            return client.post(f"/admin/courses/{version_id}/pilot", data=data, **origin)

        return post

    def test_tick_with_name_and_reason_opens_the_draft(self, post, is_open, actions):
        assert not is_open()
        assert post(TICK).status_code == 303
        assert is_open()
        assert "course.pilot-opened" in actions()

    @pytest.mark.parametrize("missing", ["name", "reason", "sure"])
    def test_half_a_tick_opens_nothing(self, post, is_open, missing):
        assert post(TICK | {missing: ""}).status_code == 422
        assert not is_open()

    def test_others_open_nothing(self, post, is_open):
        assert post(TICK, roles=("coordinator", "author")).status_code == 403
        assert not is_open()
