"""Calls a WSGI program from an ASGI server, once the body of a request is there.

WSGI reads a body in the thread that answers, so two clients that send slowly would hold two
threads. Here the event loop collects the body and sends the response: a thread is taken only while
Python computes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from sys import stderr
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

import structlog

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

KIBIBYTE: Final = 1024
MAX_BODY: Final = 24 * KIBIBYTE**2  # bytes; no route accepts more
MAX_IN_MEMORY: Final = 256 * KIBIBYTE  # bytes of one body; a longer one is written to a file
MAX_IN_FILES: Final = 512 * KIBIBYTE**2  # bytes of all bodies in files, for each process
GRACE_SECONDS: Final = 30.0  # in which a body may arrive at any pace
MIN_RATE: Final = 500  # bytes a second that must arrive on average after that
CHUNK_SIZE: Final = 256 * KIBIBYTE  # bytes of a response that are made before they are sent

CONSTANT_ENVIRON: Final[dict[str, Any]] = {
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
    """The request is answered with this status and sentence; the program is not called."""

    status = 400
    sentence = "Bad request."


class BodyTooSlow(BodyRejected):
    status = 408
    sentence = "The request did not arrive in time."


class BodyStorageFull(BodyRejected):
    status = 503
    sentence = "Too many large uploads at once. Try again in a minute."


class ClientDisconnected(Exception):
    """The connection ended before the body did: nobody waits for an answer."""


class BodyFiles:
    """Opens files for bodies, and counts the bytes of all that are too long for the memory."""

    def __init__(self) -> None:
        self.bytes_on_disk = 0

    def open(self) -> "BodyFile":
        return BodyFile(self)


class BodyFile:
    """One body: in memory while it is short, else in a temporary file."""

    def __init__(self, files: BodyFiles) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(MAX_IN_MEMORY)  # noqa: SIM115
        self.size = 0
        self._files = files

    def write(self, piece: bytes) -> None:
        """Raises BodyStorageFull where other bodies, or other programs, fill the disk."""
        self._files.bytes_on_disk -= self.bytes_on_disk
        self.size += len(piece)
        self._files.bytes_on_disk += self.bytes_on_disk
        if self.bytes_on_disk and self._files.bytes_on_disk > MAX_IN_FILES:
            raise BodyStorageFull()
        try:
            self.file.write(piece)
        except OSError:
            raise BodyStorageFull() from None

    @property
    def bytes_on_disk(self) -> int:
        return self.size if self.size > MAX_IN_MEMORY else 0

    def close(self) -> None:
        self._files.bytes_on_disk -= self.bytes_on_disk
        self.file.close()


class WsgiResponse:
    """What a WSGI program returns, taken piece by piece in threads of the pool."""

    def __init__(self, program: WSGIApplication, environ: dict[str, Any]) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False
        self._written: list[bytes] = []
        self._iterable = program(environ, self._start_response)
        self._pieces: Iterator[bytes] = iter(self._iterable)
        self.piece = self.next_piece()

    def next_piece(self) -> bytes:
        """At least PIECE bytes, or the rest; `is_complete` is true once that is all."""
        pieces, self._written = self._written, []
        size = 0
        try:
            for piece in self._pieces:
                pieces.append(piece)
                size += len(piece)
                if size >= CHUNK_SIZE:
                    return b"".join(pieces)
        except BaseException:
            self.close()
            raise
        self.close()
        return b"".join(pieces)

    def close(self) -> None:
        """Ends the response, whole or not; may be called again."""
        if not self.is_complete:
            self.is_complete = True
            if close := getattr(self._iterable, "close", None):
                close()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], _error: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in headers]
        return self._written.append


class AsgiBridge:
    """An ASGI application around a WSGI program, which runs in `threads` threads."""

    def __init__(self, program: WSGIApplication, *, threads: int) -> None:
        self._program = program
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._files = BodyFiles()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        environ = build_environ(scope)
        body = self._files.open()
        environ["wsgi.input"] = body.file
        try:
            await collect_body(body, environ, receive)
            await self._respond(environ, send)
        except BodyRejected as refused:
            structlog.get_logger("payung").warning("body_refused", status=refused.status)
            await send_rejection(refused, send)
        except ClientDisconnected:
            return
        finally:
            body.close()

    async def _respond(self, environ: dict[str, Any], send: Send) -> None:
        in_thread = asyncio.get_running_loop().run_in_executor
        answer = await in_thread(self._pool, WsgiResponse, self._program, environ)
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        try:
            await send(start)
            while not answer.is_complete:
                await send(body_message(answer.piece, more_body=True))
                answer.piece = await in_thread(self._pool, answer.next_piece)
            await send(body_message(answer.piece))
        finally:
            if not answer.is_complete:  # the client has gone, or the server stops
                await in_thread(self._pool, answer.close)


def build_environ(scope: Message) -> dict[str, Any]:
    """The WSGI environment of an ASGI request, but for its body (PEP 3333)."""
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
            continue  # X_Forwarded_For would become the same variable as X-Forwarded-For
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


async def collect_body(body: BodyFile, environ: dict[str, Any], receive: Receive) -> None:
    """Read the whole body into `body`.

    A body that is too long is not read: its length stands in `environ`, and the program refuses it.
    Raises BodyTooSlow, BodyStorageFull and ClientDisconnected.
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
                    raise ClientDisconnected()
                body.write(message.get("body", b""))
                is_complete = not message.get("more_body")
                timeout.reschedule(began + GRACE_SECONDS + body.size / MIN_RATE)
    except TimeoutError:
        raise BodyTooSlow() from None
    environ["CONTENT_LENGTH"] = str(body.size)
    body.file.seek(0)


async def send_rejection(refused: BodyRejected, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if isinstance(refused, BodyStorageFull):
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send(body_message(refused.sentence.encode()))


def body_message(body: bytes, *, more_body: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more_body}
