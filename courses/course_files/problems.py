"""Problems of course files: location, message and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.course_files.texts import MESSAGES, REMEDIES
from courses.course_files.two_languages import LANGUAGES, Texts


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem; `file` is relative to the course folder, lines count from 1."""

    file: str
    line: int
    code: str
    message: Texts
    remedy: Texts


class CourseFilesRejected(Exception):
    """The files have the listed problems; nothing was read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems in the course's files")


def problem(file: str, line: int, code: str, /, **parameters: object) -> Problem:
    """Build a problem; `Texts` parameters are inserted in the language of the message."""
    return Problem(
        file, line, code, _filled(MESSAGES[code], parameters), _filled(REMEDIES[code], parameters)
    )


def _filled(texts: Texts, parameters: dict[str, object]) -> Texts:
    return Texts(*(_format(texts, parameters, language) for language in LANGUAGES))


def _format(texts: Texts, parameters: dict[str, object], language: str) -> str:
    values = {
        name: value.of(language) if isinstance(value, Texts) else value
        for name, value in parameters.items()
    }
    return texts.of(language).format_map(values)
