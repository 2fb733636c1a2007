"""Fixtures of the tests of organisations."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.cohorts.live_sessions.codes import current_code, format_code
from courses.cohorts.live_sessions.service import LiveSessionDetails
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.models import Enrolment
from lms.accounts.contacts import parse_contact
from lms.accounts.queries import person_profile
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.organisations.invitations.models import Invitation
from lms.organisations.invitations.service import token_of
from lms.organisations.members.service import add_member, join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.cohorts.attendance import check_in_key
from lms.workflows.cohorts.live_sessions import make_live_session
from lms.workflows.organisations.join_organisation import enrol_member, invite_person
from tests.factories import make_course


@pytest.fixture
def act(new_session):
    """Calls a service in a transaction of its own."""

    def act(function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=utc_now(), **named)

    return act


@pytest.fixture
def found(act):
    """Founds an approved organisation and gives its id."""

    def found(name="SDN Harapan 01", *, kind="school", npsn="", parent_id=None, is_approved=True):
        return act(
            create_organisation,
            kind=kind,
            facts=OrganisationDetails(name, npsn, "53"),
            parent_id=parent_id,
            founded_by=None,
            is_approved=is_approved,
        )

    return found


@pytest.fixture
def key_of(new_session):
    """The id of a person's data key."""

    def key_of(person_id):
        with new_session() as session:
            return person_profile(session, person_id).data_key_id

    return key_of


@pytest.fixture
def version_id(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def cohort(act, school, version_id):
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas A")}
    return act(open_cohort, organisation_id=school, **facts)


@pytest.fixture
def board(cohort):
    return f"/organisations/classes/{cohort}"


@pytest.fixture
def holder(make_person, act, sign_in):
    """A client of somebody with a role in a scope, who reads English."""

    def holder(role, scope_type, scope_id, person_id=None):
        person_id = person_id or make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        return client

    return holder


@pytest.fixture
def coordinator(holder, school):
    return holder("coordinator", "organisation", school)


@pytest.fixture
def learner(make_person, act, school, cohort):
    """Puts somebody into the class and gives their id and enrolment."""

    def learner(name, *, has_joined=True):
        person_id = make_person(name=name)
        place = {"person_id": person_id, "organisation_id": school}
        act(add_member, added_by=None, **place)
        if has_joined:
            act(join_organisation, **place)
        act(enrol_member, person_id=person_id, cohort_id=cohort)
        return person_id

    return learner


@pytest.fixture
def other_board(act, school, version_id):
    """The board of another class of the same school."""
    facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas B")}
    return f"/organisations/classes/{act(open_cohort, organisation_id=school, **facts)}"


@pytest.fixture
def meet(act, cohort, make_person):
    """A session that began half an hour ago; gives its id."""

    def meet(*, lets_join=False):
        begins_at = utc_now() - timedelta(minutes=30)
        ends_at = begins_at + timedelta(hours=2)
        facts = LiveSessionDetails("Hari 1", "Aula", "53", begins_at, ends_at, (), lets_join)
        return act(make_live_session, cohort_id=cohort, facts=facts, made_by=make_person())

    return meet


@pytest.fixture
def address_of(new_session):
    """The address behind the code on the wall."""

    def address_of(live):
        with new_session() as session:
            code = current_code(check_in_key(session), live, utc_now())
        return f"/check-in/{format_code(code)}"

    return address_of


@pytest.fixture
def expected(act, school, cohort, make_person, new_session):
    """Puts somebody on the roster of the class; gives person, enrolment and token."""

    def expected(name, contact):
        facts = {"organisation_id": school, "cohort_id": cohort, "made_by": make_person()}
        invited = {"name": name, "contact": parse_contact(contact), "is_sent": False}
        invitation_id = act(invite_person, **invited, **facts)
        with new_session() as session:
            person_id = session.get_one(Invitation, invitation_id).person_id
            mine = Enrolment.person_id == person_id
            enrolment_id = session.scalar(select(Enrolment.id).where(mine))
            return person_id, enrolment_id, token_of(session, invitation_id)

    return expected


@pytest.fixture
def facilitator(holder, cohort):
    return holder("facilitator", "cohort", cohort)
