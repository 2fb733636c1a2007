"""Who is asking, and may they? The first line of a route calls `current_person` or `require`.

A request asks the database once, for the person together with the roles they hold at this moment.
So a suspended person and an ended role are out at once, also in sessions that were begun before.
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
from lms.web.errors import error_response, wants_problem_document
from lms.web.pages.safe_paths import validate_own_path

SESSION_KEY: Final = "_user_id"  # in the session: where Flask-Login keeps what names it
PERSON: Final = "person_of_session"  # in g: the person of this request, once somebody has asked
STAFF: Final = "is_staff"  # in the session: so that pages which read no person lead there as well
ADMINISTRATION: Final = ("person.find", "course.see-draft", "platform.set-up")


class SignInRequired(Exception):
    """Nobody is signed in, or not any more."""


@dataclass(frozen=True, slots=True, eq=False)
class SignedInPerson(UserMixin):
    """The person of this request, as Flask-Security sees them and as routes use them."""

    id: UUID  # type: ignore[assignment]  # Flask-Security counts people, we do not
    name: str
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None = field(repr=False)  # read with the person: most lessons open it
    fs_uniquifier: str  # Flask-Security's name for what the cookie holds: the key of the session
    session_id: UUID
    proved_at: datetime
    grants: tuple[Grant, ...]
    active: bool = True

    def may(
        self,
        permission: str,
        scope_type: str = "platform",
        scope_id: UUID | None = None,
        above: Collection[UUID] = (),
    ) -> bool:
        return permissions.allows(self.grants, permission, scope_type, scope_id, above)

    @property
    def is_coordinator(self) -> bool:
        """Does some organisation or class lie in their hands?"""
        scopes = ("organisation", "cohort")
        return any(
            grant.scope_type in scopes and "cohort.see" in permissions.permissions_of(grant.role)
            for grant in self.grants
        )

    @property
    def is_staff(self) -> bool:
        """Is some page of the administration or of the authors open to them, if for one course?"""
        return any(self.may(permission) for permission in ADMINISTRATION) or any(
            "item.see" in permissions.permissions_of(grant.role) for grant in self.grants
        )


def init_app(app: Flask) -> None:
    app.register_error_handler(SignInRequired, handle_sign_in_required)


def person_for_session_key(session_key: str) -> SignedInPerson | None:
    """Flask-Security asks this once a request, when somebody first wants to know."""
    account = queries.account_of_session(db.session(), session_key, now=utc_now())
    person = _person(account) if account else None
    setattr(g, PERSON, person)
    return person


def person_for_session_id(reads: Session, session_id: UUID) -> SignedInPerson | None:
    """For what a page of the session handed out: it counts as long as the session."""
    account = queries.account_of_session_id(reads, session_id, now=utc_now())
    return _person(account) if account else None


def learner_for_session_id(writes: Session, session_id: UUID) -> Learner | None:
    """The same for what asks for no role: the calls of a block's handler."""
    learner = queries.learner_of_session_id(writes, session_id, now=utc_now())
    if learner is not None:
        g.person_language, g.province_code = learner.language, learner.province_code
    return learner


def _person(account: Account) -> SignedInPerson:
    g.person_language, g.province_code = account.language, account.province_code
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
        grants=account.grants,
    )


def current_person_or_none() -> SignedInPerson | None:
    """The person of this request, whom Flask-Login looks up once, or nobody."""
    person = current_user._get_current_object() if has_session_key() else None
    return person if isinstance(person, SignedInPerson) else None


def current_person() -> SignedInPerson:
    """The person of this request. Raises SignInRequired."""
    person = current_person_or_none()
    if person is None:
        raise SignInRequired
    return person


def has_session_key() -> bool:
    """Does the cookie name a session? It may have ended; that is known once it was looked up."""
    return SESSION_KEY in session


@contextmanager
def person_transaction() -> Iterator[tuple[Session, UUID]]:
    """A write by the person of this request, who is read inside it. Raises SignInRequired.

    For what is sent often, belongs to its sender and asks for no role: one session and one BEGIN
    instead of two, and still no write lock for somebody without a session.
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
    """The person of this request, if they may do this here. Raises SignInRequired or NotAllowed."""
    person = current_person()
    if not person.may(permission, scope_type, scope_id):
        raise NotAllowed(permission=permission)
    return person


def handle_sign_in_required(error: SignInRequired) -> ResponseReturnValue:
    """Pages lead to the sign-in and back; a form that was sent is not lost by leaving its page."""
    session.pop(SESSION_KEY, None)  # what it names is signed out
    if request.method in ("GET", "HEAD") and not wants_problem_document():
        return redirect(url_for("account.sign_in", next=return_path()), 303)
    return error_response("sign-in-needed", HTTPStatus.UNAUTHORIZED, {})


def return_path() -> str | None:
    """The path of this request, if it is one of ours and not the start page."""
    parts = urlsplit(request.full_path)
    path = validate_own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return path if path != "/" else None
