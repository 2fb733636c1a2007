"""Commands that ask something: what keeps them from an answer is none, with a status of its own.

A script that reads 1 as "not valid" would otherwise refuse what is genuine where a disk fails.
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
    """Ends with 2 where folder, keys, database or settings cannot be used."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly when nobody reads on
        except expected_failures() as problem:
            if isinstance(problem, LmsError) and not isinstance(problem, BLOCKING_ERRORS):
                raise
            from lms.cli.error_messages import describe_error

            click.echo(describe_error(problem), err=True)
            sys.exit(CANNOT_ANSWER)
