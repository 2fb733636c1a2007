"""Serves the reference app with our own server, as `payung serve` serves the program.

python -m tests.benchmarks.servers DATABASE_URI PORT
"""

import sys
from threading import Event

from lms.adapters.server import serve
from lms.settings import Settings
from tests.benchmarks.reference_app import create_reference_app


def serve_reference(database_uri: str, port: int) -> None:
    """The same processes and threads; the one for tasks has none."""
    app = create_reference_app(database_uri)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()  # nothing stays open across the fork
    serve(
        Settings(port=port),
        application=lambda: app,
        consumer=idle,
        in_children=lambda: None,
        announce=lambda: None,
    )


def idle(stopping: Event) -> None:
    while not stopping.wait(10):
        pass


if __name__ == "__main__":
    serve_reference(sys.argv[1], int(sys.argv[2]))
