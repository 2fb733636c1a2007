"""Lists of organisations, their people and certificates: for the organisations of one's roles."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from courses.cohorts.service import CohortDetails, enrol_in_cohort, open_cohort
from lms.accounts.contacts import Contact
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.organisations.join_organisation import invite_person


@pytest.fixture
def found(store):
    def found(name="SDN Harapan 01", *, parent_id=None, is_approved=True):
        return store(
            create_organisation,
            kind="office" if parent_id is None else "school",
            facts=OrganisationDetails(name, "", "53"),
            parent_id=parent_id,
            founded_by=None,
            is_approved=is_approved,
            now=utc_now(),
        )

    return found


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def service(program):
    return program("rosters:read")


@pytest.fixture
def of_role(program, make_person, store):
    """A program with a token of somebody with a role in this scope."""

    def of_role(role, scope_type="platform", scope_id=None):
        person_id = make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        store(grant_role, person_id=person_id, role=role, granted_by=None, now=utc_now(), **scope)
        return program("rosters:read", person_id=person_id)

    return of_role


def names(answer, key="organisations"):
    assert answer.status_code == 200, answer.text
    return [line["name"] for line in answer.json[key]]


@pytest.fixture
def join(store):
    def join(organisation_id, person_id):
        store(
            join_organisation,
            person_id=person_id,
            organisation_id=organisation_id,
            now=utc_now(),
        )
        return person_id

    return join


def invite(session, organisation_id, name, made_by):
    return invite_person(
        session,
        organisation_id=organisation_id,
        cohort_id=None,
        name=name,
        contact=Contact(email=f"{name.split()[0].lower()}@contoh.id"),
        made_by=made_by,
        is_sent=False,
        now=utc_now(),
    )


def test_coordinator_gets_the_own_organisations_and_those_below(of_role, found):
    office = found("Dinas A")
    below = found("SDN A1", parent_id=office)
    other = found("Dinas B")
    found("Menunggu", parent_id=office, is_approved=False)
    caller = of_role("coordinator", "organisation", office)
    assert names(caller.get("/organisations")) == ["Dinas A", "SDN A1"]
    for organisation_id in (office, below):
        assert caller.get(f"/organisations/{organisation_id}/members").status_code == 200
        assert caller.get(f"/organisations/{organisation_id}/certificates").status_code == 200
    for organisation_id in (other, uuid4()):
        for part in ("members", "certificates"):
            refused = caller.get(f"/organisations/{organisation_id}/{part}")
            assert (refused.status_code, refused.json["code"]) == (404, "organisation-not-found")


def test_administrator_and_service_get_all_in_pages(of_role, service, found):
    for number in range(3):
        found(f"Dinas {number}")
    for caller in (of_role("administrator"), service):
        first = caller.get("/organisations?limit=2")
        assert names(first) == ["Dinas 0", "Dinas 1"]
        assert f"cursor={first.json['next_cursor']}" in first.headers["Link"]
        last = caller.get(f"/organisations?limit=2&cursor={first.json['next_cursor']}")
        assert (names(last), last.json["next_cursor"]) == (["Dinas 2"], None)


def test_members_and_expected_people(service, store, school, join, make_person, read):
    coordinator = join(school, make_person(name="Wayan"))
    store(
        grant_role,
        person_id=coordinator,
        role="coordinator",
        scope_type="organisation",
        scope_id=school,
        granted_by=None,
        now=utc_now(),
    )
    join(school, make_person(name="Ani"))
    store(invite, school, "Budi Santoso", coordinator)
    path = f"/organisations/{school}/members"
    first = service.get(f"{path}?limit=2").json
    assert [(line["name"], line["state"]) for line in first["members"]] == [
        ("Ani", "joined"),
        ("Budi Santoso", "expected"),
    ]
    last = service.get(f"{path}?limit=2&cursor={first['next_cursor']}").json
    (line,) = last["members"]
    assert (line["name"], line["state"], line["is_coordinator"]) == ("Wayan", "joined", True)
    assert "contoh.id" not in str(first) + str(last)
    assert audited(read, "roster.exported", school) == [1, 2]


def audited(read, action, organisation_id):
    """How many lines each reading had, sorted."""
    events = read(lambda session: session.scalars(select(AuditEvent)).all())
    return sorted(
        event.details["lines"]
        for event in events
        if (event.action, event.subject_id) == (action, organisation_id)
        and event.details["file"] == "api"
    )


def test_certificates_of_an_organisation(
    service, store, read, found, join, make_person, pilot_version_id
):
    office = found("Dinas A")
    school = found("SDN A1", parent_id=office)
    cohort = store(
        open_cohort,
        organisation_id=school,
        course_version_id=pilot_version_id,
        facts=CohortDetails("Kelas A"),
        now=utc_now(),
    )
    for name in ("Ani", "Budi"):
        person_id = join(school, make_person(name=name))
        store(enrol_in_cohort, cohort_id=cohort, person_id=person_id, now=utc_now())
    path = f"/organisations/{office}/certificates"
    first = service.get(f"{path}?limit=1").json
    (row,) = first["rows"]
    assert (row["name"], row["organisation"], row["cohort"]) == ("Ani", "SDN A1", "Kelas A")
    assert (row["state"], row["number"], row["issued_at"]) == ("not-completed", None, None)
    assert UUID(row["enrolment_id"])
    last = service.get(f"{path}?limit=1&cursor={first['next_cursor']}").json
    assert [row["name"] for row in last["rows"]] == ["Budi"]
    assert service.get(f"{path}?state=valid").json["rows"] == []
    assert service.get(f"{path}?state=lost").status_code == 422
    assert audited(read, "certificates.exported", office) == [0, 1, 1]


def test_cursor_of_another_list_is_unknown(service, found):
    school, other = found("A"), found("B")
    cursor = service.get("/organisations?limit=1").json["next_cursor"]
    for part in ("members", "certificates"):
        refused = service.get(f"/organisations/{school}/{part}?cursor={cursor}")
        assert (refused.status_code, refused.json["code"]) == (404, "cursor-unknown")
    assert other


def test_organisation_that_waits_for_approval(service, found):
    waiting = found(is_approved=False)
    for part in ("members", "certificates"):
        refused = service.get(f"/organisations/{waiting}/{part}")
        assert (refused.status_code, refused.json["code"]) == (409, "organisation-not-approved")


@pytest.mark.parametrize("role", ["facilitator", "evaluator", "author", "expert", "learner"])
def test_roles_without_the_permission_are_refused(of_role, school, role):
    for path in ("/organisations", f"/organisations/{school}/members"):
        refused = of_role(role).get(path)
        assert (refused.status_code, refused.json["code"]) == (403, "scope-needed")


def test_tokens_without_the_scope_and_strangers_are_refused(program, stranger, school):
    for path in (
        "/organisations",
        f"/organisations/{school}/members",
        f"/organisations/{school}/certificates",
    ):
        assert program("rosters:write", "certificates:read").get(path).status_code == 403
        assert stranger.get(path).status_code == 401
