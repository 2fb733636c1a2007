"""WebOb requests with uploaded files shaped like Django's, which blocks know from other hosts.

There `request.POST["file"].file` has a size, a content type and a name, and `str()` of it is the
name.
"""

from io import BytesIO
from typing import IO, TYPE_CHECKING, Protocol

from webob import Request

if TYPE_CHECKING:
    from webob.multidict import MultiDict


class FormPart(Protocol):
    """A file in a form as WebOb parses it."""

    filename: str
    type: str
    file: IO[bytes]


class UploadedFile(BytesIO):
    """Content of an uploaded file, with the attributes of Django's UploadedFile."""

    def __init__(self, body: bytes, name: str, content_type: str) -> None:
        super().__init__(body)
        self.name: str = name
        self.content_type = content_type
        self.size = len(body)

    def __str__(self) -> str:
        return self.name

    def chunks(self, chunk_size: int = 0) -> tuple[bytes, ...]:
        """The whole content as one chunk: it is in memory already."""
        return (self.getvalue(),)

    def multiple_chunks(self, chunk_size: int = 0) -> bool:
        return False


class Upload:
    """Form part in the shape of WebOb's, whose `file` is an UploadedFile."""

    def __init__(self, part: FormPart) -> None:
        self.filename = str(part.filename)
        self.type = str(part.type)
        self.value: bytes = part.file.read()
        self.file = UploadedFile(self.value, self.filename, self.type)


class BlockRequest(Request):  # type: ignore[misc]  # WebOb is untyped
    """Request that parses a form when the block reads it, in the block's own thread."""

    @property
    def POST(self) -> "MultiDict":  # noqa: N802  WebOb's name
        fields: MultiDict = super().POST
        parts = list(fields.items())
        if not any(_is_part(value) for _name, value in parts):
            return fields
        converted = fields.__class__(
            [(name, Upload(value) if _is_part(value) else value) for name, value in parts]
        )
        self.environ["webob._parsed_post_vars"] = (converted, self.body_file_raw)
        return converted


def _is_part(value: object) -> bool:
    return not isinstance(value, str | Upload)
