"""Commands that ask something: what keeps them from an answer is none, with a status of its own.

A script that reads 1 as "not valid" would otherwise refuse what is genuine where a disk fails.
"""

import sys

import click

from lms.adapters.errors import DatabaseNewer, DatabaseNotCurrent
from lms.cli import expected_failures
from lms.cli.settings import UnsafeSetting
from lms.kernel.errors import LmsError, Unavailable

NOT_ASKED = 2
KEEP_FROM_ASKING = (Unavailable, UnsafeSetting, DatabaseNewer, DatabaseNotCurrent)


class Question(click.Command):
    """Ends with 2 where folder, keys, database or settings cannot be used."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly when nobody reads on
        except expected_failures() as problem:
            if isinstance(problem, LmsError) and not isinstance(problem, KEEP_FROM_ASKING):
                raise
            from lms.cli.error_messages import sentence_about

            click.echo(sentence_about(problem), err=True)
            sys.exit(NOT_ASKED)
