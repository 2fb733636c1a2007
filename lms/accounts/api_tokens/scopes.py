"""Scopes of API tokens, and the permissions that they need. Pure."""

from collections.abc import Collection, Iterable

from lms.accounts.permissions import Grant, allows, permissions_of

SCOPES: dict[str, str] = {
    # scope: the permission that its holder needs, at creation and at each request
    "certificates:read": "certificate.see",
    "certificates:verify": "certificate.check-many",
    "certificates:revoke": "certificate.revoke",
    "rosters:read": "roster.export",
    "rosters:write": "roster.import",
    "evaluation:read": "evaluation.see",
    "learning:read": "course.learn",
    "learning:write": "course.learn",
}
# These scopes reach the data of the token's person only, so a token of a service has none of them.
PERSONAL_SCOPES = frozenset({"learning:read", "learning:write"})
SERVICE_SCOPES = tuple(scope for scope in SCOPES if scope not in PERSONAL_SCOPES)
# These permissions count in any scope. A check concerns no organisation, and requests about rosters
# and evaluation check the organisation or cohort themselves.
CHECKED_IN_ANY_SCOPE = frozenset(
    {"certificate.check-many", "roster.export", "roster.import", "evaluation.see"}
)


def allowed_scopes(grants: Collection[Grant]) -> tuple[str, ...]:
    """The scopes that a person with these grants may give to a token."""
    return tuple(scope for scope, permission in SCOPES.items() if _holds(grants, permission))


def allowed_service_scopes(grants: Collection[Grant]) -> tuple[str, ...]:
    """The scopes that a person with these grants may give to a token of a service."""
    return tuple(scope for scope in allowed_scopes(grants) if scope not in PERSONAL_SCOPES)


def known_scopes(scopes: Iterable[str]) -> list[str]:
    """The known scopes among these, without duplicates, in the order of SCOPES."""
    wanted = set(scopes)
    return [scope for scope in SCOPES if scope in wanted]


def _holds(grants: Collection[Grant], permission: str) -> bool:
    if permission in CHECKED_IN_ANY_SCOPE:
        return any(permission in permissions_of(grant.role) for grant in grants)
    return allows(grants, permission)
