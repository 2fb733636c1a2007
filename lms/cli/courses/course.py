"""`payung course`: checks, imports, exports and lists courses.

Exit status of `check` and `import`: 0 if the files have no problems, else 1.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lms.cli.application import application
from lms.cli.courses.course_folders import course_folders
from lms.cli.courses.olx import export, import_archive
from lms.cli.courses.option_lines import option_lines
from lms.cli.courses.print_course import print_course
from lms.cli.language import translate
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from courses.course_files.problems import Problem

LANGUAGE_VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
NO_PROBLEMS: Final = {"en": "{folder}: no problems.", "id": "{folder}: tidak ada masalah."}
ONE_PROBLEM: Final = {"en": "{folder}: 1 problem.", "id": "{folder}: 1 masalah."}
PROBLEM_COUNT: Final = {"en": "{folder}: {count} problems.", "id": "{folder}: {count} masalah."}
PLANNED: Final = {
    "en": "Not built yet, shown plainly with equal content:",
    "id": "Belum dibangun, ditampilkan secara sederhana dengan isi yang setara:",
}
FOLDER = click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


def terminal_language() -> str:
    """`id` if the locale is Indonesian (`id_ID.UTF-8`), else `en`."""
    values = (os.environ.get(name) for name in LANGUAGE_VARIABLES)
    return "id" if next(filter(None, values), "").lower().startswith("id") else "en"


LANGUAGE = click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default=terminal_language,
    help=translate("id or en; otherwise that of the terminal."),
)


@click.group(help=translate("Check, import and list courses."))
def course() -> None:
    """Only groups the commands."""


@course.command(help=translate("Check the files of a course, or of all courses of this program."))
@FOLDER
@click.option(
    "--cues", "with_measures", is_flag=True, help=translate("Also measure what options give away.")
)
@LANGUAGE
def check(folder: Path | None, with_measures: bool, language: str) -> None:
    paths = _folders(folder)
    is_sound = [_check(path, language) for path in paths]
    if with_measures:
        for path, path_is_sound in zip(paths, is_sound, strict=True):
            for line in option_lines(path) if path_is_sound else ():
                click.echo(line)
    sys.exit(0 if all(is_sound) else 1)


@course.command(
    name="import",
    help=translate("Import a course from a folder or an OLX archive; what is there stays."),
)
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--code", default="", help=translate("Of an archive: another code for the course."))
@click.option(
    "--look", "only_look", is_flag=True, help=translate("Of an archive: only say what would come.")
)
@LANGUAGE
def import_(source: Path | None, code: str, only_look: bool, language: str) -> None:
    if source is not None and source.is_file():
        import_archive(source, code, only_look=only_look)
    else:
        _import_folders(source, language)


course.add_command(export)
course.add_command(print_course)


def _import_folders(folder: Path | None, language: str) -> None:
    from courses.course_files.reader import read_course
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.course_import.import_course import import_course

    paths = _folders(folder)
    is_sound = [_check(path, language, with_planned=False) for path in paths]  # name all problems
    if not all(is_sound):
        sys.exit(1)
    with application(load_settings()):
        for path in paths:
            files = read_course(path)
            with transaction() as session:
                version_id = import_course(session, files, now=utc_now())
            done = translate("%(course)s stands in version %(version)s.")
            click.echo(done % {"course": files.meta.code, "version": version_id})


@course.command(
    name="list", help=translate("List the versions of courses, and whether learners may enter.")
)
@LANGUAGE
def list_(language: str) -> None:
    from courses.catalogue.versions import course_versions
    from lms.extensions import db

    settings = load_settings()
    with application(settings, only_reads=True):
        versions = course_versions(
            db.session(), language=language, is_loopback=settings.has_loopback_origin
        )
    for entry in versions:
        state = translate("open") if entry.opening.is_open else translate("closed")
        if entry.opening.is_draft:
            state = ", ".join((state, translate("draft, under expert review")))
        version = translate("Version %(number)s (%(label)s)") % {
            "number": entry.number,
            "label": entry.label,
        }
        click.echo(f"{entry.code}  {entry.title}  {version}  ({state})")


def _folders(folder: Path | None) -> list[Path]:
    return course_folders() if folder is None else [folder]


def _check(path: Path, language: str, *, with_planned: bool = True) -> bool:
    from courses.course_files.planned import planned_blocks
    from lms.workflows.course_import.check_course import check_course

    problems = check_course(path)
    for line in _report(path, problems, language):
        click.echo(line)
    if with_planned and not problems:
        for line in _cue_lines(path):
            click.echo(line)
    planned = planned_blocks(path) if with_planned else []
    if planned:
        click.echo(PLANNED[language])
    for block in planned:
        location = f"{path / block.file}:{block.line}"
        click.echo(f"  {location}: {block.activity}: {block.planned} -> {block.kind}")
    return not problems


def _cue_lines(path: Path) -> Iterator[str]:
    """Warnings on cues, which do not count as problems."""
    from lms.cli.assessments.item_messages import cue_text
    from lms.workflows.course_import.check_cues import course_cues, course_step_cues

    cues = course_cues(path)
    if cues:
        yield translate("Cues that may give answers away (%(count)s):") % {"count": len(cues)}
    for use, cue in cues:
        yield f"  {cue.item or use}: {cue_text(cue)}"
    words_above = course_step_cues(path)
    if words_above:
        yield translate("Words of a question that only its best option repeats:")
    for step_cue in words_above:
        location = f"{path / step_cue.file}:{step_cue.line}"
        yield f"  {location}: {step_cue.turn} ({step_cue.language}): {', '.join(step_cue.words)}"


def _report(path: Path, problems: "Sequence[Problem]", language: str) -> Iterator[str]:
    for problem in problems:
        yield f"{path / problem.file}:{problem.line}: {problem.code}"
        message = problem.message.of(language)
        stop = "" if message.endswith((".", "?")) else "."  # those of the bank have none
        yield f"    {message}{stop} {problem.remedy.of(language)}"
    sentence = {0: NO_PROBLEMS, 1: ONE_PROBLEM}.get(len(problems), PROBLEM_COUNT)
    yield sentence[language].format(folder=path.name, count=len(problems))
