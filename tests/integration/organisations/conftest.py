"""Fixtures of the tests of organisations."""

import pytest

from courses.cohorts.service import CohortDetails, open_cohort
from lms.accounts.queries import person_profile
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.organisations.members.service import add_member, join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.organisations.join_organisation import enrol_member
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
