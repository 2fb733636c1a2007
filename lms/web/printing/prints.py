"""The prints of a course version in one language, kept in memory: all modules and the whole."""

import gzip
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from flask import current_app

from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.offline.visitor import VisitorRequest
from lms.web.printing.course_text import CourseReader, PrintedVersion
from lms.web.printing.document import one_module, whole_course
from lms.web.printing.errors import PrintBusy, PrintFailed, PrintNotFound
from lms.web.printing.pdf import compressed_pdfs
from lms.web.texts.times import today

MAX_PRINTS: Final = 4  # in memory, of about 3 MB; the oldest goes first
WAIT_SECONDS: Final = 5.0  # for prints of another version; a process answers few requests at a time
RETRY_AFTER: Final = timedelta(minutes=5)  # a failure; each try takes the processor for a while
WHOLE: Final = "course"  # name of the file of all modules
Key = tuple[UUID, str, bool]  # version, language, whether it is a draft


@dataclass(frozen=True, slots=True)
class Print:
    """A PDF, compressed with gzip. `module` is empty for the whole course."""

    module: str
    title: str
    body: bytes

    @property
    def name(self) -> str:
        return self.module or WHOLE

    @property
    def size(self) -> int:
        """The bytes that are transferred."""
        return len(self.body)

    def pdf(self) -> bytes:
        return gzip.decompress(self.body)


@dataclass(frozen=True, slots=True)
class Prints:
    """All prints of a version, the whole course first."""

    prints: tuple[Print, ...]

    def get_print(self, name: str) -> Print:
        """Raises PrintNotFound."""
        for part in self.prints:
            if part.name == name:
                return part
        raise PrintNotFound(module=name)


class PrintCache:
    """The prints of this process. Those of one version are made at a time."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._prints: dict[Key, Prints] = {}
        self._failures: dict[Key, datetime] = {}
        self._lock = Lock()
        self._wait_seconds = wait_seconds

    def prints(self, version: PrintedVersion, language: str) -> Prints:
        """The prints of a version in a language. Raises PrintBusy or PrintFailed."""
        key = (version.version_id, language, version.opening.is_draft)
        known = self._prints.get(key)  # without the lock, which is held while others are made
        if known:
            return known
        if not self._lock.acquire(timeout=self._wait_seconds):
            raise PrintBusy
        try:
            if key not in self._prints:
                self._make(key, version, language)
            return self._prints[key]
        finally:
            self._lock.release()

    def _make(self, key: Key, version: PrintedVersion, language: str) -> None:
        now = utc_now()
        self._failures = {k: at for k, at in self._failures.items() if now < at + RETRY_AFTER}
        if key in self._failures:
            raise PrintFailed
        try:
            made = make_prints(version, language)
        except PrintFailed:
            self._failures[key] = now
            raise
        if len(self._prints) >= MAX_PRINTS:
            del self._prints[next(iter(self._prints))]
        self._prints[key] = made


def prints_of(version: PrintedVersion, language: str) -> Prints:
    """The prints of a version in this application. Raises PrintBusy or PrintFailed."""
    cache: PrintCache = current_app.extensions.setdefault("prints", PrintCache())
    return cache.prints(version, language)


def make_prints(version: PrintedVersion, language: str) -> Prints:
    """Read the version once, and lay out the whole course and each module. Raises PrintFailed."""
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
    return Prints(
        tuple(
            Print(document.module, document.title, body)
            for document, body in zip(documents, bodies, strict=True)
        )
    )
