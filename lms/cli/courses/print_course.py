"""`payung course print`: a course, or one module of it, as a PDF to print."""

from pathlib import Path

import click

from lms.cli.application import application
from lms.cli.language import translate
from lms.cli.settings import load_settings


@click.command(
    name="print", help=translate("Write the newest version of a course as a PDF to print.")
)
@click.argument("code")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--module", default="", help=translate("Code of a module, to print only that one."))
@click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help=translate("Language of the print."),
)
def print_course(code: str, output: Path, module: str, language: str) -> None:
    from courses.catalogue.errors import CourseNotFound
    from courses.catalogue.versions import course_versions
    from lms.extensions import db
    from lms.web.printing.prints import WHOLE, get_print, make_prints, printed_version

    settings = load_settings()
    with application(settings, only_reads=True):
        versions = course_versions(
            db.session(), language=language, is_loopback=settings.has_loopback_origin
        )
        newest = next((entry for entry in versions if entry.code == code), None)
        if newest is None:
            raise CourseNotFound(course=code)
        prints = make_prints(printed_version(newest.version_id, language), language)
        made = get_print(prints, module or WHOLE)
    with output.open("xb") as file:  # never overwrites a file
        file.write(made.pdf())
    done = translate("%(course)s was written to %(file)s.")
    click.echo(done % {"course": made.title, "file": output})
