"""How much of an archive was read: each file as often as a course names it.

A file that stands once in an archive may be named by thousands of elements, and each of them makes
a copy of it; so the size of the archive alone says nothing about what reading it takes.
"""

from typing import Final

from courses.olx.errors import CourseArchiveRejected

MAX_READ: Final = 60 * 1024 * 1024


class SizeLimit:
    def __init__(self) -> None:
        self._read = 0

    def check(self, name: str, content: bytes, max_bytes: int) -> bytes:
        """The content, of at most `most` bytes. Raises CourseArchiveRejected."""
        if len(content) > max_bytes:
            raise CourseArchiveRejected("file-too-large", name)
        self._read += len(content)
        if self._read > MAX_READ:
            raise CourseArchiveRejected("tree-too-large", name)
        return content
