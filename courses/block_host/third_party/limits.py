"""Limits of time, threads and size for third-party blocks."""

import ctypes
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from threading import enumerate as living_threads
from typing import TYPE_CHECKING, Final, TypeVar

from courses.block_host.errors import BlockTooLarge, BlockTooSlow

if TYPE_CHECKING:
    from webob import Response

NAME: Final = "block"  # of the threads
MAX_SECONDS = 5.0
MAX_IMPORT_SECONDS = 60.0  # at the first use in a process, which imports the block
MAX_THREADS = 32  # in one process, including interrupted threads that have not ended
MAX_BYTES: Final = 2 * 1024 * 1024  # of a response or a view
MAX_STATE_BYTES: Final = 256 * 1024  # of the fields of one row
Result = TypeVar("Result")


class BlockInterrupted(BaseException):
    """Raised in the thread of a block that exceeded its time limit, to end the thread."""


def run_with_timeout(run: Callable[[], Result]) -> Result:
    """Run in a thread of its own, for at most MAX_SECONDS.

    Raises BlockTooSlow after that, and also if MAX_THREADS are running, so that blocks that never
    end cannot use up all threads.
    """
    return _run_in_thread(run, MAX_SECONDS, is_interrupted=True)


def run_import_with_timeout(run: Callable[[], Result]) -> Result:
    """Run an import in a thread, for at most MAX_IMPORT_SECONDS. Raises BlockTooSlow after that.

    The thread is not interrupted, because a half imported module would stay broken.
    """
    return _run_in_thread(run, MAX_IMPORT_SECONDS, is_interrupted=False)


def _run_in_thread(run: Callable[[], Result], seconds: float, *, is_interrupted: bool) -> Result:
    if sum(thread.name == NAME for thread in living_threads()) >= MAX_THREADS:
        raise BlockTooSlow()
    results: list[Result] = []
    errors: list[BaseException] = []
    context = copy_context()

    def body() -> None:
        try:
            results.append(context.run(run))
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=body, name=NAME, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        if is_interrupted:
            _interrupt(thread)
        raise BlockTooSlow()
    return results[0]


def require_size(length: int, max_length: int = MAX_BYTES) -> None:
    """Raises BlockTooLarge if the length in bytes exceeds the limit."""
    if length > max_length:
        raise BlockTooLarge()


def _interrupt(thread: Thread) -> None:
    """Raise BlockInterrupted in the thread's next line of Python: threads cannot be killed."""
    if thread.ident is not None:
        ident, error = ctypes.c_ulong(thread.ident), ctypes.py_object(BlockInterrupted)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, error)


def buffer_response(response: "Response") -> "Response":
    """Read a streamed response within the limits of time and size. Raises BlockTooLarge."""
    pieces = response.app_iter
    if type(pieces) is list and [type(piece) for piece in pieces] == [bytes]:
        require_size(len(pieces[0]))
        return response
    body = bytearray()
    for piece in pieces:
        body += piece
        require_size(len(body))
    response.body = bytes(body)
    return response
