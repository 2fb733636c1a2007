"""The first role of an account from a learning platform ends what the platform could have made."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from lms.accounts import queries
from lms.accounts.api_tokens.queries import list_personal_tokens
from lms.accounts.api_tokens.scopes import SCOPES
from lms.accounts.api_tokens.secret import new_token as new_api_token
from lms.accounts.api_tokens.service import TokenRequest, create_token, revoke_tokens_of
from lms.accounts.contact_changes.service import request_contact_change
from lms.accounts.contacts import Contact
from lms.accounts.lti.launches import create_linked_person
from lms.accounts.lti.models import LtiAccount
from lms.accounts.merging.errors import MergeFromRole
from lms.accounts.merging.service import request_merge
from lms.accounts.models import Person
from lms.accounts.passkeys.models import Passkey
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role, grant_role
from lms.accounts.roles.unproven_ways_in import has_way_in, list_unproven_accounts
from lms.accounts.service import change_contact, set_password
from lms.accounts.sign_in.models import SignInLink
from lms.accounts.sign_in.service import make_link, request_link
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.tokens import new_token

BORN = utc_now() - timedelta(days=30)
CONTACT = Contact(email="penyerang@contoh.id")


@pytest.fixture
def store(new_session):
    """Calls a service in a transaction of its own."""

    def store(function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, **named)

    return store


@pytest.fixture
def read(store):
    return store


@pytest.fixture
def launched(store):
    """A person whom a launch has created, with ways in that the platform's own session made."""
    person_id = store(
        create_linked_person,
        issuer="https://lms.example",
        subject="user-7",
        name="Ratna Dewi",
        audience="teacher",
        province_code="53",
        language="id",
        now=BORN,
    )
    store(prepare, person_id)
    return person_id


def prepare(session, person_id):
    now = utc_now() - timedelta(days=1)
    set_password(session, person_id, password_hash="x", now=now)
    change_contact(session, person_id, contact=CONTACT, changed_by=person_id, now=now)
    session.add(
        Passkey(person_id=person_id, name="a", credential_id=b"a", public_key=b"k", created_at=now)
    )
    request_contact_change(
        session, person_id, contact=Contact(email="lain@contoh.id"), channels=("email",), now=now
    )
    request_link(session, contact=CONTACT, token=new_token(), now=now)
    create_token(
        session,
        TokenRequest("a", ("learning:read",), 30),
        token=new_api_token(),
        allowed=SCOPES,
        person_id=person_id,
        created_by=person_id,
        now=now,
    )


def grant(store, person_id, role="coordinator", granted_by=None):
    return store(
        grant_role,
        person_id=person_id,
        role=role,
        granted_by=granted_by,
        now=utc_now(),
    )


def test_first_role_ends_all_prepared_ways_in(launched, store, read):
    epoch = read(queries.session_epoch_of, launched)
    grant(store, launched)
    profile = read(queries.person_profile, launched)
    assert (profile.has_password, profile.contact.address) == (False, "")
    assert read(queries.session_epoch_of, launched) != epoch
    assert not read(has_way_in, launched)
    assert read(list_personal_tokens, launched) == [] or all(
        token.revoked_at for token in read(list_personal_tokens, launched)
    )
    assert (
        read(lambda s: s.scalars(select(SignInLink).where(SignInLink.used_at.is_(None))).all())
        == []
    )
    assert read(lambda s: s.scalars(select(Passkey)).all()) == []
    assert read(lambda s: s.scalars(select(LtiAccount)).one()).person_id == launched
    actions = read(lambda s: s.scalars(select(AuditEvent.action)).all())
    assert actions.count("person.ways-in-removed") == 1


def test_learner_is_no_such_role(launched, store, read):
    grant(store, launched, "learner")
    assert read(has_way_in, launched)


def test_further_role_changes_nothing(launched, store, read, make_person):
    grant(store, launched)
    store(set_password, launched, password_hash="x", now=utc_now())
    grant(store, launched, "evaluator")
    assert read(has_way_in, launched)


def test_role_after_a_time_without_any_counts_as_the_first(launched, store, read, make_person):
    grant_id = grant(store, launched, "evaluator")
    store(end_role, grant_id, ended_by=make_person(), now=utc_now())
    store(prepare, launched)
    grant(store, launched, "evaluator")
    assert not read(has_way_in, launched)


def test_account_of_payung_keeps_its_ways_in(store, read, make_person):
    person_id = make_person()
    before = read(queries.person_profile, person_id)
    grant(store, person_id)
    assert read(queries.person_profile, person_id) == before


def test_link_that_the_granter_made_stays(launched, store, read, make_person):
    granter = make_person(roles=["coordinator"])
    store(
        make_link,
        person_id=launched,
        purpose="reset",
        token=new_token(),
        made_by=granter,
        now=utc_now(),
    )
    grant(store, launched, granted_by=granter)
    links = read(lambda s: s.scalars(select(SignInLink).where(SignInLink.used_at.is_(None))).all())
    assert [link.made_by for link in links] == [granter]


def test_account_with_a_role_is_not_merged_into_one_from_a_platform(launched, store, make_person):
    staff = make_person(roles=["administrator"])
    with pytest.raises(MergeFromRole):
        store(request_merge, launched, other_id=staff, now=utc_now())
    store(request_merge, staff, other_id=launched, now=utc_now())


def test_page_says_it_before_and_what_to_do_after(launched, make_person, sign_in):
    administrator = sign_in(make_person(language="en", roles=["administrator"]))
    path = f"/admin/people/{launched}"
    hint = "The first role beyond learner therefore ends all sessions"
    assert hint in administrator.get(path).text
    form = {"role": "evaluator", "scope": "platform"}
    response = administrator.post(f"{path}/roles", data=form, follow_redirects=True)
    assert "Make a new link on the person" in response.text
    assert administrator.post(f"{path}/link").status_code == 303
    assert "/link/" in administrator.get(path).text


@pytest.fixture
def appointed_before(launched, store):
    """The launched person got a role before roles removed ways in."""

    def appoint(session):
        row = {"person_id": launched, "scope_type": "platform", "scope_id": None}
        session.add(RoleGrant(role="evaluator", granted_by=None, granted_at=utc_now(), **row))

    store(appoint)
    return launched


def test_accounts_that_kept_their_ways_in_are_listed_until_the_role_is_granted_again(
    appointed_before, store, read, make_person
):
    make_person(roles=["administrator"])  # with a contact of its own
    (account,) = read(list_unproven_accounts)
    assert (account.person_id, account.name) == (appointed_before, "Ratna Dewi")
    (held,) = read(open_grants, appointed_before)
    store(end_role, held.id, ended_by=make_person(), now=utc_now())
    assert read(list_unproven_accounts) == []
    grant(store, appointed_before, "evaluator")
    store(set_password, appointed_before, password_hash="x", now=utc_now())
    assert read(list_unproven_accounts) == []


def test_token_alone_is_a_way_in_to_check(appointed_before, store, read):
    def leave_the_token(session):
        person = session.get_one(Person, appointed_before)
        person.email = person.phone = person.password = None
        session.execute(delete(Passkey))

    store(leave_the_token)
    assert len(read(list_unproven_accounts)) == 1
    store(revoke_tokens_of, appointed_before, now=utc_now())
    assert read(list_unproven_accounts) == []


def test_list_of_people_names_them_to_those_who_grant_roles(appointed_before, make_person, sign_in):
    heading = "Ways to sign in that nobody has checked"
    administrator = sign_in(make_person(language="en", roles=["administrator"]))
    page = administrator.get("/admin/people?q=nobody-has-this-name").text
    assert (heading in page, f"/admin/people/{appointed_before}" in page) == (True, True)
