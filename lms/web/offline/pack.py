"""Packs: the pages of a course version in one language, in parts named by their content."""

import gzip
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from threading import Lock
from typing import Final
from uuid import UUID

from flask import current_app

from courses.lessons.course_map import LearnerCourse
from courses.search.index import SearchIndex
from lms.web.assets.assets import Assets, asset_url, compressed
from lms.web.offline.pack_pages import PackPages
from lms.web.offline.search_index import SearchIndexes, index_of_pages
from lms.web.texts.language import other_language

HASH_LENGTH: Final = 16  # hex digits
MAX_PACKS: Final = 8  # in memory, of about 1 MB; the oldest goes first
FILE: Final = re.compile(r'(?:src|href)="(/static/[^"]+)"')
ALWAYS: Final = (  # of pages outside parts
    "offline/keep.js",
    "offline/sheets.js",
    "offline/files.js",
    "offline/take.js",
    "answers/file.js",
)
Key = tuple[UUID, str, bool]  # version, language, whether it is a draft


@dataclass(frozen=True, slots=True)
class PackPart:
    """Pages by path as JSON, compressed. `size` is that of the compressed body in bytes."""

    name: str
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True)
class Pack:
    """All parts, and the static files that their pages name, with their compressed sizes.

    `starts` maps a lesson in steps to its first step, `after` the form that ends a step or a lesson
    to the page that follows.
    """

    id: str
    indexes: SearchIndexes
    parts: tuple[PackPart, ...]
    files: tuple[tuple[str, int], ...]
    starts: dict[str, str]
    after: dict[str, str]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts) + sum(size for _url, size in self.files)

    def part(self, name: str) -> PackPart | None:
        return next((part for part in self.parts if part.name == name), None)


class PackCache:
    """The packs of this process. One is built at a time.

    A search finds words of both languages, so a pack reads the pages of the other one too.
    """

    def __init__(self) -> None:
        self._packs: dict[Key, Pack] = {}
        self._lock = Lock()

    def pack(self, course: LearnerCourse, language: str) -> Pack:
        """The pack of a learner's version."""
        key = (course.course_version_id, language, course.opening.is_draft)
        with self._lock:
            if key not in self._packs:
                if len(self._packs) >= MAX_PACKS:
                    del self._packs[next(iter(self._packs))]
                self._packs[key] = build_pack(
                    PackPages(course, language), self._index(course, other_language(language))
                )
            return self._packs[key]

    def _index(self, course: LearnerCourse, language: str) -> SearchIndex:
        """The words of the pages in a language, of its pack if there is one."""
        pack = self._packs.get((course.course_version_id, language, course.opening.is_draft))
        if pack:
            return pack.indexes.own
        return index_of_pages(PackPages(course, language, is_text_only=True).pages(), language)


def pack_of(course: LearnerCourse, language: str) -> Pack:
    """The pack of a learner's version in this application."""
    packs: PackCache = current_app.extensions.setdefault("packs", PackCache())
    return packs.pack(course, language)


def build_pack(source: PackPages, other_index: SearchIndex) -> Pack:
    """Render all pages and pack them by part, with a page that searches them."""
    by_part: dict[str, dict[str, str]] = {}
    files = dict.fromkeys(asset_url(name) for name in ALWAYS)
    pages = list(source.pages())
    indexes = SearchIndexes(index_of_pages(pages, source.language), other_index)
    for page in [*pages, source.search_page(indexes)]:
        by_part.setdefault(page.part, {})[page.path] = page.html
        files |= dict.fromkeys(FILE.findall(page.html))
    parts = tuple(_part(name, pages) for name, pages in by_part.items())
    names = " ".join([part.name for part in parts] + list(files))
    return Pack(
        id=sha256(names.encode()).hexdigest()[:HASH_LENGTH],
        indexes=indexes,
        parts=parts,
        files=tuple((url, _file_size(url)) for url in files),
        **_ways(source),
    )


def _part(name: str, pages: dict[str, str]) -> PackPart:
    body = json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode()
    digest = sha256(body).hexdigest()[:HASH_LENGTH]
    return PackPart(f"{name}.{digest}", gzip.compress(body, 9, mtime=0))


def _file_size(url: str) -> int:
    assets: Assets = current_app.extensions["assets"]
    asset = assets.by_hashed_name[url.removeprefix("/static/")]
    return len(compressed(asset.body) if asset.is_compressible else asset.body)


def _ways(source: PackPages) -> dict[str, dict[str, str]]:
    starts, after = {}, {}
    lessons = source.lesson_paths()
    following = [path for path, _steps in lessons[1:]] + [source.base]
    for (path, steps), after_lesson in zip(lessons, following, strict=True):
        after[f"{path}/finish"] = after_lesson
        if steps:
            starts[path] = f"{path}/steps/{steps[0]}"
        for step, next_step in pairwise(steps):
            after[f"{path}/steps/{step}/skip"] = f"{path}/steps/{next_step}"
    return {"starts": starts, "after": after}
