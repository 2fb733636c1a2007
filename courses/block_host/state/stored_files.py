"""The service `fs`: files that blocks keep in fields of the kind `Filesystem`.

They stand beside the fields of the same scope, in the same row: sealed where they are a learner's
own, counted with the rest of what a place may hold. A field of the course holds no files.
"""

import warnings
from base64 import b64decode, b64encode
from functools import cache
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from xblock.core import XBlock
from xblock.fields import Field

from courses.block_host.errors import FieldReadOnly

if TYPE_CHECKING:
    from courses.block_host.state.field_data import HostFieldData
    from courses.block_host.state.page_state import FieldRow

EncodedFiles = dict[str, str]  # what each file holds in base64, by its path
OpenFiles = tuple["FieldRow | None", str, Any]  # its row, its name there, and the files


class FileService:
    """The file systems of one page, read when a block asks, and kept by `keep`."""

    def __init__(self, fields: "HostFieldData") -> None:
        self._fields = fields
        self._opened: dict[tuple[Any, str], OpenFiles] = {}

    def load(self, field: Field, block: XBlock) -> Any:
        """A file system as PyFilesystem has it, with `get_url` and `expire`."""
        row, name = self._fields.files_of(block, field.name)
        place = (id(row) if row else block.scope_ids.usage_id, name)
        if place not in self._opened:
            files = open_files(row.values.get(name, {}) if row else {})
            self._opened[place] = (row, name, files)
        return self._opened[place][2]

    def keep(self) -> None:
        """Files that have changed are part of the state from now on. Raises FieldReadOnly."""
        for row, name, files in self._opened.values():
            written = _encode_files(files)
            if row is None and written:
                raise FieldReadOnly(field=name)
            if row is not None and written != row.values.get(name, {}):
                row.set(name, written)


def open_files(stored: EncodedFiles) -> Any:
    files = _memory_files()()
    for path, text in stored.items():
        files.makedirs(path.rpartition("/")[0], recreate=True)
        files.writebytes(path, b64decode(text))
    return files


@cache
def _memory_files() -> Any:
    """Imported when the first block asks: the library warns, and takes a tenth of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fs.memoryfs import MemoryFS

    class MemoryFiles(MemoryFS):
        """Where a block reads and writes during one call."""

        def get_url(self, path: str, timeout: int = 0) -> str:
            """An address for as long as the page is open; empty where there is no such file."""
            return _data_url(path, self.readbytes(path)) if self.isfile(path) else ""

        def expire(self, path: str, *_time: Any, **_parts: Any) -> None:
            """Nothing is taken away before its block does so."""

    return MemoryFiles


def _encode_files(files: Any) -> EncodedFiles:
    paths = sorted(files.walk.files())
    return {path: b64encode(files.readbytes(path)).decode() for path in paths}


def _data_url(path: str, body: bytes) -> str:
    """The file itself as an address: no other route leads to it, and no right is needed for it."""
    media_type = guess_type(path)[0] or "application/octet-stream"
    return f"data:{media_type};base64,{b64encode(body).decode()}"
