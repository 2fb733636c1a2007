"""A coordinator gives a member who cannot sign in a new link, and takes no account over by it."""

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.accounts.merging.service import request_merge
from lms.accounts.roles.service import end_role, grant_role
from lms.accounts.service import suspend_person
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.audit import AuditEvent
from lms.organisations.members.service import add_member, join_organisation
from lms.organisations.service import OrganisationDetails
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.organisations.coordinators import (
    claim_organisation,
    create_organisation,
    decide_claim,
    end_membership,
    transfer_coordination,
)
from tests.integration.accounts.pages import PASSWORD, is_signed_in
from tests.integration.accounts.pages import sign_in as type_in

CONTACT = "081234567890"
BUTTON = "Make a link"


@pytest.fixture
def member(make_person, act, school):
    """Somebody who has joined the school; gives their id."""

    def member(**facts):
        person_id = make_person(**facts)
        act(join_organisation, person_id=person_id, organisation_id=school)
        return person_id

    return member


@pytest.fixture
def one(school):
    """The address of the page of a member of the school."""
    return lambda person_id: f"/organisations/{school}/members/{person_id}"


@pytest.fixture
def links(new_session):
    """How many links were ever made for this person."""

    def links(person_id):
        mine = select(func.count()).where(SignInLink.person_id == person_id)
        with new_session() as session:
            return session.scalar(mine)

    return links


@pytest.fixture
def refuses(one, links):
    """Neither the page offers a link nor does asking for one give it."""

    def refuses(client, person_id):
        has_button = BUTTON in client.get(one(person_id)).text
        answer = client.post(f"{one(person_id)}/link")
        return not has_button and answer.status_code in (403, 404) and links(person_id) == 0

    return refuses


@pytest.fixture
def made(one):
    """The path of a link that this client makes for a member."""
    return lambda client, person_id: shown_link(
        client.get(client.post(f"{one(person_id)}/link").location)
    )


@pytest.fixture
def use(app):
    """What a browser that nobody is signed in to gets for using a link."""
    return lambda path: app.test_client().post(path, data={"password": PASSWORD}).status_code


@pytest.fixture
def coordinator_id(member):
    return member()


@pytest.fixture
def coordinator(holder, school, coordinator_id):
    """A member of the school that they coordinate, as one who was approved is."""
    return holder("coordinator", "organisation", school, coordinator_id)


def shown_link(page):
    return re.search(r"<code>http://127.0.0.1:8000(/link/[^<]+)</code>", page.text)[1]


def test_member_without_mail_comes_in_again_by_a_link_shown_once_and_is_told(
    app, coordinator, member, one, new_session
):
    person_id = member(name="Maria", contact=CONTACT, password_hash="an older one")
    assert BUTTON in coordinator.get(one(person_id)).text
    made = coordinator.post(f"{one(person_id)}/link")
    assert (made.status_code, made.location) == (303, one(person_id))
    page = coordinator.get(made.location)
    path = shown_link(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert path not in coordinator.get(made.location).text
    app.test_client().post(path, data={"password": PASSWORD})
    later = app.test_client()
    assert type_in(later, contact=CONTACT).location.startswith("/account/notices")
    assert is_signed_in(later)
    assert coordinator.get(path).status_code == 410
    with new_session() as session:
        made = session.scalars(select(AuditEvent).where(AuditEvent.action == "link.made")).one()
    assert (made.subject_id, made.details) == (person_id, {"purpose": "reset"})
    assert made.actor_id is not None


def test_office_above_helps_members_of_a_school(act, found, holder, make_person):
    office = found("Dinas", kind="office")
    school = found("SD Bawah", parent_id=office)
    person_id = make_person()
    act(join_organisation, person_id=person_id, organisation_id=school)
    above = holder("coordinator", "organisation", office)
    assert above.post(f"/organisations/{school}/members/{person_id}/link").status_code == 303


@pytest.mark.parametrize(
    ("role", "scope_type"),
    [
        ("administrator", "platform"),
        ("coordinator", "platform"),
        ("coordinator", "organisation"),
        ("facilitator", "cohort"),
        ("author", "course"),
    ],
)
def test_account_with_a_role_anywhere_is_not_taken_over(
    act, coordinator, member, refuses, role, scope_type
):
    person_id = member()
    scope_id = None if scope_type == "platform" else UUID(int=7)
    scope = {"scope_type": scope_type, "scope_id": scope_id}
    act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
    assert refuses(coordinator, person_id)


def test_another_coordinator_of_the_same_school_is_not_taken_over(
    act, coordinator, holder, member, school, refuses
):
    person_id = member()
    holder("coordinator", "organisation", school, person_id)
    assert refuses(coordinator, person_id)


def test_member_who_waits_for_a_role_elsewhere_is_not_taken_over_before_it_is_theirs(
    act, coordinator, found, member, refuses, one, make_person
):
    person_id, other = member(), found("SMP Lain")
    claim = {"organisation_id": other, "authority": "Kepala sekolah"}
    claim_id = act(claim_organisation, person_id=person_id, **claim)
    assert refuses(coordinator, person_id)
    act(decide_claim, claim_id, decision="refused", decided_by=make_person())
    assert coordinator.post(f"{one(person_id)}/link").status_code == 303


def test_link_closes_once_its_person_is_given_a_role(app, act, coordinator, member, one, found):
    person_id = member()
    path = shown_link(coordinator.get(coordinator.post(f"{one(person_id)}/link").location))
    scope = {"scope_type": "organisation", "scope_id": found("SMP Lain")}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    assert app.test_client().get(path).status_code == 410


@pytest.mark.parametrize("way", ["claims", "founds", "merges"])
def test_link_closes_once_its_person_asks_for_a_role(
    act, coordinator, member, made, use, found, make_person, way
):
    person_id, other = member(), found("SMP Lain")
    path = made(coordinator, person_id)
    claim = {"organisation_id": other, "authority": "Kepala sekolah"}
    if way == "claims":
        act(claim_organisation, person_id=person_id, **claim)
    elif way == "founds":
        facts = {
            "kind": "school",
            "facts": OrganisationDetails("SD Baru", "", "53"),
            "parent_id": None,
        }
        act(create_organisation, person_id=person_id, authority="Kepala sekolah", **facts)
    else:
        other_id = make_person(contact=CONTACT)
        act(claim_organisation, person_id=other_id, **claim)
        merge_id = act(request_merge, person_id, other_id=other_id)
        act(merge_accounts, merge_id, person_id=person_id)
    assert use(path) == 410


def test_who_hands_the_role_over_does_not_have_it_again_by_a_link(
    act, coordinator, coordinator_id, member, made, use, school
):
    person_id, other = member(), member()
    kept, of_another = made(coordinator, person_id), made(coordinator, other)
    act(
        transfer_coordination,
        organisation_id=school,
        receiver_id=person_id,
        given_by=coordinator_id,
    )
    assert (use(kept), use(of_another)) == (410, 410)


def test_who_hands_a_role_over_from_above_does_not_have_it_by_a_link(
    act, found, holder, make_person, use
):
    office = found("Dinas", kind="office")
    school, person_id, above_id = found("SD Bawah", parent_id=office), make_person(), make_person()
    act(join_organisation, person_id=person_id, organisation_id=school)
    above = holder("coordinator", "organisation", office, above_id)
    page = f"/organisations/{school}/members/{person_id}"
    path = shown_link(above.get(above.post(f"{page}/link").location))
    act(transfer_coordination, organisation_id=school, receiver_id=person_id, given_by=above_id)
    assert use(path) == 410


def test_link_closes_once_its_person_is_no_member_any_more(
    act, coordinator, member, made, use, school
):
    person_id = member()
    path = made(coordinator, person_id)
    act(end_membership, person_id=person_id, organisation_id=school, ended_by=person_id)
    assert use(path) == 410


@pytest.mark.parametrize("way", ["ended", "suspended", "merged"])
def test_link_closes_once_its_maker_coordinates_no_more(
    act, coordinator, coordinator_id, member, made, school, use, way
):
    path, someone = made(coordinator, member()), member(contact=CONTACT)
    if way == "ended":
        role = {"role": "coordinator", "scope_type": "organisation", "scope_id": school}
        standing = act(grant_role, person_id=coordinator_id, granted_by=None, **role)
        act(end_role, standing, ended_by=someone)
    elif way == "suspended":
        act(suspend_person, coordinator_id, suspended_by=someone)
    else:
        merge_id = act(request_merge, someone, other_id=coordinator_id)
        act(merge_accounts, merge_id, person_id=someone)
    assert use(path) == 410


def test_link_stays_open_while_what_allowed_it_lasts(
    act, coordinator, found, holder, member, made, school, use
):
    """Also one for a new coordinator, where an administrator made it, who gives roles anyway."""
    learner, receiver = member(), member()
    administrator = holder("administrator", "platform", None)
    claim = {"organisation_id": found("SMP Lain"), "authority": "Kepala sekolah"}
    of_learner, of_receiver = made(coordinator, learner), made(administrator, receiver)
    act(claim_organisation, person_id=member(), **claim)
    act(end_membership, person_id=member(), organisation_id=school, ended_by=learner)
    act(claim_organisation, person_id=receiver, **claim)
    assert (use(of_learner), use(of_receiver)) == (303, 303)


def test_nobody_gets_a_link_who_is_no_member_has_left_not_joined_or_is_suspended(
    act, coordinator, found, member, make_person, refuses, school
):
    stranger, elsewhere, written_down = make_person(), make_person(), make_person()
    act(join_organisation, person_id=elsewhere, organisation_id=found("SMP Lain"))
    act(add_member, person_id=written_down, organisation_id=school, added_by=None)
    left, suspended = member(), member()
    leaving = {"person_id": left, "organisation_id": school, "ended_by": left}
    act(end_membership, **leaving)
    act(suspend_person, suspended, suspended_by=make_person())
    for person_id in (stranger, elsewhere, written_down, left, suspended, UUID(int=1)):
        assert refuses(coordinator, person_id)


def test_others_of_the_school_make_no_link_for_a_member(
    app, cohort, holder, member, one, refuses, school, sign_in
):
    person_id = member()
    clients = [
        sign_in(member()),
        holder("facilitator", "organisation", school),
        holder("coordinator", "cohort", cohort),
    ]
    for client in clients:
        assert refuses(client, person_id)
    assert app.test_client().post(f"{one(person_id)}/link").status_code == 401


def test_strangers_and_coordinators_elsewhere_make_no_link_for_a_member(
    found, holder, make_person, member, refuses, school, sign_in
):
    person_id = member()
    clients = [
        sign_in(make_person()),
        holder("coordinator", "organisation", found("SMP Lain")),
        holder("coordinator", "organisation", found("Gugus", kind="patbm", parent_id=school)),
    ]
    for client in clients:
        assert refuses(client, person_id)


def test_school_that_waits_for_approval_gives_no_links(act, found, holder, make_person, links):
    school, person_id = found("SD Baru", is_approved=False), make_person()
    act(join_organisation, person_id=person_id, organisation_id=school)
    founder = holder("coordinator", "organisation", school)
    answer = founder.post(f"/organisations/{school}/members/{person_id}/link")
    assert (answer.status_code, links(person_id)) == (409, 0)


def test_administrator_helps_a_coordinator_here_too(holder, member, school, one):
    person_id = member()
    holder("coordinator", "organisation", school, person_id)
    administrator = holder("administrator", "platform", None)
    assert BUTTON in administrator.get(one(person_id)).text
    assert administrator.post(f"{one(person_id)}/link").status_code == 303
