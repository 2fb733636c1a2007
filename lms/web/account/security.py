"""Sets Flask-Security up: sessions, password hashes, sign-in and sign-out, and nothing else of it.

Its views cannot sign up a person who has a mobile number only, and they hash passwords while a
write is open. So our own routes call its parts; docs/decisions tells the story.
"""

from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app, request, session
from flask_security import RoleMixin, Security
from flask_security import hash_password as library_hash
from flask_security.datastore import UserDatastore
from flask_security.utils import login_user, logout_user
from flask_security.utils import verify_password as library_verify

from lms.accounts.sessions import service as sessions
from lms.accounts.sessions.devices import device_of
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

CONFIG: dict[str, Any] = {
    "SECURITY_DATETIME_FACTORY": utc_now,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": True,  # argon2 takes any length: no salt that could be lost
    # OWASP's first choice for argon2id: as strong as more memory and fewer rounds, and a class of
    # thirty can sign in at the same time on a small server.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SESSION_REFRESH_EACH_REQUEST": False,  # a session has an end; answers stay small
}


class SessionPeople(UserDatastore):
    """All that Flask-Security needs to know of people: who stands behind a session."""

    def __init__(self) -> None:
        super().__init__(SignedInPerson, RoleMixin)  # its roles are not used

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> SignedInPerson | None:
        return person_for_session_key(str(wanted["fs_uniquifier"]))


def init_app(app: Flask) -> None:
    app.config.from_mapping(CONFIG)
    security = Security(app, SessionPeople(), register_blueprint=False)
    security.login_manager.session_protection = None  # phones change their address all day
    security.login_manager.request_loader(no_request_loader)
    security.principal.identity_loaders.clear()  # it would look people up on every request
    auth.init_app(app)


def no_request_loader(request: object) -> None:
    """Sessions only: no token in a header or an address signs anybody in."""


def begin_session(
    person_id: UUID, *, via: str, epoch: str | None = None, stays: bool = False
) -> None:
    """Sign a person in, in a session that shares nothing with the one before, which ends."""
    left = session.get(SESSION_KEY)
    session.clear()
    with transaction() as writes:
        now = utc_now()
        if left:
            sessions.end_session(writes, left, now=now)
        key = sessions.begin_session(
            writes,
            person_id=person_id,
            via=via,
            epoch=epoch,
            device=device_of(request.user_agent.string),
            stays=stays,
            now=now,
        )
    db.session().rollback()  # what was just committed must be seen
    person = person_for_session_key(key)
    if person is None:  # the password was changed between
        raise SignInRequired
    login_user(cast(Any, person), remember=False, authn_via=[via])
    session.pop("_id", None)  # Flask-Login's mark for session protection, which is off
    session.permanent = stays
    if person.is_staff or person.is_coordinator:
        session[STAFF] = True


def end_session() -> None:
    """Sign out on this device, for copies of the cookie too.

    The cookie goes first: also where nothing can be stored, this browser is left signed out.
    """
    left = session.get(SESSION_KEY)
    logout_user()
    session.clear()
    if left:
        with transaction() as writes:
            sessions.end_session(writes, left, now=utc_now())


def hash_password(password: str) -> str:
    """Slow by intention: never call it inside a transaction."""
    return str(library_hash(normalise(password)))


def is_password_of(password: str, stored_hash: str | None) -> bool:
    """Takes as long where there is no password, so that the time tells nothing."""
    if stored_hash is None:
        hash_password(password)
        return False
    return bool(library_verify(normalise(password), stored_hash))


def is_outdated(stored_hash: str) -> bool:
    """Was this hash made with weaker parameters than those of today?"""
    return bool(current_app.extensions["security"].pwd_context.needs_update(stored_hash))
