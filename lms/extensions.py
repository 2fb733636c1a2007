"""Flask extensions, bound to the application in `create_app`, and the only commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from threading import RLock
from typing import Any, cast

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf.csrf import CSRFError, CSRFProtect, same_origin
from sqlalchemy.orm import Session

from lms.kernel.clock import utc_now
from lms.kernel.database.db import Base
from lms.kernel.database.sqlite_connections import prepare_engine
from lms.kernel.ledger import write_pending
from lms.kernel.ports import Ports
from lms.kernel.task_context import TaskContext
from lms.settings import Settings

WRITES = {"writes": True}  # execution option: BEGIN IMMEDIATE on SQLite


class ReadSession(FlaskSession):
    """The session of a request, for reading. Writes use `transaction()`."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self.info["ports"] = current_ports()


class SameOriginCsrf(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """Checks the token and, over TLS, that the request comes from a page of this site.

    Flask-WTF asks for a Referer, which pages that show a certificate never send. Sec-Fetch-Site and
    Origin say the same.
    """

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.config["WTF_CSRF_SSL_STRICT"] = False  # replaced by is_same_origin()

    def protect(self, apply_exemptions: bool = False) -> None:
        """Raises CSRFError."""
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return  # before the exemptions are looked up
        super().protect(apply_exemptions)
        if g.get("csrf_valid") and not is_same_origin():  # set when a token was checked
            raise CSRFError("The form is of another site.")


def is_same_origin() -> bool:
    """Whether the browser names this site as the origin. Over TLS a missing origin is rejected."""
    if not request.is_secure:
        return True
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin", "null")
    page = request.referrer if origin == "null" else origin
    return bool(page) and same_origin(page, request.host_url)


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"class_": ReadSession, "expire_on_commit": False},
)
csrf = SameOriginCsrf()
babel = Babel()
limiter = Limiter(get_remote_address, headers_enabled=False)
writer_lock = RLock()  # queues writers of a process, since SQLite lets waiting writers starve


def init_app(
    app: Flask, settings: Settings, ports: Ports, *, current_language: Callable[[], str]
) -> None:
    """Bind all extensions to the application."""
    app.extensions["ports"] = ports
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"wrap_exceptions": True}  # one class of errors
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(settings.redis_url)
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=lambda: parse_locale(current_language()))
    with app.app_context():
        prepare_engine(db.engine)


parse_locale = cache(Locale.parse)  # Babel looks for a file each time


def current_ports() -> Ports:
    """Return the ports of the current application."""
    return cast(Ports, current_app.extensions["ports"])


class DryRun(Exception):
    """Rolls back the writes of a dry run; caught by `transaction()`."""


def begin_dry_run() -> None:
    """Roll back all further writes of this request."""
    g.is_dry_run = True


def is_dry_run() -> bool:
    """Whether writes of this request are rolled back."""
    return has_request_context() and "is_dry_run" in g


@contextmanager
def transaction(*, commits_dry_runs: bool = False) -> Iterator[Session]:
    """Commit the writes of a new session, or roll back all of them and raise the error.

    In a dry run the writes are flushed, so that constraints are checked, and rolled back, unless
    `commits_dry_runs`: guesses count there too, or a dry run could guess without limit.
    """
    new_session = Session(db.engine, info={"ports": current_ports()}, execution_options=WRITES)
    with suppress(DryRun), single_writer(), new_session as session, session.begin():
        yield session
        require_active(session)
        if is_dry_run() and not commits_dry_runs:
            session.flush()
            raise DryRun
        write_pending(session)


def task_context() -> TaskContext:
    """Sessions of the current application and the present time, for a long task."""
    return TaskContext(read_session=db.session(), transaction=transaction, now=utc_now())


def require_active(session: Session) -> None:
    """Raises PendingRollbackError if a flush failed and its error was caught.

    The failed flush has rolled back, but `begin()` would end without an error.
    """
    if not session.is_active:
        session.commit()


def single_writer() -> AbstractContextManager[object]:
    """Queue the writers of this process on SQLite; PostgreSQL needs no queue."""
    return writer_lock if db.engine.dialect.name == "sqlite" else nullcontext()
