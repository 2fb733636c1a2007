"""What a token may do, and who may hold which scope. Pure."""

from collections.abc import Collection, Iterable

from lms.accounts.permissions import Grant, allows, permissions_of

SCOPES: dict[str, str] = {
    # scope: the permission that its holder needs, now and at each call
    "certificates:read": "certificate.see",
    "certificates:verify": "certificate.check-many",
    "certificates:revoke": "certificate.revoke",
    "rosters:write": "roster.import",
}
# A check concerns no organisation: whoever may do it somewhere may do it. Of a roster the call
# itself asks whether its organisation is one of theirs.
CHECKED_IN_ANY_SCOPE = frozenset({"certificate.check-many", "roster.import"})


def allowed_scopes(grants: Collection[Grant]) -> tuple[str, ...]:
    """The scopes that somebody with these roles may give to a token of theirs."""
    return tuple(scope for scope, permission in SCOPES.items() if _holds(grants, permission))


def known_scopes(scopes: Iterable[str]) -> list[str]:
    """Each once, in the order of SCOPES; what is no scope is left out."""
    wanted = set(scopes)
    return [scope for scope in SCOPES if scope in wanted]


def _holds(grants: Collection[Grant], permission: str) -> bool:
    if permission in CHECKED_IN_ANY_SCOPE:
        return any(permission in permissions_of(grant.role) for grant in grants)
    return allows(grants, permission)
