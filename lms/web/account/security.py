"""Set up Flask-Security for sessions and password hashes only.

Its views cannot sign up people who have only a mobile number, and they hash passwords inside a
transaction. So our own routes call its parts; see docs/decisions.
"""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app, request, session
from flask_security import RoleMixin, Security
from flask_security import hash_password as library_hash
from flask_security.datastore import UserDatastore
from flask_security.utils import login_user, logout_user
from flask_security.utils import verify_password as library_verify
from sqlalchemy.orm import Session

from lms.accounts.sessions import service as sessions
from lms.accounts.sessions.devices import device_of
from lms.accounts.sessions.methods import EXTERNAL_METHODS
from lms.accounts.sign_in.passwords import normalise
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access import auth
from lms.web.access.auth import (
    SESSION_KEY,
    STAFF,
    SignedInPerson,
    SignInRequired,
    person_for_session_key,
)
from lms.web.access.frames import FRAME_ORIGINS, is_framed
from lms.web.account.known_devices import remember_device

CONFIG: dict[str, Any] = {
    "SECURITY_DATETIME_FACTORY": utc_now,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": True,  # argon2 accepts any length, so no pepper is needed
    # OWASP's first choice for argon2id. Its memory cost lets a class of thirty sign in at the same
    # time on a small server.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SESSION_REFRESH_EACH_REQUEST": False,  # sessions expire; responses stay small
}


class SessionPeople(UserDatastore):
    """The user store of Flask-Security: finds the person of a session."""

    def __init__(self) -> None:
        super().__init__(SignedInPerson, RoleMixin)  # roles of Flask-Security are not used

    def find_user(self, case_insensitive: bool = False, **criteria: Any) -> SignedInPerson | None:
        return person_for_session_key(str(criteria["fs_uniquifier"]))


def init_app(app: Flask) -> None:
    app.config.from_mapping(CONFIG)
    security = Security(app, SessionPeople(), register_blueprint=False)
    security.login_manager.session_protection = None  # the address of a phone changes often
    security.login_manager.request_loader(no_request_loader)
    security.principal.identity_loaders.clear()  # would query the person on every request
    auth.init_app(app)


def no_request_loader(request: object) -> None:
    """Disable sign-in by a token in a header or an address."""


def begin_session(
    person_id: UUID,
    *,
    via: str,
    epoch: str | None = None,
    stays: bool = False,
    frame_origins: str | None = None,
    before: Callable[[Session], None] | None = None,
) -> None:
    """Sign a person in with a new session, and end the current one.

    A session in a frame stays one. `before` writes in the same transaction; what it raises leaves
    the current session. Raises SignInRequired if the password has changed meanwhile.
    """
    old_key = session.get(SESSION_KEY)
    if is_framed():
        frame_origins = frame_origins or session.get(FRAME_ORIGINS)
    with transaction() as writes:
        now = utc_now()
        if before is not None:
            before(writes)
        if old_key:
            sessions.end_session(writes, old_key, now=now)
        key = sessions.begin_session(
            writes,
            person_id=person_id,
            via=via,
            epoch=epoch,
            device=device_of(request.user_agent.string),
            stays=stays,
            frame_origins=frame_origins,
            now=now,
        )
    session.clear()
    if frame_origins:
        session[FRAME_ORIGINS] = frame_origins
    db.session().rollback()  # so that the session just committed is visible
    person = person_for_session_key(key)
    if person is None:  # the password has changed meanwhile
        raise SignInRequired
    if via not in EXTERNAL_METHODS and not is_framed():
        remember_device(person_id)
    login_user(cast(Any, person), remember=False, authn_via=[via])
    session.pop("_id", None)  # Flask-Login's mark for session protection, which is off
    session.permanent = stays
    if person.is_staff or person.is_coordinator:
        session[STAFF] = True


def end_session() -> None:
    """Sign out on this device. Copies of the cookie become invalid.

    The cookie is cleared first, so that the browser is signed out even if the database fails.
    """
    old_key, origins = session.get(SESSION_KEY), session.get(FRAME_ORIGINS)
    logout_user()
    session.clear()
    if origins:  # the page after it is shown in the frame, too
        session[FRAME_ORIGINS] = origins
    if old_key:
        with transaction() as writes:
            sessions.end_session(writes, old_key, now=utc_now())


def hash_password(password: str) -> str:
    """Hash a password with argon2id. Slow by design: never call it inside a transaction."""
    return str(library_hash(normalise(password)))


def is_password_of(password: str, stored_hash: str | None) -> bool:
    """Verify a password. Takes as long without a stored hash, so that timing reveals nothing."""
    if stored_hash is None:
        hash_password(password)
        return False
    return bool(library_verify(normalise(password), stored_hash))


def is_outdated(stored_hash: str) -> bool:
    """Was this hash made with weaker parameters than the current ones?"""
    return bool(current_app.extensions["security"].pwd_context.needs_update(stored_hash))
