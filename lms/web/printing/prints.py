"""Makes the prints of a course version in one language: the whole course, and each module."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar
from uuid import UUID

from flask import current_app

from courses.catalogue.openings import opening
from courses.catalogue.versions import version_name
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.offline.visitor import VisitorRequest
from lms.web.printing.course_text import CourseReader, PrintedVersion
from lms.web.printing.document import one_module, whole_course
from lms.web.printing.errors import PrintNotFound
from lms.web.printing.pdf import compressed_pdfs
from lms.web.texts.times import today

WHOLE: Final = "course"  # name of the file of all modules


class Named(Protocol):
    """A print by the name of its file."""

    @property
    def name(self) -> str: ...


P = TypeVar("P", bound=Named)


@dataclass(frozen=True, slots=True)
class Print:
    """A PDF, compressed with gzip. `module` is empty for the whole course."""

    module: str
    title: str
    body: bytes

    @property
    def name(self) -> str:
        return self.module or WHOLE

    def pdf(self) -> bytes:
        return gzip.decompress(self.body)


def get_print(prints: Iterable[P], name: str) -> P:
    """Raises PrintNotFound."""
    for part in prints:
        if part.name == name:
            return part
    raise PrintNotFound(module=name)


def printed_version(version_id: UUID, language: str) -> PrintedVersion:
    """A version of the database, with its title in a language. Raises CourseNotFound."""
    session = db.session()
    named = version_name(session, version_id, language=language)
    return PrintedVersion(
        version_id,
        named.code,
        named.title,
        named.label,
        opening(session, version_id, is_loopback=current_ports().is_loopback),
        str(current_app.extensions["settings"].origin),
    )


def make_prints(version: PrintedVersion, language: str) -> tuple[Print, ...]:
    """Read the version once, and lay out the whole course first, then each module.

    Raises PrintFailed.
    """
    now = utc_now()
    with VisitorRequest("/", language, version.origin):
        day = today()
        modules = CourseReader(version, language).modules()
        documents = [whole_course(version, language, modules, day=day)]
        documents += [
            one_module(version, language, module, day=day) for module in modules if module.number
        ]
    db.session().rollback()  # no transaction stays open while the process works
    bodies = compressed_pdfs(documents, now=now)
    return tuple(
        Print(document.module, document.title, body)
        for document, body in zip(documents, bodies, strict=True)
    )
