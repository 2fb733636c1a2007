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

MAX_BYTES: Final = 32_000_000  # in memory; a version takes about 3 MB in a language
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

    @property
    def size(self) -> int:
        return sum(part.size for part in self.prints)


class PrintCache:
    """The prints of this process. Those of one version are made at a time.

    Those that were not read for the longest time are dropped first.
    """

    def __init__(self, wait_seconds: float = WAIT_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        self._prints: dict[Key, Prints] = {}  # the one that was read last is the last
        self._max_bytes = max_bytes
        self._access = Lock()
        self._failures: dict[Key, datetime] = {}
        self._lock = Lock()
        self._wait_seconds = wait_seconds

    def prints(self, version: PrintedVersion, language: str) -> Prints:
        """The prints of a version in a language. Raises PrintBusy or PrintFailed."""
        key = (version.version_id, language, version.opening.is_draft)
        known = self._read(key)  # without the lock that is held while others are made
        if known:
            return known
        if not self._lock.acquire(timeout=self._wait_seconds):
            raise PrintBusy
        try:
            return self._read(key) or self._make(key, version, language)
        finally:
            self._lock.release()

    def _read(self, key: Key) -> Prints | None:
        with self._access:
            known = self._prints.pop(key, None)
            if known:
                self._prints[key] = known
            return known

    def _store(self, key: Key, made: Prints) -> None:
        with self._access:
            self._prints[key] = made
            size = sum(prints.size for prints in self._prints.values())
            while size > self._max_bytes and len(self._prints) > 1:
                size -= self._prints.pop(next(iter(self._prints))).size

    def _make(self, key: Key, version: PrintedVersion, language: str) -> Prints:
        now = utc_now()
        self._failures = {k: at for k, at in self._failures.items() if now < at + RETRY_AFTER}
        if key in self._failures:
            raise PrintFailed
        try:
            made = make_prints(version, language)
        except PrintFailed:
            self._failures[key] = now
            raise
        self._store(key, made)
        return made


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
