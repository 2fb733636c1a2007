"""`payung work`: does background work beside servers that were started with `--no-tasks`."""

import signal
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import click

from lms.cli.application import require_current_version
from lms.cli.garbage_collection import garbage_collection_paused
from lms.cli.language import translate
from lms.cli.serve import require_database_server
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from flask import Flask

    from lms.settings import Settings

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@click.command(help=translate("Do background work until it is stopped."))
def work() -> None:
    from lms.adapters.storage.data_folder import prepare_data_folder
    from lms.tasks import run_consumer

    settings = load_settings()
    require_database_server(settings)
    prepare_data_folder(settings.data_dir)
    with garbage_collection_paused():
        app = open_application(settings)
    stopping = Event()
    stop_at_signals(stopping)
    click.echo(translate("Payung does background work. Stop it with Ctrl+C."))
    run_consumer(app, stopping)


def open_application(settings: "Settings") -> "Flask":
    """Return the application on a database and with a key that a server has prepared.

    Raises DatabaseEmpty, DatabaseNewer, DatabaseNotCurrent, ServerKeyMissing or ServerKeyMismatch.
    """
    from lms.adapters.keys.server_key import load_server_key
    from lms.app import create_app
    from lms.web.request_log import configure_logging

    configure_logging(settings.log_level)
    require_current_version(settings.database_uri)
    load_server_key(settings.keys_dir / "server.key", settings.database_uri)
    return create_app(settings)


def stop_at_signals(stopping: Event) -> None:
    """Set `stopping` at the first signal to stop; a second one ends the process at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    for number in STOP_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores SIGHUP
            signal.signal(number, stop)
