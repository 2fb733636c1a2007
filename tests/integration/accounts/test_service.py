"""Profiles, contacts and roles as they are written and read back."""

from contextlib import nullcontext
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts import notices, queries, service
from lms.accounts.consents.service import give_consents, withdraw_consent
from lms.accounts.contacts import Contact, parse_contact
from lms.accounts.errors import (
    ConsentNeeded,
    ConsentUnknown,
    ContactTaken,
    LastAdministrator,
    NameNotPrintable,
    PersonNotFound,
    RoleUnknown,
    ScopeIncomplete,
)
from lms.accounts.models import Person
from lms.accounts.names import MAX_NAME_LENGTH
from lms.accounts.passkeys.service import add_passkey, remove_passkey
from lms.accounts.platform.queries import platform_setting
from lms.accounts.platform.service import set_platform_setting
from lms.accounts.roles import service as roles
from lms.accounts.roles.queries import open_grants
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.texts.texts import TextHasHiddenMarks, TextTooLong

COHORT, OTHER_COHORT = UUID(int=1), UUID(int=2)


def test_profile_is_what_was_given(make_person, new_session):
    person_id = make_person(name="Sulaiman", contact="0812 3456 7890", audience="patbm")
    with new_session() as session:
        profile = queries.person_profile(session, person_id)
    assert (profile.name, profile.email, profile.phone) == ("Sulaiman", None, "+6281234567890")
    assert (profile.audience, profile.province_code, profile.language) == ("patbm", "53", "id")
    assert profile.contact == Contact(phone="+6281234567890")
    assert not profile.has_password


def test_profile_of_nobody_is_not_found(new_session):
    with new_session() as session, pytest.raises(PersonNotFound):
        queries.person_profile(session, UUID(int=7))


@pytest.mark.parametrize(
    ("first", "second"),
    [("ratna@contoh.id", "Ratna@CONTOH.id"), ("081234567890", "+62 812-3456-7890")],
)
def test_a_contact_belongs_to_one_person(make_person, act, new_session, first, second):
    make_person(contact=first)
    with pytest.raises(ContactTaken):
        act(service.create_person, name="Sri", contact=parse_contact(second))
    act(service.create_person, name="Sri", contact=parse_contact("sri@contoh.id"))
    with new_session() as session:
        assert len(session.scalars(select(Person)).all()) == 2


def test_a_taken_contact_leaves_the_transaction_usable(make_person, new_session):
    make_person(contact="ratna@contoh.id")
    with new_session() as session, session.begin():
        with pytest.raises(ContactTaken):
            service.create_person(
                session, name="Sri", contact=parse_contact("ratna@contoh.id"), now=utc_now()
            )
        service.create_person(
            session, name="Sri", contact=parse_contact("sri@contoh.id"), now=utc_now()
        )


def test_permission_holds_in_its_scope(make_person, act, new_session):
    person_id = make_person()
    act(
        roles.grant_role,
        person_id=person_id,
        role="facilitator",
        scope_type="cohort",
        scope_id=COHORT,
        granted_by=None,
    )
    with new_session() as session:
        assert queries.has_permission(session, person_id, "plan.review", "cohort", COHORT)
        assert not queries.has_permission(session, person_id, "plan.review", "cohort", OTHER_COHORT)
        assert not queries.has_permission(session, person_id, "plan.review")


def test_the_same_grant_again_is_the_one_that_stands(make_person, act):
    grant = {"person_id": make_person(), "role": "author", "granted_by": None}
    assert act(roles.grant_role, **grant) == act(roles.grant_role, **grant)


def test_ended_role_can_be_granted_anew(make_person, act, new_session):
    person_id = make_person(roles=["author"])
    with new_session() as session:
        grant = open_grants(session, person_id)[0]
    act(roles.end_role, grant.id, ended_by=person_id)
    act(roles.end_role, grant.id, ended_by=person_id)
    assert act(roles.grant_role, person_id=person_id, role="author", granted_by=None) != grant.id


@pytest.mark.parametrize(
    ("grant", "error"),
    [
        ({"role": "emperor"}, RoleUnknown),
        ({"role": "author", "scope_type": "course"}, ScopeIncomplete),
        ({"role": "author", "scope_type": "world", "scope_id": COHORT}, ScopeIncomplete),
        ({"role": "author", "scope_id": COHORT}, ScopeIncomplete),
    ],
)
def test_grant_without_sense_is_refused(make_person, act, grant, error):
    person_id = make_person()
    act(roles.grant_role, person_id=person_id, role="author", granted_by=None)
    with pytest.raises(error):
        act(roles.grant_role, person_id=person_id, granted_by=None, **grant)


def test_last_administrator_stays(make_person, act, new_session):
    person_id = make_person(roles=["administrator"])
    with new_session() as session:
        grant = open_grants(session, person_id)[0]
    with pytest.raises(LastAdministrator):
        act(roles.end_role, grant.id, ended_by=person_id)
    with pytest.raises(LastAdministrator):
        act(service.suspend_person, person_id, suspended_by=person_id)
    with pytest.raises(LastAdministrator):
        act(service.erase_person, person_id)
    make_person(roles=["administrator"])
    act(roles.end_role, grant.id, ended_by=person_id)


def test_grants_and_ends_are_audited(make_person, act, new_session):
    giver, person_id = make_person(), make_person()
    grant_id = act(roles.grant_role, person_id=person_id, role="expert", granted_by=giver)
    act(roles.end_role, grant_id, ended_by=giver)
    with new_session() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_id == person_id).order_by(AuditEvent.id)
        ).all()
    assert [(e.action, e.actor_id) for e in events] == [
        ("role.granted", giver),
        ("role.ended", giver),
    ]
    assert events[0].details["role"] == "expert"


def test_passkeys_that_come_and_go_are_audited(make_person, act, new_session):
    person_id = make_person(password_hash="hash")
    key = {"credential_id": b"id", "public_key": b"key", "sign_count": 0, "facts": {}}
    passkey_id = act(add_passkey, person_id=person_id, name="HP", **key)
    act(remove_passkey, passkey_id, person_id=person_id)
    with new_session() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_id == person_id).order_by(AuditEvent.id)
        ).all()
    assert [(e.action, e.actor_id) for e in events] == [
        ("passkey.added", person_id),
        ("passkey.removed", person_id),
    ]


def test_consent_is_stored_with_version_and_time_and_can_be_withdrawn(
    make_person, act, new_session
):
    person_id = make_person()
    act(give_consents, person_id, purposes=["evaluation"])
    act(give_consents, person_id, purposes=["evaluation"])
    act(withdraw_consent, person_id, purpose="evaluation")
    act(give_consents, person_id, purposes=["evaluation"])
    with new_session() as session:
        given = [c for c in queries.consents_of(session, person_id) if c.purpose == "evaluation"]
        assert queries.has_consented(session, person_id, "evaluation")
    assert [bool(c.withdrawn_at) for c in given] == [False, True]
    assert all(c.version and c.given_at for c in given)


def test_consent_on_which_the_account_rests_is_withdrawn_by_erasing(make_person, act):
    person_id = make_person()
    with pytest.raises(ConsentNeeded):
        act(withdraw_consent, person_id, purpose="learning")
    with pytest.raises(ConsentUnknown):
        act(give_consents, person_id, purposes=["advertising"])


def test_correction_is_audited_without_the_values(make_person, act, new_session):
    person_id = make_person(name="Ratna")
    act(
        service.correct_person,
        person_id,
        name="Ratna Dewi",
        audience="cso",
        province_code="53",
        language="en",
    )
    with new_session() as session:
        assert queries.person_profile(session, person_id).name == "Ratna Dewi"
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "person.corrected")
        ).one()
    assert event.details == {"fields": ["name", "audience", "language"]}


def test_erasure_leaves_nothing_that_names_the_person(make_person, act, new_session):
    person_id = make_person(roles=["author"])
    act(service.erase_person, person_id)
    act(service.erase_person, person_id)
    with new_session() as session:
        profile = queries.person_profile(session, person_id)
        assert (profile.name, profile.email, profile.phone) == ("", None, None)
        assert (profile.audience, profile.province_code) == (None, None)
        assert profile.erased_at
        assert not open_grants(session, person_id)
        assert not queries.has_permission(session, person_id, "course.learn")
        with pytest.raises(KeyDestroyed):
            open_key(session, profile.data_key_id)


def test_contact_of_an_erased_person_is_free_again(make_person, act):
    act(service.erase_person, make_person(contact="ratna@contoh.id"))
    make_person(contact="ratna@contoh.id")


def test_suspended_person_has_no_permission_until_reinstated(make_person, act, new_session):
    staff, person_id = make_person(), make_person(roles=["author"])
    act(service.suspend_person, person_id, suspended_by=staff)
    with new_session() as session:
        assert not queries.has_permission(session, person_id, "course.edit")
    act(service.reinstate_person, person_id, reinstated_by=staff)
    with new_session() as session:
        assert queries.has_permission(session, person_id, "course.edit")


def test_people_are_found_by_part_of_name_or_contact(make_person, new_session):
    ratna = make_person(name="Ratna Dewi", contact="0812 3456 7890")
    sri = make_person(name="Sri_100%", contact="sri@contoh.id")

    def found(text):
        with new_session() as session:
            return {row.id for row in queries.search_people(session, text)}

    assert found("dewi") == found("567890") == found("08123456") == {ratna}
    assert found("sri@") == found("100%") == found("i_1") == {sri}
    assert found("") == {ratna, sri}
    assert found("nobody") == set()


def test_people_are_found_whatever_the_capitals(make_person, new_session):
    """SQLite lowers a to z only, and Python lowers all."""
    elisabeth = make_person(name="Élisabeth de Ångström")
    umi = make_person(name="UMI ÇELİK")
    with new_session() as session:
        for text in ("Élisabeth", "élisabeth", "ÉLISABETH", "É", "DE ångström", "E\u0301lisa"):
            assert [row.id for row in queries.search_people(session, text)] == [elisabeth], text
        assert [row.id for row in queries.search_people(session, "umi ç")] == [umi]
        assert queries.search_people(session, "Elisabeth") == []


def test_platform_setting_is_replaced_and_audited(make_person, act, new_session):
    person_id = make_person()
    for name in ("Bu Ani", "Pak Budi"):
        act(set_platform_setting, "safeguarding-contact", {"name": name}, set_by=person_id)
    with new_session() as session:
        assert platform_setting(session, "safeguarding-contact") == {"name": "Pak Budi"}
        assert platform_setting(session, "unknown") is None


def test_a_later_notice_is_told_until_it_is_seen(make_person, act, new_session):
    person_id = make_person()
    act(notices.add_notice, person_id, kind="link-made")
    with new_session() as session:
        assert [n.kind for n in notices.unseen_notices(session, person_id)] == ["link-made"]
    act(notices.mark_notices_seen, person_id)
    with new_session() as session:
        assert notices.unseen_notices(session, person_id) == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Li 李", NameNotPrintable),
        ("Ratna\u200bDewi", TextHasHiddenMarks),
        ("Ratna \u202eiweD", TextHasHiddenMarks),
        ("R" * 61, TextTooLong),
    ],
)
def test_services_refuse_a_name_that_no_certificate_can_hold(act, make_person, name, error):
    """Whoever calls them: the web, a command, or a program."""
    person_id = make_person()
    details = {"audience": None, "province_code": None, "language": "id"}
    for fitting, call in ((name, pytest.raises(error)), ("R" * 60, nullcontext())):
        with call:
            act(service.correct_person, person_id, name=fitting, **details)
        contact = parse_contact(f"{len(fitting)}{error.code}@contoh.id")
        with call:
            act(service.create_person, name=fitting, contact=contact)


def test_column_holds_as_much_as_the_rule(new_session):
    assert Person.__table__.c.name.type.length == MAX_NAME_LENGTH == 60
