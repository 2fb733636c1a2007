"""Time and size that a block by others may take. What goes beyond costs its own place only."""

import ctypes
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from threading import enumerate as living_threads
from typing import Any, Final, TypeVar

from courses.block_host.errors import BlockTooLarge, BlockTooSlow

NAME: Final = "block"  # of the threads
MAX_SECONDS = 5.0
MAX_IMPORT_SECONDS = 60.0  # the first time in a process, when a block is imported
MAX_THREADS = 32  # in one process, with those that were given up and have not ended
MAX_BYTES: Final = 2 * 1024 * 1024  # of an answer or a view
MAX_STATE_BYTES: Final = 256 * 1024  # of the fields of one place
Result = TypeVar("Result")


class BlockInterrupted(BaseException):
    """Raised inside a block that ran too long, so that its thread ends as soon as it can."""


def run_with_timeout(run: Callable[[], Result]) -> Result:
    """What `run` gives, in a thread of its own. Raises BlockTooSlow when it takes longer.

    Also when too many others still hang: calls of a block that never ends cost no end of threads.
    """
    return _run_in_thread(run, MAX_SECONDS, is_interrupted=True)


def run_import_with_timeout(run: Callable[[], Result]) -> Result:
    """The same for an import, which goes on: half of a module would stay broken for good."""
    return _run_in_thread(run, MAX_IMPORT_SECONDS, is_interrupted=False)


def _run_in_thread(run: Callable[[], Result], seconds: float, *, is_interrupted: bool) -> Result:
    if sum(thread.name == NAME for thread in living_threads()) >= MAX_THREADS:
        raise BlockTooSlow()
    outcome: list[tuple[Any, BaseException | None]] = []
    context = copy_context()

    def body() -> None:
        try:
            outcome.append((context.run(run), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = Thread(target=body, name=NAME, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        if is_interrupted:
            _interrupt(thread)
        raise BlockTooSlow()
    result, error = outcome[0]
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def require_size(length: int, most: int = MAX_BYTES) -> None:
    if length > most:
        raise BlockTooLarge()


def _interrupt(thread: Thread) -> None:
    """A thread cannot be ended from outside; an exception is raised in its next line of Python."""
    if thread.ident is not None:
        ident, error = ctypes.c_ulong(thread.ident), ctypes.py_object(BlockInterrupted)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, error)


def buffer_response(response: Any) -> Any:
    """A block may make its answer piece by piece; that takes of its time, and has an end."""
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
