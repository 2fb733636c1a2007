"""Runs granian: a supervising process, workers that answer requests, and a consumer for jobs."""

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
from wsgiref.types import WSGIApplication

from lms.adapters.asgi_bridge import AsgiBridge
from lms.adapters.errors import AddressNotUsable, PortBusy
from lms.adapters.processes import die_with_parent

if TYPE_CHECKING:
    from lms.settings import Settings

BACKLOG = 1024
TERMINAL_SIGNALS = (
    signal.SIGINT,
    signal.SIGHUP,
)  # sent to the process group; the supervisor handles them
POLL_INTERVAL = 0.02  # seconds, until a worker listens
DRAIN_SECONDS = 20  # for running requests at a stop


def require_free_port(host: str, port: int) -> None:
    """Raises PortBusy or AddressNotUsable; granian itself would share a port in use."""
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
    application: Callable[[], WSGIApplication],
    consumer: Callable[[Event], None] | None,
    in_children: Callable[[], None],
    announce: Callable[[], None],
) -> None:
    """Serve until SIGTERM or SIGINT, then finish running requests.

    `application` and `consumer` run in child processes, after `in_children` has closed what a child
    must not inherit. `announce` is called when a worker accepts connections. Without a `consumer`
    other processes do the background work.
    """
    from granian.server.mp import MPServer

    multiprocessing.set_start_method("fork", force=True)  # shares the memory of loaded modules
    parent = os.getpid()

    def load(target: str) -> AsgiBridge:
        die_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_BLOCK, TERMINAL_SIGNALS)
        in_children()
        return AsgiBridge(application(), threads=settings.threads)

    class AnnouncingServer(MPServer):
        def startup(self, spawn_target: object, target_loader: object) -> None:
            # start no thread before the fork: such workers did not answer
            super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
            announce_once_listening(settings.host, settings.port, announce)

    server = AnnouncingServer("payung", **_options(settings))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it
        stop = server.signal_handler_interrupt
        server.on_startup(lambda: signal.signal(signal.SIGHUP, stop))
    server.on_startup(freeze_loaded_objects)
    if consumer is not None:
        tasks = Consumer(consumer, parent=parent, in_child=in_children)
        server.on_startup(tasks.start)
        server.on_shutdown(tasks.stop)
    server.serve(target_loader=load)


def _options(settings: "Settings") -> dict[str, Any]:
    """Options of granian. Each worker has one event loop; AsgiBridge has the threads."""
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
    """Exclude loaded objects from garbage collection, so that their pages stay shared."""
    gc.collect()
    gc.freeze()


def announce_once_listening(host: str, port: int, announce: Callable[[], None]) -> None:
    """Poll until a worker listens, because granian has no hook for that."""

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
    """The process that runs jobs, restarted when it ends unexpectedly."""

    def __init__(
        self, run: Callable[[Event], None], *, parent: int, in_child: Callable[[], None]
    ) -> None:
        self._run, self._parent, self._in_child = run, parent, in_child
        self._stopping = Event()
        self._process: BaseProcess | None = None
        self._watcher = Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._process = self._spawn()
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.is_alive():
            process.terminate()
            process.join(DRAIN_SECONDS)
            process.kill()

    def _spawn(self) -> BaseProcess:
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
        """Runs as long as the server, because a child dies with the thread that started it."""
        while not self._stopping.is_set():
            if self._process is not None:
                self._process.join()
            if not self._stopping.wait(1):
                self._process = self._spawn()
