"""Packs and unpacks course archives (tar.gz) in memory; writes no files.

Rejects links, devices, unsafe and duplicate names, too many files and, while unpacking, too many
bytes.
"""

import gzip
import io
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from courses.olx.errors import CourseArchiveRejected

MAX_BYTES: Final = 20 * 1024 * 1024  # compressed
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_FILES: Final = 5_000
MAX_NAME_LENGTH: Final = 300
UNFIT: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
BROKEN: Final = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


def unpack_archive(packed: bytes) -> dict[str, bytes]:
    """Contents by file name, relative to the folder of `course.xml`.

    Raises CourseArchiveRejected.
    """
    if len(packed) > MAX_BYTES:
        raise CourseArchiveRejected("too-large")
    plain = _ungzipped(packed)
    files: dict[str, bytes] = {}
    entries = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            for member in archive:
                entries += 1
                if entries > MAX_FILES:
                    raise CourseArchiveRejected("too-many-files")
                if (entry := _entry(archive, member)) is None:
                    continue
                name, content = entry
                if name in files:
                    raise CourseArchiveRejected("named-twice", name)
                files[name] = content
    except BROKEN as error:
        raise CourseArchiveRejected("no-archive") from error
    for name in files:
        if any(folder in files for folder in _folders(name)):
            raise CourseArchiveRejected("named-twice", name)
    return _below_course(files)


def _folders(name: str) -> Iterator[str]:
    """All parent folders of a file."""
    while name := name.rpartition("/")[0]:
        yield name


def _ungzipped(packed: bytes) -> bytes:
    """Decompress at most MAX_UNPACKED bytes; the size field of gzip is not trusted."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            plain = stream.read(MAX_UNPACKED + 1)
    except BROKEN as error:
        raise CourseArchiveRejected("no-archive") from error
    if len(plain) > MAX_UNPACKED:
        raise CourseArchiveRejected("too-large-unpacked")
    return plain


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[str, bytes] | None:
    name = member.name
    parts = name.split("/")
    if member.isdir():
        parts = [part for part in parts if part not in (".", "")]
        if ".." in parts or name.startswith("/"):
            raise CourseArchiveRejected("name-leads-elsewhere", name)
        return None
    if not member.isreg():
        raise CourseArchiveRejected("link-in-archive", name)
    if parts[0] == ".":
        parts = parts[1:]
    is_bad = any(part in ("", ".", "..") for part in parts) or "\\" in name or "\0" in name
    if is_bad or len(name) > MAX_NAME_LENGTH:
        raise CourseArchiveRejected("name-leads-elsewhere", name)
    if UNFIT.search(name):
        raise CourseArchiveRejected("name-unfit", name)
    if member.issparse():
        raise CourseArchiveRejected("link-in-archive", name)
    stream = archive.extractfile(member)
    return "/".join(parts), stream.read() if stream else b""


def _below_course(files: dict[str, bytes]) -> dict[str, bytes]:
    candidates = [name for name in files if name.rpartition("/")[2] == "course.xml"]
    if not candidates:
        raise CourseArchiveRejected("no-course")
    course_file = min(candidates, key=lambda name: (name.count("/"), name))
    start = course_file.removesuffix("course.xml")
    return {n.removeprefix(start): c for n, c in files.items() if n.startswith(start)}


def pack_archive(files: dict[str, bytes]) -> bytes:
    """Pack files below the folder `course/`, as Open edX requires. Deterministic."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as stream:
        archive: Any
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, content in sorted(files.items()):
                entry = tarfile.TarInfo(f"course/{name}")
                entry.size, entry.mode = len(content), 0o644
                archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()
