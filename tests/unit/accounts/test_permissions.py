"""What a role allows, and in which scope."""

from uuid import UUID

from lms.accounts.permissions import PERMISSIONS, ROLES, Grant, allows, scopes_with

COHORT, OTHER = UUID(int=1), UUID(int=2)


def test_grant_on_the_platform_holds_in_every_scope():
    grants = [Grant("facilitator", "platform")]
    assert allows(grants, "plan.review")
    assert allows(grants, "plan.review", "cohort", COHORT)


def test_grant_in_a_scope_holds_there_only():
    grants = [Grant("facilitator", "cohort", COHORT)]
    assert allows(grants, "plan.review", "cohort", COHORT)
    assert not allows(grants, "plan.review", "cohort", OTHER)
    assert not allows(grants, "plan.review", "course", COHORT)
    assert not allows(grants, "plan.review")


def test_coordinator_grants_no_roles():
    assert allows([Grant("administrator", "platform")], "role.grant")
    assert not any(
        allows([Grant(role, "platform")], "role.grant") for role in ROLES if role != "administrator"
    )


def test_unknown_role_gives_nothing():
    assert not allows([Grant("emperor", "platform")], "role.grant")


def test_no_role_opens_reflections():
    assert not [name for names in PERMISSIONS.values() for name in names if "reflection" in name]


SCHOOL, OFFICE, ELSEWHERE = UUID(int=3), UUID(int=4), UUID(int=5)


def test_grant_in_an_organisation_holds_below_it_and_in_its_cohorts():
    grants = [Grant("coordinator", "organisation", OFFICE)]
    assert allows(grants, "roster.see", "organisation", OFFICE)
    assert allows(grants, "roster.see", "organisation", SCHOOL, above=(SCHOOL, OFFICE))
    assert allows(grants, "cohort.see", "cohort", COHORT, above=(SCHOOL, OFFICE))
    assert not allows(grants, "roster.see", "organisation", SCHOOL, above=(SCHOOL, ELSEWHERE))
    assert not allows(grants, "roster.see", "organisation", SCHOOL)
    assert not allows(grants, "role.grant", "organisation", SCHOOL, above=(SCHOOL, OFFICE))


def test_grant_in_a_cohort_says_nothing_about_an_organisation_with_that_number():
    grants = [Grant("coordinator", "cohort", OFFICE)]
    assert not allows(grants, "roster.see", "organisation", SCHOOL, above=(SCHOOL, OFFICE))


def test_scopes_of_a_permission_leave_out_the_platform_and_other_roles():
    grants = [
        Grant("coordinator", "organisation", OFFICE),
        Grant("evaluator", "organisation", SCHOOL),
        Grant("coordinator", "platform"),
    ]
    assert scopes_with(grants, "roster.see", "organisation") == {OFFICE}
