"""Application factory: builds the Flask application from the settings."""

from datetime import timedelta
from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from courses.block_host.compatibility.block_files import use_folder
from lms import extensions
from lms.adapters.configured_ports import create_ports
from lms.adapters.keys.key_files import load_or_create_secret
from lms.adapters.queue import task_queue
from lms.settings import Settings
from lms.web import errors, request_log, security, shell
from lms.web.access import sessions
from lms.web.account import security as account_security
from lms.web.assets import assets, icons, umbrella
from lms.web.texts import language_switch, line_breaks, numbers, times, translation
from lms.web.texts.language import current_language

BLUEPRINTS: tuple[str, ...] = (
    # module and name of each blueprint
    "lms.web.health:bp",
    "lms.web.pages.routes:bp",
    "lms.web.account.routes:bp",
    "lms.web.admin.routes:bp",
    "lms.web.certificate_admin.routes:bp",
    "lms.web.certificates.routes:bp",
    "lms.web.certificates.corrections:bp",
    "lms.web.verify.routes:bp",
    "lms.web.credentials.routes:bp",
    "lms.web.installed.routes:bp",
    "lms.web.assessments.routes:bp",
    "lms.web.practice.routes:bp",
    "lms.web.catalogue.routes:bp",
    "lms.web.learning.routes:bp",
    "lms.web.offline.routes:bp",
    "lms.web.printing.routes:bp",
    "lms.web.blocks.routes:bp",
    "lms.web.course_files.routes:bp",
    "lms.web.tokens.routes:bp",
    "lms.web.organisations.routes:bp",
    "lms.web.cohorts.routes:bp",
    "lms.web.awareness.routes:bp",
    "lms.web.evaluation.routes:bp",
    "lms.web.questions.routes:bp",
    "lms.web.rosters.routes:bp",
    "lms.web.oidc.routes:bp",
    "lms.web.oidc.administration:bp",
    "lms.web.joining.routes:bp",
    "lms.web.authoring.routes:bp",
    "lms.api.v1.routes:bp",
    "lms.lti.routes:bp",
    "lms.lti.administration:bp",
    "lms.lti.registration.pages:bp",
    "lms.lti.rosters.pages:bp",
    "lms.lti.self_check.pages:bp",
)


def create_app(settings: Settings, **overrides: object) -> Flask:
    """Return the application; `overrides` are Flask settings for tests.

    Raises ServerKeyMissing and other errors of keys.
    """
    app = Flask("lms", template_folder="web/templates", static_folder="web/static")
    app.config.from_mapping(flask_config(settings))
    app.config.from_mapping(overrides)
    app.extensions["settings"] = settings
    request_log.init_app(app)  # first, so that rejected requests have an id
    security.init_app(app, settings)
    extensions.init_app(app, settings, create_ports(settings), current_language=current_language)
    task_queue.init_app(app, settings)
    use_folder(settings.data_dir / "block-files")
    account_security.init_app(app)
    errors.init_app(app)
    sessions.init_app(app)
    assets.init_app(app)
    shell.init_app(app)
    language_switch.init_app(app)
    icons.init_app(app)
    umbrella.init_app(app)
    translation.init_app(app)
    times.init_app(app)
    numbers.init_app(app)
    line_breaks.init_app(app)
    for name in BLUEPRINTS:
        module, attribute = name.split(":")
        app.register_blueprint(getattr(import_module(module), attribute))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def flask_config(settings: Settings) -> dict[str, object]:
    """Return the Flask configuration."""
    return {
        "SECRET_KEY": load_or_create_secret(settings.keys_dir / "session.key"),
        "SQLALCHEMY_DATABASE_URI": settings.database_uri,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings),
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_TRANSLATION_DIRECTORIES": "web/translations",
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "SESSION_COOKIE_NAME": "session" if settings.has_loopback_origin else "__Host-session",
        "SESSION_COOKIE_SECURE": settings.origin.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),  # the cookie; sessions may end earlier
        "WTF_CSRF_TIME_LIMIT": None,  # valid as long as the session
        "PREFERRED_URL_SCHEME": settings.origin.partition(":")[0],
    }


def engine_options(settings: Settings) -> dict[str, object]:
    """Return the options of SQLAlchemy's engine."""
    hidden: dict[str, object] = {"hide_parameters": True}  # no personal data in errors and logs
    if settings.database_uri.startswith("sqlite"):
        return hidden | {"connect_args": {"check_same_thread": False, "timeout": 10}}
    pool = {"pool_size": settings.threads, "max_overflow": settings.threads}
    return hidden | pool | {"pool_pre_ping": True}  # survives a restart of the server
