"""Limits how much of an archive is read, counting each file as often as it is referenced.

Thousands of elements may reference one file, and each makes a copy. So the size of the archive
does not bound the memory that reading takes.
"""

from typing import Final

from courses.olx.errors import CourseArchiveRejected

MAX_READ: Final = 60 * 1024 * 1024


class SizeLimit:
    """Counts the bytes read, up to MAX_READ."""

    def __init__(self) -> None:
        self._read = 0

    def check(self, name: str, content: bytes, max_bytes: int) -> bytes:
        """Count and return the content. Raises CourseArchiveRejected if a limit is exceeded."""
        if len(content) > max_bytes:
            raise CourseArchiveRejected("file-too-large", name)
        self._read += len(content)
        if self._read > MAX_READ:
            raise CourseArchiveRejected("tree-too-large", name)
        return content
