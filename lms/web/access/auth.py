"""Authentication and authorisation. Each route starts with `current_person` or `require`.

A request reads the person with their current roles once, so a suspension and the end of a role take
effect at once in all sessions.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import UserMixin, current_user
from sqlalchemy.orm import Session

from lms.accounts import permissions
from lms.accounts.permissions import Grant
from lms.accounts.sessions import queries
from lms.accounts.sessions.queries import Account, Learner
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.web.access.database_failure import has_database_failed
from lms.web.access.frames import FRAME_ORIGINS, is_framed
from lms.web.errors import error_response, wants_problem_document
from lms.web.pages.safe_paths import validate_own_path

SESSION_KEY: Final = "_user_id"  # in the session: Flask-Login's key
PERSON: Final = "person_of_session"  # in g: the person of this request, once read
STAFF: Final = "is_staff"  # in the session: for pages that do not read the person
ADMINISTRATION: Final = ("person.find", "course.see-draft", "platform.set-up", "evaluation.see")


class SignInRequired(Exception):
    """No person is signed in."""


@dataclass(frozen=True, slots=True, eq=False)
class SignedInPerson(UserMixin):
    """The person of this request, for routes and Flask-Security."""

    id: UUID  # type: ignore[assignment]  # Flask-Security expects an int
    name: str
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None = field(repr=False)  # most lessons need it
    fs_uniquifier: str  # Flask-Security's name for the key of the session
    session_id: UUID
    proved_at: datetime
    is_proved_elsewhere: bool  # by a platform or a provider alone, never here
    grants: tuple[Grant, ...]
    active: bool = True

    def may(
        self,
        permission: str,
        scope_type: str = "platform",
        scope_id: UUID | None = None,
        above: Collection[UUID] = (),
    ) -> bool:
        """Whether they have a permission in a scope; `above` are ancestors of the scope."""
        return permissions.allows(self.grants, permission, scope_type, scope_id, above)

    @property
    def is_coordinator(self) -> bool:
        """Whether they coordinate an organisation or a cohort."""
        scopes = ("organisation", "cohort")
        return any(
            grant.scope_type in scopes and "cohort.see" in permissions.permissions_of(grant.role)
            for grant in self.grants
        )

    @property
    def is_staff(self) -> bool:
        """Whether they may open some page of the administration or of authors."""
        return any(self.may(permission) for permission in ADMINISTRATION) or any(
            "item.see" in permissions.permissions_of(grant.role) for grant in self.grants
        )


def init_app(app: Flask) -> None:
    app.register_error_handler(SignInRequired, handle_sign_in_required)


def person_for_session_key(session_key: str) -> SignedInPerson | None:
    """Find the person of a session. Flask-Security calls it once per request."""
    if has_database_failed():
        return None
    account = queries.account_of_session(db.session(), session_key, now=utc_now())
    person = _person(account) if account else None
    setattr(g, PERSON, person)
    return person


def person_for_session_id(reads: Session, session_id: UUID) -> SignedInPerson | None:
    """Find the person for a token of a page, valid as long as the session."""
    account = queries.account_of_session_id(reads, session_id, now=utc_now())
    return _person(account) if account else None


def learner_for_session_id(writes: Session, session_id: UUID) -> Learner | None:
    """Find the learner for handler calls of blocks, without reading roles."""
    learner = queries.learner_of_session_id(writes, session_id, now=utc_now())
    if learner is not None:
        g.person_language, g.province_code = learner.language, learner.province_code
    return learner


def _person(account: Account) -> SignedInPerson:
    g.person_language, g.province_code = account.language, account.province_code
    setattr(g, FRAME_ORIGINS, account.frame_origins)
    return SignedInPerson(
        id=account.id,
        name=account.name,
        language=account.language,
        audience=account.audience,
        province_code=account.province_code,
        data_key_id=account.data_key_id,
        wrapped_key=account.wrapped_key,
        fs_uniquifier=account.session_key,
        session_id=account.session_id,
        proved_at=account.proved_at,
        is_proved_elsewhere=account.is_proved_elsewhere,
        grants=account.grants,
    )


def current_person_or_none() -> SignedInPerson | None:
    """Return the person of this request, or None."""
    person = current_user._get_current_object() if has_session_key() else None
    return person if isinstance(person, SignedInPerson) else None


def current_person() -> SignedInPerson:
    """Return the person of this request. Raises SignInRequired."""
    person = current_person_or_none()
    if person is None:
        raise SignInRequired
    return person


def has_session_key() -> bool:
    """Whether the cookie names a session, which may have ended."""
    return SESSION_KEY in session


@contextmanager
def person_transaction() -> Iterator[tuple[Session, UUID]]:
    """Open a transaction that also reads the person of this request. Raises SignInRequired.

    For frequent writes of a person's own data, which need no role. It saves a second session; a
    request without a session takes no write lock.
    """
    key = session.get(SESSION_KEY)
    if key is None:
        raise SignInRequired
    with transaction() as writes:
        sender = queries.sender_of_session(writes, key, now=utc_now())
        if sender is None:
            raise SignInRequired
        g.person_language, g.province_code = sender.language, sender.province_code
        yield writes, sender.id


def require(
    permission: str, scope_type: str = "platform", scope_id: UUID | None = None
) -> SignedInPerson:
    """Return the person of this request if permitted. Raises SignInRequired or NotAllowed."""
    person = current_person()
    if not person.may(permission, scope_type, scope_id):
        raise NotAllowed(permission=permission)
    return person


def handle_sign_in_required(error: SignInRequired) -> ResponseReturnValue:
    """Redirect pages to the sign-in; answer a submitted form with 401, so it stays on screen."""
    session.pop(SESSION_KEY, None)  # the session has ended
    is_page = request.method in ("GET", "HEAD") and not wants_problem_document()
    if is_page and is_framed() and FRAME_ORIGINS in session:
        return redirect(url_for("lti.ended"), 303)
    if is_page:
        return redirect(url_for("account.sign_in", next=return_path()), 303)
    return error_response("sign-in-needed", HTTPStatus.UNAUTHORIZED, {})


def return_path() -> str | None:
    """Return the path of this request, or None for the start page."""
    parts = urlsplit(request.full_path)
    path = validate_own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return path if path != "/" else None
