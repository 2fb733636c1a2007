"""A server whose clock was set back ends what began before: its tables require that order."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import CheckConstraint, select

from assessments.attempts.models import Attempt
from courses.awareness.models import AwarenessSession
from courses.awareness.rules import AwarenessReport
from courses.awareness.service import change_session, report_session
from courses.cohorts.models import Announcement
from courses.cohorts.service import end_announcement, enrol_in_cohort, post_announcement
from lms.accounts.api_tokens import service as api_tokens
from lms.accounts.api_tokens.models import ApiToken
from lms.accounts.api_tokens.scopes import SERVICE_SCOPES
from lms.accounts.consents.service import give_consents, withdraw_consent
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.contact_changes.service import (
    confirm_contact,
    propose_contact_change,
    withdraw_contact_change,
)
from lms.accounts.contacts import parse_contact
from lms.accounts.lti.models import LtiRejection
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.lti.rejections import record_rejection
from lms.accounts.merging.models import AccountMerge
from lms.accounts.merging.service import begin_merge, request_merge
from lms.accounts.models import Consent
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.service import end_all_roles, end_role, grant_role
from lms.accounts.service import close_links
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.service import begin_session, end_session, mark_proved
from lms.accounts.sign_in.models import SignInLink
from lms.accounts.sign_in.service import make_link, use_link
from lms.kernel.clock import utc_now
from lms.kernel.database.db import Base
from lms.organisations.claims.models import CoordinatorClaim
from lms.organisations.claims.service import decide_on_claim, reject_open_claims_of, submit_claim
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import Invitee, make_invitation, use_invitation
from lms.organisations.members.models import Membership
from lms.organisations.members.service import add_member, erase_memberships, join_organisation
from lms.organisations.moves.models import OrganisationMove
from lms.organisations.moves.service import (
    MoveApprovals,
    end_move,
    erase_approvals_of,
    request_move,
)
from lms.organisations.roster.models import RosterImport
from lms.organisations.roster.service import confirm_roster, create_draft
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt

NOW = utc_now()
SET_BACK = NOW - timedelta(days=3)
ORDERED = re.compile(r"(\w+_at) >= (\w+_at)$")
CASES = {
    "organisation_move.ended_at",
    "roster_import.confirmed_at",
    "coordinator_claim.decided_at",
    "membership.joined_at",
    "membership.left_at",
    "invitation.used_at",
    "api_token.revoked_at",
    "account_merge.merged_at",
    "contact_change.confirmed_at",
    "contact_change.closed_at",
    "sign_in_session.proved_at",
    "sign_in_session.ended_at",
    "role_grant.ended_at",
    "sign_in_link.used_at",
    "consent.withdrawn_at",
    "awareness_session.changed_at",
    "announcement.ended_at",
    "attempt.submitted_at",
    "lti_rejection.last_at",
}


@pytest.fixture
def at(new_session):
    """Calls a service at a moment, in a transaction of its own."""

    def at(now, function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=now, **named)

    return at


@pytest.fixture
def ends(new_session):
    """The times of the ends that are stored in a column."""

    def ends(column):
        with new_session() as session:
            return session.scalars(select(column).where(column.is_not(None))).all()

    return ends


@pytest.fixture
def person_id(make_person):
    return make_person(contact="sri@contoh.id", now=NOW)


def test_each_table_that_requires_an_order_of_times_has_a_case():
    assert {
        f"{table.name}.{ordered[1]}"
        for table in Base.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, CheckConstraint)
        if (ordered := ORDERED.search(str(rule.sqltext)))
    } == CASES


def test_memberships_claims_moves_and_invitations(at, ends, found, person_id, key_of, make_person):
    school, office = found(), found("Dinas Pendidikan")
    key_id, other = key_of(person_id), make_person()
    at(NOW, add_member, person_id=person_id, organisation_id=school, added_by=None)
    at(SET_BACK, join_organisation, person_id=person_id, organisation_id=school)
    at(SET_BACK, erase_memberships, person_id)
    assert ends(Membership.joined_at) == ends(Membership.left_at) == [NOW]
    claim = {"person_id": person_id, "person_key_id": key_id, "authority": "Kepala sekolah"}
    first = at(NOW, submit_claim, organisation_id=school, **claim)
    at(NOW, submit_claim, organisation_id=office, **claim)
    at(SET_BACK, decide_on_claim, first, decision="approved", decided_by=other)
    at(SET_BACK, reject_open_claims_of, person_id)
    assert ends(CoordinatorClaim.decided_at) == [NOW, NOW]
    move = {"from_id": None, "to_id": office, "requested_by": person_id}
    for _ in range(2):
        moved = at(NOW, request_move, school, approvals=MoveApprovals(None, None), **move)
        if ends(OrganisationMove.ended_at):
            at(SET_BACK, erase_approvals_of, person_id)
        else:
            at(SET_BACK, end_move, moved, ending="withdrawn", ended_by=other)
    assert ends(OrganisationMove.ended_at) == [NOW, NOW]
    invited = Invitee(other, key_of(other), "Budi", "budi@contoh.id")
    invitation = {"organisation_id": school, "cohort_id": None, "made_by": None}
    made = at(NOW, make_invitation, invited=invited, **invitation)
    at(SET_BACK, use_invitation, made)
    assert ends(Invitation.used_at) == [NOW]


def test_a_roster(at, ends, found, person_id):
    roster = at(NOW, create_draft, [], organisation_id=found(), uploaded_by=person_id)
    confirmed = {"lines": [], "cohort_id": None, "is_sent": False, "confirmed_by": person_id}
    at(SET_BACK, confirm_roster, roster, **confirmed)
    assert ends(RosterImport.confirmed_at) == [NOW]
    assert ends(RosterImport.expires_at)[0] > NOW


def test_sessions_roles_links_tokens_and_consents(at, ends, person_id):
    key = at(NOW, begin_session, person_id=person_id, via="password")
    (session_id,) = ends(SignInSession.id)
    at(SET_BACK, mark_proved, session_id)
    at(SET_BACK, end_session, key)
    assert ends(SignInSession.ended_at) == [NOW]
    assert ends(SignInSession.proved_at) == [NOW + timedelta(microseconds=1)]
    grant = {"person_id": person_id, "granted_by": None}
    first = at(NOW, grant_role, role="author", **grant)
    at(NOW, grant_role, role="expert", **grant)
    at(SET_BACK, end_role, first, ended_by=person_id)
    at(SET_BACK, end_all_roles, person_id)
    assert ends(RoleGrant.ended_at) == [NOW, NOW]
    link = {"person_id": person_id, "purpose": "reset", "made_by": None}
    at(NOW, make_link, token="a" * 40, **link)
    at(SET_BACK, use_link, token="a" * 40, password_hash="h" * 60)
    at(NOW, make_link, token="b" * 40, **link)
    at(SET_BACK, close_links, person_id)
    assert ends(SignInLink.used_at) == [NOW, NOW]
    request = api_tokens.TokenRequest("Laporan", SERVICE_SCOPES[:1], 30)
    owner = {"allowed": SERVICE_SCOPES, "person_id": person_id, "created_by": person_id}
    token_id = at(NOW, api_tokens.create_token, request, token="payung_" + "c" * 40, **owner)
    at(NOW, api_tokens.create_token, request, token="payung_" + "d" * 40, **owner)
    at(SET_BACK, api_tokens.revoke_token, token_id, person_id=person_id, revoked_by=person_id)
    at(SET_BACK, api_tokens.revoke_tokens_of, person_id)
    assert ends(ApiToken.revoked_at) == [NOW, NOW]
    at(NOW, give_consents, person_id, purposes=["reminders"])
    at(SET_BACK, withdraw_consent, person_id, purpose="reminders")
    assert ends(Consent.withdrawn_at) == [NOW]


def test_changes_of_contact(at, ends, person_id):
    change = {"made_by": person_id, "channels": ()}
    new = parse_contact("sri.baru@contoh.id")
    token = at(NOW, propose_contact_change, person_id, contact=new, **change)
    at(SET_BACK, confirm_contact, token, person_id=person_id)
    assert ends(ContactChange.confirmed_at) == [NOW]
    newer = parse_contact("sri.lagi@contoh.id")
    at(NOW, propose_contact_change, person_id, contact=newer, **change)
    at(SET_BACK, withdraw_contact_change, person_id)
    assert ends(ContactChange.closed_at) == [NOW]


def test_a_merge(at, ends, person_id, make_person):
    merge_id = at(NOW, request_merge, person_id, other_id=make_person(now=NOW))
    at(SET_BACK, begin_merge, merge_id, person_id=person_id)
    assert ends(AccountMerge.merged_at) == [NOW]


def test_announcements_reports_and_attempts(at, ends, cohort, person_id, key_of):
    announced = {"text": "Besok pukul 9", "posted_by": person_id}
    announcement = at(NOW, post_announcement, cohort_id=cohort, **announced)
    at(SET_BACK, end_announcement, announcement, cohort_id=cohort)
    assert ends(Announcement.ended_at) == [NOW]
    enrolment = at(NOW, enrol_in_cohort, person_id=person_id, cohort_id=cohort)
    whose = {"person_id": person_id, "person_key_id": key_of(person_id)}
    report = AwarenessReport(date(2026, 3, 9), "53", "Kota", "parents", 5, 20, None, "")
    session_id = uuid4()
    stored = {"enrolment_id": enrolment, "organisation_id": None, "report": report}
    at(NOW, report_session, session_id, **whose, **stored)
    at(SET_BACK, change_session, session_id, **whose, report=report)
    assert ends(AwarenessSession.changed_at) == [NOW]
    sitting = {"person_id": person_id, "enrolment_id": enrolment, "purpose": "pre"}
    attempt_id = at(NOW, start_attempt, **sitting)
    at(SET_BACK, finish_attempt, attempt_id, person_id=person_id)
    assert ends(Attempt.submitted_at) == [NOW]


def test_rejected_launches(at, ends):
    addresses = [f"https://lms.sekolah.sch.id/{name}" for name in ("auth", "token", "keys")]
    details = PlatformDetails(
        "Moodle", "https://lms.sekolah.sch.id", "payung", *addresses, (), ("1",)
    )
    platform_id = at(NOW, add_platform, details, added_by=None)
    for now in (NOW, SET_BACK):
        at(now, record_rejection, [platform_id], "lti-launch-expired", {})
    assert ends(LtiRejection.last_at) == [NOW]
