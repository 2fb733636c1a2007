"""The service `fs`: files that blocks store in fields of the type `Filesystem`.

Files are stored in the row of the field's scope: sealed if they belong to a learner, and included
in the size limit of the row. Content fields cannot hold files.
"""

import warnings
from base64 import b64decode, b64encode
from functools import cache
from mimetypes import guess_type
from typing import TYPE_CHECKING, cast

from xblock.core import XBlock
from xblock.fields import Field

from courses.block_host.errors import FieldReadOnly

if TYPE_CHECKING:
    from fs.memoryfs import MemoryFS

    from courses.block_host.state.field_data import HostFieldData
    from courses.block_host.state.page_state import FieldRow

EncodedFiles = dict[str, str]  # content of each file in base64, by its path
OpenFiles = tuple["FieldRow | None", str, "MemoryFS"]  # row, name in it, and the file system


class FileService:
    """File systems of one page, opened when a block asks for them and stored by `save`."""

    def __init__(self, fields: "HostFieldData") -> None:
        self._fields = fields
        self._opened: dict[tuple[object, str], OpenFiles] = {}

    def load(self, field: Field, block: XBlock) -> "MemoryFS":
        """A PyFilesystem file system with `get_url` and `expire`."""
        row, name = self._fields.files_of(block, field.name)
        key = (id(row) if row else block.scope_ids.usage_id, name)
        if key not in self._opened:
            files = open_files(_stored_files(row, name))
            self._opened[key] = (row, name, files)
        return self._opened[key][2]

    def save(self) -> None:
        """Copy changed files into the page state. Raises FieldReadOnly for content fields."""
        for row, name, files in self._opened.values():
            written = _encode_files(files)
            if row is None and written:
                raise FieldReadOnly(field=name)
            if row is not None and written != _stored_files(row, name):
                row.set(name, written)


def _stored_files(row: "FieldRow | None", name: str) -> EncodedFiles:
    return cast(EncodedFiles, row.values.get(name, {})) if row else {}


def open_files(stored: EncodedFiles) -> "MemoryFS":
    """An in-memory file system with these files."""
    files = _memory_files()()
    for path, text in stored.items():
        files.makedirs(path.rpartition("/")[0], recreate=True)
        files.writebytes(path, b64decode(text))
    return files


@cache
def _memory_files() -> "type[MemoryFS]":
    """Imported at first use, because the library warns and takes a tenth of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fs.memoryfs import MemoryFS

    class MemoryFiles(MemoryFS):
        """File system in which a block reads and writes during one call."""

        def get_url(self, path: str, timeout: int = 0) -> str:
            """A data URL of the file, or an empty string if it does not exist."""
            return _data_url(path, self.readbytes(path)) if self.isfile(path) else ""

        def expire(self, path: str, *_time: object, **_parts: object) -> None:
            """Ignored: files do not expire."""

    return MemoryFiles


def _encode_files(files: "MemoryFS") -> EncodedFiles:
    paths = sorted(files.walk.files())
    return {path: b64encode(files.readbytes(path)).decode() for path in paths}


def _data_url(path: str, body: bytes) -> str:
    """The content as a data URL, so that no route and no permission check is needed."""
    media_type = guess_type(path)[0] or "application/octet-stream"
    return f"data:{media_type};base64,{b64encode(body).decode()}"
