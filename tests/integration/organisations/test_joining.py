"""Memberships, claims, invitations and class codes keep what they promise."""

from datetime import timedelta

import pytest

from lms.kernel.clock import utc_now
from lms.organisations.claims import queries as claims
from lms.organisations.claims.errors import ClaimDecided, ClaimPending, OwnClaim
from lms.organisations.claims.service import decide_on_claim, submit_claim
from lms.organisations.cohort_codes import queries as class_codes
from lms.organisations.cohort_codes.errors import (
    CohortCodeBounds,
    CohortCodeExpired,
    CohortCodeUnknown,
    CohortCodeUsedUp,
)
from lms.organisations.cohort_codes.service import make_code, revoke_code, use_code
from lms.organisations.invitations import queries as invitations
from lms.organisations.invitations.errors import (
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
)
from lms.organisations.invitations.service import (
    LIFETIME,
    Invitee,
    make_invitation,
    revoke_invitation,
    token_of,
    use_invitation,
)
from lms.organisations.members import queries as members
from lms.organisations.members.errors import MembershipNotFound
from lms.organisations.members.service import add_member, join_organisation, leave_organisation
from lms.workflows.accounts.erase_person import erase_person


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def invite(act, key_of, new_session, school):
    """Asks a person in and gives the token."""

    def invite(person_id, name="Ibu Ratna"):
        invited = Invitee(person_id, key_of(person_id), name, "ratna@contoh.id")
        invitation_id = act(
            make_invitation, organisation_id=school, cohort_id=None, invited=invited, made_by=None
        )
        with new_session() as session:
            return token_of(session, invitation_id)

    return invite


def test_somebody_written_down_joins_once_and_leaves(act, new_session, school, make_person):
    place = {"person_id": make_person(), "organisation_id": school}
    written = act(add_member, unit=" Kelas  5 ", added_by=None, **place)
    assert act(join_organisation, **place) == act(join_organisation, **place) == written
    with new_session() as session:
        (one,) = members.members_of(session, school)
        assert (one.unit, one.has_joined) == ("Kelas 5", True)
        assert [own.name for own in members.memberships_of(session, one.person_id)] == [
            "SDN Harapan 01"
        ]
    act(leave_organisation, ended_by=place["person_id"], **place)
    with pytest.raises(MembershipNotFound):
        act(leave_organisation, ended_by=place["person_id"], **place)
    assert act(join_organisation, **place) != written


def test_invitation_opens_once_for_its_time(act, new_session, invite, make_person):
    token = invite(make_person())
    with new_session() as session:
        opened = invitations.open_invitation(session, token, now=utc_now())
        with pytest.raises(InvitationExpired):
            invitations.open_invitation(session, token, now=utc_now() + LIFETIME)
        with pytest.raises(InvitationNotFound):
            invitations.open_invitation(session, token + "x", now=utc_now())
    act(use_invitation, opened.id)
    with pytest.raises(InvitationUsed):
        act(use_invitation, opened.id)


def test_newer_invitation_closes_the_older_and_can_be_taken_back(
    act, new_session, invite, make_person, school
):
    person_id, coordinator = make_person(), make_person()
    older, newer = invite(person_id), invite(person_id)
    with new_session() as session:
        with pytest.raises(InvitationExpired):
            invitations.open_invitation(session, older, now=utc_now())
        invitations.open_invitation(session, newer, now=utc_now())
    act(revoke_invitation, organisation_id=school, person_id=person_id, revoked_by=coordinator)
    with new_session() as session, pytest.raises(InvitationExpired):
        invitations.open_invitation(session, newer, now=utc_now())


def test_inviter_sees_what_they_wrote_and_not_what_the_account_holds(
    new_session, invite, make_person, key_of, school
):
    person_id = make_person(name="Nama Asli")
    invite(person_id, name="Bu Guru")
    with new_session() as session:
        keys = {person_id: key_of(person_id)}
        (pending,) = invitations.pending_invitations(session, school, key_ids=keys)
    assert pending.name == "Bu Guru"


@pytest.fixture
def code(act, school, make_person):
    """Makes a class code and gives its id."""

    def code(max_uses=2, days=7):
        bounds = {"max_uses": max_uses, "days": days, "made_by": make_person()}
        return act(make_code, organisation_id=school, cohort_id=None, **bounds)

    return code


def test_class_code_is_read_however_it_is_typed(new_session, school, code):
    code_id = code()
    with new_session() as session:
        shown = class_codes.cohort_code(session, code_id, organisation_id=school).code
        for typed in (shown, shown.lower(), shown.replace("-", " "), shown.replace("0", "o")):
            assert class_codes.open_code(session, typed, now=utc_now()).id == code_id
        for wrong in ("", "AAA-AAA-AAA", shown[:-1], shown + "0", "é" * 9):
            with pytest.raises(CohortCodeUnknown):
                class_codes.open_code(session, wrong, now=utc_now())


def test_class_code_lets_in_as_many_as_it_was_made_for(act, code):
    code_id = code(max_uses=2)
    act(use_code, code_id)
    act(use_code, code_id)
    with pytest.raises(CohortCodeUsedUp):
        act(use_code, code_id)


def test_class_code_ends_by_time_and_by_hand(act, new_session, school, code, make_person):
    code_id = code(days=7)
    with new_session() as session:
        shown = class_codes.cohort_code(session, code_id, organisation_id=school).code
        with pytest.raises(CohortCodeExpired):
            class_codes.open_code(session, shown, now=utc_now() + timedelta(days=7))
    act(revoke_code, code_id, organisation_id=school, revoked_by=make_person())
    with new_session() as session, pytest.raises(CohortCodeExpired):
        class_codes.open_code(session, shown, now=utc_now())
    with pytest.raises(CohortCodeUsedUp):
        act(use_code, code_id)


@pytest.mark.parametrize("bounds", [{"max_uses": 0}, {"days": 0}, {"days": 181}])
def test_class_code_has_bounds(code, bounds):
    with pytest.raises(CohortCodeBounds):
        code(**bounds)


def test_code_of_another_organisation_is_not_found(new_session, found, code):
    code_id, other = code(), found("SMP Lain")
    with new_session() as session, pytest.raises(CohortCodeUnknown):
        class_codes.cohort_code(session, code_id, organisation_id=other)


@pytest.fixture
def claim(act, school, make_person, key_of):
    """A claim to coordinate the school: its id, and who made it."""
    person_id = make_person()
    stated = {"organisation_id": school, "person_id": person_id, "authority": "Kepala sekolah"}
    key_id = key_of(person_id)
    return (
        act(submit_claim, person_key_id=key_id, **stated),
        person_id,
        stated | {"person_key_id": key_id},
    )


def test_claim_is_decided_once_and_by_somebody_else(act, new_session, claim, make_person):
    claim_id, person_id, stated = claim
    with pytest.raises(ClaimPending):
        act(submit_claim, **stated)
    with pytest.raises(OwnClaim):
        act(decide_on_claim, claim_id, decision="approved", decided_by=person_id)
    act(decide_on_claim, claim_id, decision="refused", decided_by=make_person())
    with pytest.raises(ClaimDecided):
        act(decide_on_claim, claim_id, decision="approved", decided_by=make_person())
    act(submit_claim, **stated)
    with new_session() as session:
        assert [one.state for one in claims.claims_of(session, person_id)] == ["open", "refused"]


def test_erasure_takes_a_person_out_of_organisations(
    act, new_session, school, claim, invite, key_of
):
    claim_id, person_id, stated = claim
    place = {"person_id": person_id, "organisation_id": school}
    act(add_member, unit="Kelas 5", added_by=None, **place)
    token = invite(person_id)
    act(erase_person, person_id, certificate_choices={})
    with new_session() as session:
        assert members.members_of(session, school) == []
        assert claims.open_claims(session, None) == []
        key_id = stated["person_key_id"]
        assert claims.stated_authority(session, claim_id, person_key_id=key_id) == ""
        with pytest.raises(InvitationNotFound):
            invitations.open_invitation(session, token, now=utc_now())
