"""No roster directs an account in use, or one that others have invited, to a stranger."""

import pytest
from sqlalchemy import select

from lms.accounts.consents.service import give_consents
from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.accounts.passkeys.service import add_passkey
from lms.accounts.roles.service import grant_role
from lms.accounts.sign_in.errors import LinkUsed
from lms.accounts.sign_in.service import request_link, use_link
from lms.kernel.audit import AuditEvent
from lms.kernel.tokens import new_token
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.organisations.join_organisation import invite_person
from lms.workflows.rosters import drafts

VICTIM = ("Maria Bere", "m.bere@contoh.id")
STRANGER = ("Maria Bere", "m.bera@contoh.id")
BOTH = ("Maria Bere", "m.bera@contoh.id / 081234567890")
OTHERS = tuple((f"Guru Rekaan {letter}", f"guru.{letter}@contoh.id") for letter in "ABCD")


@pytest.fixture
def victim(take_in, new_session):
    """The id of a member without a password."""
    take_in(VICTIM, *OTHERS)
    with new_session() as session:
        return session.scalar(select(Person.id).where(Person.name == VICTIM[0]))


@pytest.fixture
def contact_of(new_session):
    def contact_of(person_id):
        with new_session() as session:
            person = session.get_one(Person, person_id)
            return person.email or person.phone

    return contact_of


def _consent(act, person_id, admin_id):
    """Somebody who signs in through a platform or a provider has consented, without a password."""
    act(give_consents, person_id, purposes=["learning"])


def _passkey(act, person_id, admin_id):
    key = {"name": "HP", "credential_id": b"id", "public_key": b"key", "sign_count": 0}
    act(add_passkey, person_id=person_id, facts={}, **key)


def _role(act, person_id, admin_id):
    act(grant_role, person_id=person_id, role="evaluator", granted_by=admin_id)


@pytest.mark.parametrize("put_in_use", [_consent, _passkey, _role])
def test_an_account_without_a_password_that_is_in_use_keeps_its_contact(
    act, administrator_id, victim, take_in, preview, contact_of, put_in_use
):
    put_in_use(act, victim, administrator_id)
    assert preview(STRANGER, *OTHERS).counts["updated"] == 0
    take_in(STRANGER, *OTHERS)
    assert contact_of(victim) == VICTIM[1]


def test_an_account_that_is_in_use_since_the_preview_keeps_its_contact(
    act, administrator_id, victim, bring, step, contact_of
):
    draft = bring(STRANGER)
    act(drafts.confirm_roster, draft, cohort_id=None, is_sent=False, confirmed_by=None)
    _consent(act, victim, administrator_id)
    while not step(draft).is_over:
        pass
    assert contact_of(victim) == VICTIM[1]


@pytest.mark.parametrize("row", [STRANGER, BOTH])
def test_a_contact_by_which_another_organisation_invites_stays(
    act, administrator_id, victim, take_in, preview, contact_of, row
):
    other = act(
        create_organisation,
        kind="school",
        facts=OrganisationDetails("SDN Harapan 02", "", "53"),
        parent_id=None,
        founded_by=None,
        is_approved=True,
    )
    act(
        invite_person,
        organisation_id=other,
        cohort_id=None,
        name=VICTIM[0],
        contact=Contact(VICTIM[1]),
        made_by=administrator_id,
        is_sent=False,
    )
    assert preview(row, *OTHERS).counts["new"] == 1
    take_in(row, *OTHERS)
    assert contact_of(victim) == VICTIM[1]


def test_links_to_the_old_contact_end_with_its_correction(act, victim, take_in, contact_of):
    token = new_token()
    act(request_link, contact=Contact(VICTIM[1]), token=token)
    take_in(STRANGER)
    assert contact_of(victim) == STRANGER[1]
    with pytest.raises(LinkUsed):
        act(use_link, token=token, password_hash="x")


def test_a_correction_is_audited(victim, take_in, new_session, administrator_id):
    take_in(STRANGER, brought_by=administrator_id)
    with new_session() as session:
        entries = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "person.contact-changed")
        )
        assert [(e.subject_id, e.actor_id) for e in entries] == [(victim, administrator_id)]
