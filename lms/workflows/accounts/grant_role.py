"""Grant a role on the platform, or in an existing course or cohort."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue import role_scopes as scopes
from courses.catalogue.role_scopes import Scope
from lms.accounts.errors import ScopeNotFound
from lms.accounts.roles import service as roles


def grant_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    scope_type: str,
    scope_id: UUID | None,
    granted_by: UUID,
    now: datetime,
) -> UUID:
    """Grant a role and return the id of the grant.

    Raises RoleUnknown, ScopeIncomplete, ScopeNotFound or PersonNotFound.
    """
    if scope_id is not None and not scopes.has_scope(session, scope_type, scope_id):
        raise ScopeNotFound(scope_type=scope_type)
    return roles.grant_role(
        session,
        person_id=person_id,
        role=role,
        scope_type=scope_type,
        scope_id=scope_id,
        granted_by=granted_by,
        now=now,
    )


def open_scopes(session: Session, *, language: str) -> tuple[Scope, ...]:
    """Courses and cohorts in which a role can be granted."""
    return (
        *scopes.courses_as_scopes(session, language=language),
        *scopes.cohorts_as_scopes(session),
    )
