"""A coordinator corrects the contact of a member who has not joined, on the member's page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.live_sessions.service import LiveSessionDetails, mark_present
from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.accounts.service import set_password
from lms.accounts.sign_in.errors import LinkUsed
from lms.accounts.sign_in.service import request_link, use_link
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage
from lms.kernel.tokens import new_token
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.models import Membership
from lms.organisations.members.service import join_organisation
from lms.workflows.cohorts.live_sessions import make_live_session
from lms.workflows.organisations.join_organisation import enrol_member
from lms.workflows.organisations.member_lists import member_list

SITI = ("Siti Aminah", "siti@contoh.ld / 081234567890")
RIGHT = "siti@contoh.id"


@pytest.fixture
def desk(sign_in, act, make_person, school):
    person_id = make_person()
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    return sign_in(person_id)


@pytest.fixture
def siti(take_in, new_session):
    """The id of a member who has not joined."""
    take_in(SITI)
    with new_session() as session:
        return session.scalar(select(Person.id).where(Person.name == SITI[0]))


@pytest.fixture
def address(school, siti):
    return f"/organisations/{school}/members/{siti}"


@pytest.fixture
def contact_of(new_session):
    def contact_of(person_id):
        with new_session() as session:
            person = session.get_one(Person, person_id)
            return person.email or person.phone

    return contact_of


@pytest.fixture
def count(new_session):
    def count(table, *conditions):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions))

    return count


def correct(desk, address, contact):
    return desk.post(f"{address}/contact", data={"contact": contact})


def test_both_contacts_are_shown_and_corrected_in_place_with_a_new_link(
    desk, address, siti, contact_of, count, new_session, school
):
    assert f'value="{SITI[1].replace("081", "+6281")}"' in desk.get(address).text
    people = count(Person)
    answer = correct(desk, address, f"{RIGHT} / 0812 3456 7890")
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Kontak baru diundang" in page
    assert "/invitation/" in page
    assert (contact_of(siti), count(Person)) == (RIGHT, people)
    assert count(Invitation, Invitation.revoked_at.is_(None)) == 1
    with new_session() as session:
        (member,) = [m for m in member_list(session, school).members if m.person_id == siti]
    assert member.invitation.contact == f"{RIGHT} / +6281234567890"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Tulis alamat surel"),
        ("siti@gmial.com", "Domain yang dimaksud mungkin gmail.com"),
        (f"{RIGHT} / 0812", "surel"),
        (SITI[1], "Kontak ini sudah tercatat"),
    ],
)
def test_a_wrong_or_unchanged_contact_is_refused_beside_its_field(
    desk, address, siti, contact_of, typed, message
):
    answer = correct(desk, address, typed)
    assert answer.status_code == 422
    assert re.search(f'id="contact-error".*?{message}', answer.text, re.DOTALL)
    assert contact_of(siti) == "siti@contoh.ld"


def test_a_domain_is_kept_as_it_was_typed(desk, address, siti, contact_of):
    assert correct(desk, address, "siti@gmial.com!").status_code == 303
    assert contact_of(siti) == "siti@gmial.com"


def test_an_account_with_this_contact_is_invited_and_nothing_tells_it(
    desk, address, siti, make_person, new_session, school, count
):
    owner = make_person(name="Nama Sendiri", contact=RIGHT)
    answer = correct(desk, address, RIGHT)
    page = desk.get(answer.location).text
    assert "Kontak baru diundang" in page
    assert "Nama Sendiri" not in page
    assert count(Membership, Membership.organisation_id == school) == 0
    with new_session() as session:
        (invited,) = member_list(session, school).invited
    assert (invited.person_id, invited.name, invited.contact) == (owner, SITI[0], RIGHT)


def test_a_double_entry_of_a_member_is_removed(
    desk, address, siti, make_person, act, school, count
):
    owner = make_person(contact=RIGHT)
    act(join_organisation, person_id=owner, organisation_id=school)
    answer = correct(desk, address, RIGHT)
    assert "Entri yang ganda dihapus" in desk.get(answer.location).text
    assert count(Person, Person.id == siti) == 0
    assert count(Membership, Membership.organisation_id == school) == 1


@pytest.fixture
def siti_present(act, cohort, siti, make_person):
    """Siti, marked present at a session before she has joined."""
    act(enrol_member, person_id=siti, cohort_id=cohort)
    facts = LiveSessionDetails("Hari 1", "Aula", "53", utc_now(), utc_now() + timedelta(hours=8))
    by = make_person()
    live = act(make_live_session, cohort_id=cohort, facts=facts, made_by=by)
    act(tick, siti, live, cohort, by)
    return siti


def tick(session, person_id, live_session_id, cohort_id, by, *, now):
    found = enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort_id)
    way = {"way": "hand", "marked_by": by, "now": now}
    mark_present(session, live_session_id, cohort_id=cohort_id, enrolment_id=found, **way)


@pytest.mark.parametrize("is_member", [True, False])
def test_an_entry_that_was_marked_present_stays_and_its_links_end(
    desk, address, siti_present, make_person, act, school, count, is_member
):
    owner = make_person(contact=RIGHT)
    if is_member:
        act(join_organisation, person_id=owner, organisation_id=school)
    token = new_token()
    act(request_link, contact=Contact("siti@contoh.ld"), token=token)
    page = desk.get(correct(desk, address, RIGHT).location).text
    assert "dihapus" not in page
    message = "Entri ini tetap ada" if is_member else "Kontak baru diundang"
    assert message in page
    assert count(Person, Person.id == siti_present, Person.email == "siti@contoh.ld") == 1
    is_open = Invitation.revoked_at.is_(None)
    assert count(Invitation, is_open, Invitation.person_id == siti_present) == 0
    assert count(Invitation, is_open, Invitation.person_id == owner) == int(not is_member)
    with pytest.raises(LinkUsed):
        act(use_link, token=token, password_hash="x")


def test_whoever_uses_the_account_corrects_it_alone(desk, address, siti, act, contact_of, count):
    act(set_password, siti, password_hash="x")
    assert "/contact" not in desk.get(address).text
    for typed in (RIGHT, "", "x"):
        assert correct(desk, address, typed).status_code == 409
    assert contact_of(siti) == "siti@contoh.ld"
    assert count(OutboxMessage) == 0


def test_nobody_from_elsewhere_corrects_a_contact(
    sign_in, make_person, act, address, siti, contact_of, cohort
):
    assert correct(sign_in(make_person()), address, RIGHT).status_code == 404
    facilitator = make_person()
    scope = {"scope_type": "cohort", "scope_id": cohort}
    act(grant_role, person_id=facilitator, role="facilitator", granted_by=None, **scope)
    assert correct(sign_in(facilitator), address, RIGHT).status_code in (403, 404)
    assert contact_of(siti) == "siti@contoh.ld"
