"""Query commands, with exit status 2 when they cannot answer.

Status 1 means "not valid"; a script must not reject a certificate because a disk fails.
"""

import sys

import click

from lms.adapters.errors import DatabaseNewer, DatabaseNotCurrent
from lms.cli import expected_failures
from lms.cli.settings import UnsafeSetting
from lms.kernel.errors import LmsError, Unavailable

CANNOT_ANSWER = 2
BLOCKING_ERRORS = (Unavailable, UnsafeSetting, DatabaseNewer, DatabaseNotCurrent)


class QueryCommand(click.Command):
    """Exits with 2 if data folder, keys, database or settings cannot be used."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click exits quietly when the output is closed
        except expected_failures() as error:
            if isinstance(error, LmsError) and not isinstance(error, BLOCKING_ERRORS):
                raise
            from lms.cli.error_messages import describe_error

            click.echo(describe_error(error), err=True)
            sys.exit(CANNOT_ANSWER)
