"""Roles are granted on the whole site, in a course or in a cohort, and seen by their holder."""

from uuid import UUID

import pytest
from sqlalchemy import select

from courses.catalogue.models import Course
from courses.enrolment.join_course import join_course
from courses.enrolment.models import Cohort
from lms.accounts.errors import ScopeNotFound
from lms.accounts.queries import has_permission
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.queries import open_grants
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.workflows.accounts.grant_role import grant_role
from tests.factories import make_course

NOBODY = UUID(int=1)


@pytest.fixture
def scopes(new_session, make_person):
    """The values that the form offers for a course and a cohort, by kind."""
    learner = make_person()
    with new_session() as session, session.begin():
        make_course(session)
        join_course(session, person_id=learner, course_code="POESA-EL", now=utc_now())
        course_id = session.scalars(select(Course.id)).one()
        cohort_id = session.scalars(select(Cohort.id)).one()
    return {
        "platform": "platform",
        "course": f"course:{course_id}",
        "cohort": f"cohort:{cohort_id}",
    }


@pytest.fixture
def page_language():
    return "en"


@pytest.mark.parametrize("kind", ["platform", "course", "cohort"])
def test_role_is_granted_in_the_chosen_scope_audited_and_ended(
    administrator, make_person, sign_in, new_session, scopes, kind
):
    person_id = make_person()
    page = administrator.get(f"/admin/people/{person_id}").text
    assert f'value="{scopes[kind]}"' in page
    chosen = {"role": "facilitator", "scope": scopes[kind]}
    assert administrator.post(f"/admin/people/{person_id}/roles", data=chosen).status_code == 303
    with new_session() as session:
        (grant,) = open_grants(session, person_id)
        granted = session.scalars(
            select(AuditEvent).where(
                AuditEvent.action == "role.granted", AuditEvent.subject_id == person_id
            )
        ).one()
        scope_id = UUID(scopes[kind].partition(":")[2]) if kind != "platform" else None
        assert (grant.scope_type, grant.scope_id) == (kind, scope_id)
        assert granted.details["scope_type"] == kind
        elsewhere = "cohort" if kind == "course" else "course"
        assert has_permission(session, person_id, "plan.review", kind, scope_id)
        assert has_permission(session, person_id, "plan.review", elsewhere, NOBODY) is (
            kind == "platform"
        )
    own = sign_in(person_id)
    own.set_cookie("language", "en")
    assert "Facilitator" in own.get("/account").text
    end = f"/admin/people/{person_id}/roles/{grant.id}/end"
    assert administrator.post(end).status_code == 303
    assert "Facilitator" not in own.get("/account").text


@pytest.mark.parametrize(
    "scope",
    [
        *("course", "course:", "course:x", "everywhere", "\x00"),
        *(f"{kind}:{NOBODY}" for kind in ("course", "cohort", "organisation", "platform")),
    ],
)
def test_scope_that_is_not_there_is_refused_with_a_sentence(
    administrator, make_person, new_session, scopes, scope
):
    person_id = make_person()
    chosen = {"role": "facilitator", "scope": scope}
    answer = administrator.post(f"/admin/people/{person_id}/roles", data=chosen)
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    with new_session() as session:
        assert open_grants(session, person_id) == []


def test_unknown_role_is_refused(administrator, make_person, scopes):
    person_id = make_person()
    path = f"/admin/people/{person_id}/roles"
    assert (
        administrator.post(path, data={"role": "emperor", "scope": "platform"}).status_code == 422
    )
    assert administrator.post(path, data={"role": "expert", "scope": "platform"}).status_code == 303


def test_workflow_refuses_a_course_that_is_not_there(act, make_person, scopes):
    facts = {"person_id": make_person(), "role": "author", "granted_by": make_person()}
    course_id = UUID(scopes["course"].partition(":")[2])
    with pytest.raises(ScopeNotFound):
        act(grant_role, scope_type="cohort", scope_id=course_id, **facts)
    act(grant_role, scope_type="course", scope_id=course_id, **facts)


def test_grant_is_ended_under_its_own_person_only(administrator, make_person, new_session):
    holder, other = make_person(roles=["author"]), make_person()
    with new_session() as session:
        grant_id = session.scalars(select(RoleGrant.id).where(RoleGrant.role == "author")).one()
    assert administrator.post(f"/admin/people/{other}/roles/{grant_id}/end").status_code == 404
    assert administrator.post(f"/admin/people/{holder}/roles/{grant_id}/end").status_code == 303


def test_role_in_a_course_opens_nothing_on_the_whole_site(make_person, sign_in, act, scopes):
    person_id, granter = make_person(), make_person()
    course_id = UUID(scopes["course"].partition(":")[2])
    facts = {"person_id": person_id, "role": "administrator", "granted_by": granter}
    act(grant_role, scope_type="course", scope_id=course_id, **facts)
    assert sign_in(person_id).get("/admin/people").status_code == 403
    act(grant_role, scope_type="platform", scope_id=None, **facts)
    assert sign_in(person_id).get("/admin/people").status_code == 200
