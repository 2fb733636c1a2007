"""Map roles to permissions.

A role is granted in a scope, and a permission is checked in a scope. A grant on the platform holds
in every scope. A grant in an organisation also holds in the organisations below it and in their
cohorts. Any other grant holds only in its own scope. No permission gives access to the reflections
of learners. `cohort.see` opens every page of a cohort, also that of its learners' grades.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

Role = Literal[
    "learner", "coordinator", "facilitator", "author", "expert", "evaluator", "administrator"
]
ScopeType = Literal["platform", "organisation", "cohort", "course"]

ROLES: tuple[Role, ...] = get_args(Role)
SCOPE_TYPES: tuple[ScopeType, ...] = get_args(ScopeType)

PERMISSIONS: dict[Role, frozenset[str]] = {
    # Access to one's own data needs no grant: queries filter by owner.
    "learner": frozenset({"course.learn"}),
    "coordinator": frozenset(
        {
            "organisation.see",
            "organisation.edit",
            "organisation.approve",
            "organisation.hand-over",
            "roster.see",
            "roster.import",
            "roster.export",
            "member.invite",
            "member.end",
            "cohort.see",
            "cohort.edit",
            "attendance.take",
            "link.hand-out",
            "announcement.post",
            "plan.review",
            "awareness.see",
            "evaluation.see",
            "question.moderate",
            "person.invite",
            "person.make-link",
            "person.find",
            "reminder.send",
            "certificate.check-many",
            "certificate.correct",
            "extra-time.grant",
            "answers.carry",
            "certificate.issue",
        }
    ),
    "facilitator": frozenset(
        {
            "cohort.see",
            "attendance.take",
            "link.hand-out",
            "announcement.post",
            "plan.review",
            "reminder.send",
            "answers.carry",
            "question.moderate",
            "question.answer",
            "evaluation.see",
        }
    ),
    "author": frozenset(
        {
            "course.see-draft",
            "course.edit",
            "course.export",
            "course.import",
            "assessment.limit-time",
            "item.see",
            "item.edit",
            "item.regrade",
        }
    ),
    "expert": frozenset(
        {"course.see-draft", "course.review", "question.answer", "item.see", "item.approve"}
    ),
    "evaluator": frozenset({"evaluation.see", "evaluation.export", "certificate.check-many"}),
    "administrator": frozenset(
        {
            "platform.set-up",
            "platform.see-health",
            "person.find",
            "person.invite",
            "person.make-link",
            "person.suspend",
            "role.grant",
            "audit.see",
            "course.see-draft",
            "course.edit",
            "course.import",
            "course.export",
            "course.open-pilot",
            "course.sign-off",
            "assessment.limit-time",
            "extra-time.grant",
            "answers.carry",
            "item.see",
            "item.edit",
            "item.regrade",
            "certificate.see",
            "certificate.issue",
            "certificate.revoke",
            "certificate.renew",
            "certificate.design",
            "certificate.correct",
            "certificate.check-many",
            "service-token.manage",
            "organisation.see",
            "organisation.edit",
            "organisation.create",
            "organisation.approve",
            "organisation.hand-over",
            "roster.see",
            "roster.import",
            "roster.export",
            "member.invite",
            "member.end",
            "cohort.see",
            "cohort.edit",
            "attendance.take",
            "link.hand-out",
            "announcement.post",
            "plan.review",
            "awareness.see",
            "question.moderate",
            "reminder.send",
            "privacy.desk",
        }
    ),
}

# Permissions of everybody who is signed in.
EVERYONE: frozenset[str] = PERMISSIONS["learner"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds in one scope."""

    role: str
    scope_type: str
    scope_id: UUID | None = None


def permissions_of(role: str) -> frozenset[str]:
    """The permissions of a role; empty for an unknown role."""
    return next((names for known, names in PERMISSIONS.items() if known == role), frozenset())


def allows(
    grants: Iterable[Grant],
    permission: str,
    scope_type: str = "platform",
    scope_id: UUID | None = None,
    above: Collection[UUID] = (),
) -> bool:
    """Does one of the grants give this permission in this scope?

    `above` are the organisations above the scope; a grant in one of them holds as well.
    """
    return permission in EVERYONE or any(
        permission in permissions_of(grant.role) and _covers(grant, scope_type, scope_id, above)
        for grant in grants
    )


def scopes_with(grants: Iterable[Grant], permission: str, scope_type: str) -> frozenset[UUID]:
    """Ids of the scopes of this type in which the grants give the permission, for query filters."""
    return frozenset(
        grant.scope_id
        for grant in grants
        if grant.scope_type == scope_type
        and grant.scope_id is not None
        and permission in permissions_of(grant.role)
    )


def _covers(grant: Grant, scope_type: str, scope_id: UUID | None, above: Collection[UUID]) -> bool:
    if grant.scope_type == "platform":
        return True
    if grant.scope_type == "organisation" and grant.scope_id in above:
        return True
    return (grant.scope_type, grant.scope_id) == (scope_type, scope_id)
