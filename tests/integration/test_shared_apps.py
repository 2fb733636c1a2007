"""An application that has served another test is as good as a new one."""

import gc
import sqlite3
from contextlib import closing
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.app import create_app
from lms.extensions import db, limiter
from lms.settings import Settings
from tests.shared_apps import TEST_CONFIG, SharedApps
from tests.sqlite_databases import Files


@pytest.fixture
def settings_of(database_url, tmp_path):
    return lambda name: Settings(data_dir=tmp_path / name, database_url=database_url, threads=4)


@pytest.fixture
def apps(settled_memory):
    return SharedApps()


@pytest.fixture
def used(apps, settings_of):
    """An application that has served a test, as the next one gets it."""
    first = apps.take(settings_of("first"))
    first.app.config["WTF_CSRF_ENABLED"] = True
    first.app.extensions["left"] = "by the first test"
    for path in ("/", "/courses", "/sign-in", "/static/payung.css"):
        first.app.test_client().get(path)
    apps.give_back(first)
    second = apps.take(settings_of("second"))
    assert second is first
    return second.app


def test_it_has_the_settings_of_a_new_one(used, settings_of):
    new = create_app(settings_of("second"), **TEST_CONFIG)
    assert used.config == new.config
    assert used.extensions.keys() == new.extensions.keys()
    assert used.extensions["settings"] == new.extensions["settings"]
    with new.app_context():
        db.engine.dispose()


def test_it_holds_nothing_of_the_former_data_folder(used, settings_of):
    assert paths_in(used, settings_of("first").data_dir) == []
    assert paths_in(used, settings_of("second").data_dir) != []


def paths_in(app, folder):
    """Texts and paths with this folder that can be reached from the application."""
    seen, waiting, matches = set(), [app], []
    while waiting:
        item = waiting.pop()
        if isinstance(item, ModuleType | type) or id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, str | Path) and str(folder) in str(item):
            matches.append(item)
        elif isinstance(item, FunctionType):  # not its module
            waiting += [item.__closure__, item.__defaults__, item.__kwdefaults__, item.__dict__]
        else:
            waiting += gc.get_referents(item)
    return matches


def test_it_serves_with_keys_of_its_own(used, settings_of):
    assert used.test_client().get("/readyz").status_code == 200
    names = {path.name for path in settings_of("second").keys_dir.iterdir()}
    assert names == {path.name for path in settings_of("first").keys_dir.iterdir()}


def test_the_limits_of_another_application_do_not_count(apps, settings_of):
    apps.give_back(apps.take(settings_of("first")))
    limited = create_app(settings_of("limited"), TESTING=True, RATELIMIT_ENABLED=True)
    assert limiter.enabled
    apps.take(settings_of("second"))
    assert not limiter.enabled
    with limited.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "change",
    [
        lambda app: app.view_functions.update({"health.alive": str}),
        lambda app: app.before_request_funcs[None].append(str),
        lambda app: app.after_request_funcs[None].pop(),
        lambda app: app.jinja_env.globals.update(left=1),
        lambda app: setattr(app, "wsgi_app", str),
    ],
)
def test_a_changed_application_is_not_used_again(apps, settings_of, change):
    first = apps.take(settings_of("first"))
    change(first.app)
    apps.give_back(first)
    assert apps.take(settings_of("first")) is not first


def test_other_settings_get_another_application(apps, settings_of):
    first = apps.take(settings_of("first"))
    apps.give_back(first)
    public = settings_of("first").model_copy(update={"public_url": "https://payung.example"})
    assert apps.take(public) is not first


@pytest.mark.parametrize("time", ["first", "second"])
def test_no_rows_are_left(new_session, make_person, time):
    make_person()
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_file_that_is_still_open_is_left_alone(sqlite_template, tmp_path_factory):
    files = Files(sqlite_template, tmp_path_factory.mktemp)
    url = files.take()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DELETE FROM person")
        files.give_back()
        other = files.take()
    files.give_back()
    assert (other != url, files.take() == other) == (True, True)
