"""`payung items secure`: marks forms whose items are never exported to files."""

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings


@click.command(help=translate("Mark forms as secure: their items are never exported to files."))
@click.option("--course", required=True, help=translate("The code of the course."))
@click.option(
    "--form",
    "forms",
    multiple=True,
    help=translate("A form, such as A, B or retake; may be repeated. Without it: list them."),
)
@click.option("--release", is_flag=True, help=translate("Remove the mark instead."))
def secure(course: str, forms: tuple[str, ...], *, release: bool) -> None:
    """Set or remove the mark, and print the secure forms of the course."""
    from lms.extensions import db, transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.course_import.secure_forms import get_secure_forms, set_secure_forms

    with application(load_settings()):
        if forms:
            with transaction() as session:
                set_secure_forms(
                    session, course, forms, is_secure=not release, actor_id=None, now=utc_now()
                )
        marked = get_secure_forms(db.session(), course)
    facts = {"course": course, "forms": ", ".join(marked)}
    if marked:
        click.echo(translate("Secure forms of %(course)s, never exported: %(forms)s.") % facts)
    else:
        click.echo(translate("No form of %(course)s is secure.") % facts)
