"""Applications that serve one test after another. Making one takes longer than most tests.

Each test has a data folder, keys and rows of its own. An application is kept for each combination
of the other settings; one whose routes or hooks a test has changed is not used again.
"""

from sqlalchemy.engine import make_url

from lms.adapters.configured_ports import create_ports
from lms.adapters.queue import task_queue
from lms.app import create_app, flask_config
from lms.extensions import db, limiter
from tests.compiled_templates import share_templates

TEST_CONFIG = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}
MAX_IDLE = 8  # applications; each has a pool of connections and a few megabytes


class SharedApps:
    """The applications of one process. Those that limit requests are not shared: the limiter and
    its counts belong to the process."""

    def __init__(self) -> None:
        self._idle: dict[str, SharedApp] = {}

    def take(self, settings, **overrides):
        config = TEST_CONFIG | overrides
        assert not config["RATELIMIT_ENABLED"], "make an application of your own"
        shared = self._idle.pop(key_of(settings, config), None)
        if shared is None:
            return SharedApp(settings, config)
        shared.prepare(settings)
        return shared

    def give_back(self, shared) -> None:
        if not shared.release():
            return
        self._idle[shared.key] = shared
        if len(self._idle) > MAX_IDLE:
            del self._idle[next(iter(self._idle))]


class SharedApp:
    def __init__(self, settings, config) -> None:
        self.key = key_of(settings, config)
        self.app = create_app(settings, **config)
        share_templates(self.app)
        self._config = dict(self.app.config) | config
        self._extensions = dict(self.app.extensions)
        self._structure = structure_of(self.app)

    def prepare(self, settings) -> None:
        """Make the application as if it had just been created with these settings."""
        app = self.app
        app.config.clear()
        app.config.update(self._config)
        app.config["SECRET_KEY"] = flask_config(settings)["SECRET_KEY"]
        app.extensions.clear()
        app.extensions.update(self._extensions)
        app.extensions["settings"] = settings
        app.extensions["ports"] = create_ports(settings)
        task_queue.init_app(app, settings)
        limiter.enabled = False  # another application may have switched it on

    def release(self) -> bool:
        """Close all connections; return whether another test can use the application."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        return structure_of(self.app) == self._structure


def key_of(settings, config) -> str:
    """Two applications with the same key differ in nothing but their data folder."""
    rest = settings.model_dump(exclude={"data_dir"})
    rest["database_url"] = str(make_url(settings.database_uri))
    return repr((sorted(rest.items()), sorted(config.items())))


def structure_of(app) -> tuple:
    """What tests may add to an application and cannot take back."""
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    return (
        [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()],
        dict(app.view_functions),
        dict(app.blueprints),
        [{name: list(functions) for name, functions in hook.items()} for hook in hooks],
        {name: dict(handlers) for name, handlers in app.error_handler_spec[None].items()},
        dict(app.jinja_env.globals),
        dict(app.jinja_env.filters),
        (app.wsgi_app, app.session_interface, app.json),
    )
