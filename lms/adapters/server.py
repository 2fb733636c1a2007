"""Serves the program with granian: a process that watches, some that answer, one for tasks."""

import errno
import gc
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

from lms.adapters.asgi_bridge import AsgiBridge
from lms.adapters.errors import AddressNotUsable, PortBusy
from lms.adapters.processes import die_with_parent

if TYPE_CHECKING:
    from lms.settings import Settings

BACKLOG = 1024
TERMINAL_SIGNALS = (signal.SIGINT, signal.SIGHUP)  # they reach the group; the first process acts
POLL_INTERVAL = 0.02  # seconds between two looks whether a worker listens
DRAIN_SECONDS = 20  # seconds that a stop leaves to requests under way


def require_free_port(host: str, port: int) -> None:
    """Raise PortBusy when anybody listens there: granian's shared listening would not notice."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise PortBusy(host=host, port=port) from None
            raise AddressNotUsable(host=host, port=port, reason=problem.strerror) from None


def serve(
    settings: "Settings",
    *,
    application: Callable[[], Any],
    consumer: Callable[[Event], None],
    in_children: Callable[[], None],
    announce: Callable[[], None],
) -> None:
    """Answer until SIGTERM or SIGINT, then finish what is under way.

    `application` and `consumer` run in processes of their own, after `in_children` has let go of
    what they inherit and must not use. `announce` is called once requests are answered.
    """
    from granian.server.mp import MPServer

    multiprocessing.set_start_method("fork", force=True)  # shares the memory of what is loaded
    parent = os.getpid()

    def load(target: str) -> Any:
        die_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_BLOCK, TERMINAL_SIGNALS)
        in_children()
        return AsgiBridge(application(), threads=settings.threads)

    class AnnouncingServer(MPServer):
        def startup(self, spawn_target: Any, target_loader: Any) -> None:
            # first the fork: a worker forked beside a thread that connects answered nothing
            super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
            announce_once_listening(settings.host, settings.port, announce)

    server = AnnouncingServer("payung", **_options(settings))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to ignore it
        stop = server.signal_handler_interrupt
        server.on_startup(lambda: signal.signal(signal.SIGHUP, stop))
    tasks = Consumer(consumer, parent=parent, in_child=in_children)
    server.on_startup(freeze_loaded_objects)
    server.on_startup(tasks.start)
    server.on_shutdown(tasks.stop)
    server.serve(target_loader=load)


def _options(settings: "Settings") -> dict[str, Any]:
    """Options of granian: where to listen, and with how many workers.

    Each worker has one thread of its own for the event loop; those that answer are AsgiBridge's.
    """
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    return {
        "address": settings.host,
        "port": settings.port,
        "interface": Interfaces.ASGINL,  # ASGI without lifespan events
        "loop": Loops.asyncio,
        "http": HTTPModes.http1,
        "websockets": False,
        "workers": settings.processes,
        "backlog": BACKLOG,
        "respawn_failed_workers": True,
        "workers_kill_timeout": DRAIN_SECONDS,
        "log_level": LogLevels.error,
    }


def freeze_loaded_objects() -> None:
    """Keep the collector off what is loaded, so that its memory stays shared after the fork."""
    gc.collect()
    gc.freeze()


def announce_once_listening(host: str, port: int, announce: Callable[[], None]) -> None:
    """Workers listen, each for itself, some time after the last hook: so ask until one is there."""

    def watch() -> None:
        while not _is_listening(host, port):
            sleep(POLL_INTERVAL)
        announce()

    Thread(target=watch, daemon=True).start()


def _is_listening(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


class Consumer:
    """The one process that does tasks; started again when it ends unasked."""

    def __init__(
        self, run: Callable[[Event], None], *, parent: int, in_child: Callable[[], None]
    ) -> None:
        self._run, self._parent, self._in_child = run, parent, in_child
        self._stopping = Event()
        self._process: BaseProcess | None = None
        self._watcher = Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._process = self._begin()
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.is_alive():
            process.terminate()
            process.join(DRAIN_SECONDS)
            process.kill()

    def _begin(self) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(
            target=self._main, name="payung-tasks"
        )
        process.start()
        return process

    def _main(self) -> None:
        stopping = Event()
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        signal.pthread_sigmask(signal.SIG_BLOCK, TERMINAL_SIGNALS)
        die_with_parent(self._parent)
        self._in_child()
        self._run(stopping)

    def _watch(self) -> None:
        """Runs as long as the server: a process dies with the thread that began it."""
        while not self._stopping.is_set():
            if self._process is not None:
                self._process.join()
            if not self._stopping.wait(1):
                self._process = self._begin()
