"""Requests whose files are as blocks know them from other hosts, which hand on those of Django.

There `request.POST["file"].file` knows its size, its type and its name, and reads as its name.
"""

from io import BytesIO
from typing import Any

from webob import Request


class UploadedFile(BytesIO):
    """A file that came with a form."""

    def __init__(self, body: bytes, name: str, content_type: str) -> None:
        super().__init__(body)
        self.name: str = name
        self.content_type = content_type
        self.size = len(body)

    def __str__(self) -> str:
        return self.name

    def chunks(self, chunk_size: int = 0) -> tuple[bytes, ...]:
        """All of it, as one: it is in memory already."""
        return (self.getvalue(),)

    def multiple_chunks(self, chunk_size: int = 0) -> bool:
        return False


class Upload:
    """What WebOb has in the place of a file, with such a file inside."""

    def __init__(self, part: Any) -> None:
        self.filename = str(part.filename)
        self.type = str(part.type)
        self.value: bytes = part.file.read()
        self.file = UploadedFile(self.value, self.filename, self.type)


class BlockRequest(Request):  # type: ignore[misc]  # WebOb is untyped
    """A form is read when its block asks, in the thread of the block."""

    @property
    def POST(self) -> Any:  # noqa: N802  WebOb's name
        fields = super().POST
        parts = list(fields.items())
        if not any(_is_part(value) for _name, value in parts):
            return fields
        found = fields.__class__(
            [(name, Upload(value) if _is_part(value) else value) for name, value in parts]
        )
        self.environ["webob._parsed_post_vars"] = (found, self.body_file_raw)
        return found


def _is_part(value: Any) -> bool:
    return not isinstance(value, str | Upload)
