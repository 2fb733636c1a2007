"""Bridge from an ASGI server to a WSGI application that receives complete request bodies.

A WSGI application reads the body in its own thread, so slow clients would block threads. Here the
event loop collects the body and sends the response; a thread is used only while the application
runs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from sys import stderr
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

import structlog

Message = MutableMapping[str, Any]  # of ASGI: keys and values depend on the message's type
Environ = dict[str, Any]  # of WSGI (PEP 3333)
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

KIBIBYTE: Final = 1024
MAX_BODY: Final = 24 * KIBIBYTE**2  # bytes; no route accepts more
MAX_IN_MEMORY: Final = 256 * KIBIBYTE  # bytes; longer bodies are written to a file
MAX_IN_FILES: Final = 512 * KIBIBYTE**2  # bytes of all bodies in files, per process
GRACE_SECONDS: Final = 30.0  # a body may arrive at any rate within this time
MIN_RATE: Final = 500  # bytes per second, on average after that
CHUNK_SIZE: Final = 256 * KIBIBYTE  # bytes of a response that are sent at a time

CONSTANT_ENVIRON: Final[Environ] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class BodyRejected(Exception):
    """The request gets this status and text; the application is not called."""

    status = 400
    text = "Bad request."


class BodyTooSlow(BodyRejected):
    status = 408
    text = "The request did not arrive in time."


class BodyStorageFull(BodyRejected):
    status = 503
    text = "Too many large uploads at once. Try again in a minute."


class BodyIncomplete(BodyRejected):
    """The client disconnected, or sent chunks that are malformed; the server tells them not apart.

    Without a response the server would send 500 to a client that still listens.
    """

    text = "The request is incomplete."


class BodyFiles:
    """Opens files for bodies and counts the bytes that they take on disk together."""

    def __init__(self) -> None:
        self.bytes_on_disk = 0

    def open(self) -> "BodyFile":
        return BodyFile(self)


class BodyFile:
    """A request body, in memory up to MAX_IN_MEMORY bytes, else in a temporary file."""

    def __init__(self, files: BodyFiles) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(MAX_IN_MEMORY)  # noqa: SIM115
        self.size = 0
        self._files = files

    def write(self, chunk: bytes) -> None:
        """Raises BodyStorageFull when the limit of all bodies is reached or the disk is full."""
        self._files.bytes_on_disk -= self.bytes_on_disk
        self.size += len(chunk)
        self._files.bytes_on_disk += self.bytes_on_disk
        if self.bytes_on_disk and self._files.bytes_on_disk > MAX_IN_FILES:
            raise BodyStorageFull()
        try:
            self.file.write(chunk)
        except OSError:
            raise BodyStorageFull() from None

    @property
    def bytes_on_disk(self) -> int:
        return self.size if self.size > MAX_IN_MEMORY else 0

    def close(self) -> None:
        self._files.bytes_on_disk -= self.bytes_on_disk
        self.file.close()


class WsgiResponse:
    """The response of a WSGI application, read in chunks by threads of the pool."""

    def __init__(self, application: WSGIApplication, environ: Environ) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False
        self._written: list[bytes] = []
        self._iterable = application(environ, self._start_response)
        self._chunks: Iterator[bytes] = iter(self._iterable)
        self.chunk = self.next_chunk()

    def next_chunk(self) -> bytes:
        """Return at least CHUNK_SIZE bytes, or the rest and set `is_complete`."""
        parts, self._written = self._written, []
        size = 0
        try:
            for part in self._chunks:
                parts.append(part)
                size += len(part)
                if size >= CHUNK_SIZE:
                    return b"".join(parts)
        except BaseException:
            self.close()
            raise
        self.close()
        return b"".join(parts)

    def close(self) -> None:
        """End the response, complete or not. May be called again."""
        if not self.is_complete:
            self.is_complete = True
            if close := getattr(self._iterable, "close", None):
                close()

    def _start_response(
        self,
        status: str,
        headers: list[tuple[str, str]],
        _error: ExceptionInfo | tuple[None, None, None] | None = None,
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in headers]
        return self._written.append


class AsgiBridge:
    """An ASGI application that runs a WSGI application in `threads` threads."""

    def __init__(self, application: WSGIApplication, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._files = BodyFiles()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        environ = build_environ(scope)
        body = self._files.open()
        environ["wsgi.input"] = body.file
        try:
            await collect_body(body, environ, receive)
            await self._respond(environ, send)
        except BodyRejected as rejection:
            structlog.get_logger("payung").warning("body_refused", status=rejection.status)
            await send_rejection(rejection, send)
        finally:
            body.close()

    async def _respond(self, environ: Environ, send: Send) -> None:
        in_thread = asyncio.get_running_loop().run_in_executor
        response = await in_thread(self._pool, WsgiResponse, self._application, environ)
        start = {
            "type": "http.response.start",
            "status": response.status,
            "headers": response.headers,
        }
        try:
            await send(start)
            while not response.is_complete:
                await send(body_message(response.chunk, more_body=True))
                response.chunk = await in_thread(self._pool, response.next_chunk)
            await send(body_message(response.chunk))
        finally:
            if not response.is_complete:  # the client disconnected or the server stops
                await in_thread(self._pool, response.close)


def build_environ(scope: Message) -> Environ:
    """Return the WSGI environment of an ASGI request, without its body (PEP 3333)."""
    version = str(scope["http_version"])
    host, port = scope["server"]
    environ = CONSTANT_ENVIRON | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{version if '.' in version else version + '.0'}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": scope["client"][0],
        "REMOTE_PORT": str(scope["client"][1]),
        "wsgi.url_scheme": scope["scheme"],
    }
    for raw_name, raw_text in scope["headers"]:
        if b"_" in raw_name:
            continue  # X_Forwarded_For would set the same variable as X-Forwarded-For
        name, text = (
            raw_name.decode("latin-1").upper().replace("-", "_"),
            raw_text.decode("latin-1"),
        )
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        if name in environ:
            text = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{text}"
        environ[name] = text
    return environ


async def collect_body(body: BodyFile, environ: Environ, receive: Receive) -> None:
    """Read the whole body into `body`.

    A body whose declared length exceeds MAX_BODY is not read; the application rejects it by
    CONTENT_LENGTH. Raises BodyTooSlow, BodyStorageFull and BodyIncomplete.
    """
    declared = int(environ.get("CONTENT_LENGTH") or 0)
    if declared > MAX_BODY or not (declared or "HTTP_TRANSFER_ENCODING" in environ):
        return
    began = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(began + GRACE_SECONDS) as timeout:
            is_complete = False
            while not is_complete and body.size <= MAX_BODY:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BodyIncomplete()
                body.write(message.get("body", b""))
                is_complete = not message.get("more_body")
                timeout.reschedule(began + GRACE_SECONDS + body.size / MIN_RATE)
    except TimeoutError:
        raise BodyTooSlow() from None
    environ["CONTENT_LENGTH"] = str(body.size)
    body.file.seek(0)


async def send_rejection(rejection: BodyRejected, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if isinstance(rejection, BodyStorageFull):
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": rejection.status, "headers": headers})
    await send(body_message(rejection.text.encode()))


def body_message(body: bytes, *, more_body: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more_body}
