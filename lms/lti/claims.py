"""What tokens and lists of members say of a person in the same words: name and roles."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from lms.accounts.lti.limits import MAX_ID_LENGTH
from lms.kernel.texts.texts import coerce_line

MEMBERSHIP: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership"


def name_of(claims: Mapping[str, Any]) -> str:
    """The whole name of a person in one line; may be empty."""
    parts = [claims.get("given_name"), claims.get("family_name")]
    whole = claims.get("name") or " ".join(part for part in parts if isinstance(part, str))
    return coerce_line(whole, max_length=MAX_ID_LENGTH)


def has_role(roles: object, wanted: Collection[str]) -> bool:
    """Whether a role in this course is one of `wanted` or a sub-role of it (LTI 1.3 Core, A.2.3).

    Roles are full names, or short ones such as `Learner`.
    """
    names = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    return any(
        name in (role, f"{MEMBERSHIP}#{role}") or name.startswith(f"{MEMBERSHIP}/{role}#")
        for name in names
        for role in wanted
    )
