"""`payung serve`: creates what is missing, then serves until it is stopped."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

import click

from lms.cli.garbage_collection import garbage_collection_paused
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from flask import Flask

    from lms.settings import Settings


@click.command(help=translate("Serve Payung until it is stopped."))
@click.option(
    "--no-tasks",
    "has_no_tasks",
    is_flag=True,
    help=translate("Leave background work to payung work."),
)
def serve(has_no_tasks: bool) -> None:
    from lms.adapters.instance_lock import single_instance
    from lms.adapters.server import require_free_port
    from lms.adapters.storage.data_folder import prepare_data_folder

    settings = load_settings()
    if has_no_tasks:
        require_database_server(settings)
    prepare_data_folder(settings.data_dir)
    with single_instance(settings.data_dir, address=settings.origin) as lock:
        require_free_port(settings.host, settings.port)
        click.echo(translate("Preparing the database, the keys and the courses ..."))
        with garbage_collection_paused():
            app, link = prepare(settings)
        run(
            settings,
            app,
            lock=lock,
            does_tasks=not has_no_tasks,
            announce=lambda: announce(settings, link),
        )


def require_database_server(settings: "Settings") -> None:
    """Raises DatabaseServerNeeded on SQLite, where migrations replace the file."""
    from lms.adapters.errors import DatabaseServerNeeded

    if settings.database_uri.startswith("sqlite"):
        raise DatabaseServerNeeded


def prepare(settings: "Settings") -> "tuple[Flask, str | None]":
    """Prepare database, keys and courses. Idempotent.

    Return the application, and the link for the first administrator while there is none.
    """
    from lms.adapters.database import migrations
    from lms.adapters.database.restore_marker import require_no_unfinished_restore
    from lms.adapters.keys.server_key import register_server_key
    from lms.app import create_app
    from lms.cli.courses.course_folders import course_folders
    from lms.cli.first_start import (
        first_administrator_link,
        load_courses,
        prepare_certificates,
    )
    from lms.kernel.clock import utc_now
    from lms.web.request_log import configure_logging

    configure_logging(settings.log_level)
    require_no_unfinished_restore(settings.database_uri)
    require_sound_database(settings)
    migrations.upgrade(settings.database_uri)
    register_server_key(settings.keys_dir / "server.key", settings.database_uri, now=utc_now())
    app = create_app(settings)
    with app.app_context():
        load_courses(settings, course_folders())
        prepare_certificates()
        link = first_administrator_link(settings)
    return app, link


def require_sound_database(settings: "Settings") -> None:
    """Check the database for at most START_SECONDS. Raises DatabaseDamaged."""
    import structlog

    from lms.adapters.database.integrity import START_SECONDS, check_integrity, note_damage
    from lms.adapters.errors import DatabaseDamaged

    result = check_integrity(settings.database_uri, seconds=START_SECONDS)
    note_damage(settings.data_dir, result)
    if result.damage is not None:
        raise DatabaseDamaged(reason=result.damage)
    if not result.is_complete:
        structlog.get_logger("payung").warning("database_check_incomplete")


def announce(settings: "Settings", link: str | None) -> None:
    """Print the address and the link for the first administrator."""
    from lms.settings import usable_cores

    click.echo(translate("Payung is ready at %(url)s") % {"url": settings.origin})
    if link is not None:
        click.echo(translate("Become its first administrator, once, at %(url)s") % {"url": link})
    click.echo(
        translate("Processes: %(processes)s; threads in each: %(threads)s; cores: %(cores)s.")
        % {
            "processes": settings.processes,
            "threads": settings.threads,
            "cores": usable_cores(),
        }
    )
    click.echo(translate("Stop it with Ctrl+C."))
    record_start(settings)


def record_start(settings: "Settings") -> None:
    """Log the start."""
    import structlog

    structlog.get_logger("payung").info(
        "server_started",
        origin=settings.origin,
        database=settings.database_uri.partition(":")[0],
        workers=settings.processes,
        threads=settings.threads,
    )


def run(
    settings: "Settings",
    app: "Flask",
    *,
    lock: int,
    does_tasks: bool,
    announce: Callable[[], None],
) -> None:
    """Start the server. Database connections are closed before it forks."""
    import os

    from lms.adapters import server
    from lms.extensions import db
    from lms.tasks import run_consumer

    with app.app_context():
        db.session.remove()
        db.engine.dispose()

    def consume(stopping: Event) -> None:
        run_consumer(app, stopping)

    server.serve(
        settings,
        application=lambda: app,
        consumer=consume if does_tasks else None,
        in_children=lambda: os.close(lock),  # only the supervisor holds the lock
        announce=announce,
    )
