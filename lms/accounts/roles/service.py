"""Grant and end roles. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.errors import (
    GrantNotFound,
    LastAdministrator,
    PersonNotFound,
    RoleUnknown,
    ScopeIncomplete,
)
from lms.accounts.models import Person
from lms.accounts.permissions import ROLES, SCOPE_TYPES, permissions_of
from lms.accounts.roles import queries
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.unproven_ways_in import remove_unproven_ways_in
from lms.accounts.sessions.methods import EXTERNAL_METHODS
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sign_in.link_revocation import revoke_links_by_others, revoke_links_made_by
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of


def grant_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    granted_by: UUID | None,
    now: datetime,
    scope_type: str = "platform",
    scope_id: UUID | None = None,
) -> UUID:
    """Grant a role in a scope and return the id of the grant; an existing grant is returned.

    A role beyond learner ends the person's sessions from learning platforms and sign-in providers.
    The first one also ends what such a session could have made (`remove_unproven_ways_in`).

    Raises RoleUnknown, ScopeIncomplete or PersonNotFound.
    """
    if role not in ROLES:
        raise RoleUnknown(role=role)
    if scope_type not in SCOPE_TYPES or (scope_type == "platform") != (scope_id is None):
        raise ScopeIncomplete(scope_type=scope_type)
    _lock_person(session, person_id)
    grants = queries.open_grants(session, person_id)
    for held in grants:
        if (held.role, held.scope_type, held.scope_id) == (role, scope_type, scope_id):
            return held.id
    grant = RoleGrant(
        id=new_id(),
        person_id=person_id,
        role=role,
        scope_type=scope_type,
        scope_id=scope_id,
        granted_by=granted_by,
        granted_at=now,
    )
    session.add(grant)
    if role != "learner":
        if all(held.role == "learner" for held in grants):
            remove_unproven_ways_in(session, person_id, granted_by=granted_by, now=now)
        revoke_links_by_others(session, person_id, now=now, trusted=granted_by)
        _end_sessions_from_elsewhere(session, person_id, now)
    _audit(session, "role.granted", grant, granted_by, now)
    return grant.id


def _end_sessions_from_elsewhere(session: Session, person_id: UUID, now: datetime) -> None:
    """Whoever runs a learning platform or a sign-in provider could have begun such a session."""
    is_open = SignInSession.person_id == person_id, SignInSession.ended_at.is_(None)
    from_elsewhere = SignInSession.via.in_(EXTERNAL_METHODS)
    session.execute(
        update(SignInSession)
        .where(*is_open, from_elsewhere)
        .values(ended_at=later_of(now, SignInSession.begun_at))
    )


def end_role(session: Session, grant_id: UUID, *, ended_by: UUID, now: datetime) -> None:
    """End a grant, and close the links that its holder has made.

    Raises GrantNotFound or LastAdministrator.
    """
    grant = session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
    if grant is None:
        raise GrantNotFound(grant_id=grant_id)
    if grant.ended_at is not None:
        return
    if (grant.role, grant.scope_type) == ("administrator", "platform"):
        require_other_administrator(session, grant.person_id)
    grant.ended_at = max(now, grant.granted_at)
    if "person.make-link" in permissions_of(grant.role):
        revoke_links_made_by(session, grant.person_id, now=now)
    _audit(session, "role.ended", grant, ended_by, now)


def end_all_roles(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End all roles of a person who is erased or whose account is closed by a merge."""
    revoke_links_made_by(session, person_id, now=now)
    is_open = RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None)
    session.execute(
        update(RoleGrant).where(*is_open).values(ended_at=later_of(now, RoleGrant.granted_at))
    )


def transfer_roles(session: Session, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Grant the roles of one account to the other one of the same person."""
    grants = select(RoleGrant).where(RoleGrant.person_id == from_id, RoleGrant.ended_at.is_(None))
    for grant in session.scalars(grants).all():
        grant_role(
            session,
            person_id=to_id,
            role=grant.role,
            granted_by=grant.granted_by,
            now=now,
            scope_type=grant.scope_type,
            scope_id=grant.scope_id,
        )
    end_all_roles(session, from_id, now=now)


def require_other_administrator(session: Session, person_id: UUID) -> None:
    """Raises LastAdministrator if the person is the only administrator."""
    held = queries.open_grants(session, person_id)
    is_administrator = any((g.role, g.scope_type) == ("administrator", "platform") for g in held)
    if is_administrator and not queries.count_other_administrators(session, person_id):
        raise LastAdministrator()


def _lock_person(session: Session, person_id: UUID) -> None:
    """Serialise grants to one person on PostgreSQL; SQLite has one writer.

    Raises PersonNotFound.
    """
    person = select(Person.id).where(Person.id == person_id, Person.erased_at.is_(None))
    if session.scalar(person.with_for_update()) is None:
        raise PersonNotFound(person_id=person_id)


def _audit(
    session: Session, action: str, grant: RoleGrant, actor_id: UUID | None, now: datetime
) -> None:
    scope_id = str(grant.scope_id) if grant.scope_id else None
    details: dict[str, object] = {
        "role": grant.role,
        "scope_type": grant.scope_type,
        "scope_id": scope_id,
    }
    record_about(session, action, grant.person_id, actor_id=actor_id, now=now, details=details)
