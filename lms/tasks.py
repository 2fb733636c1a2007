"""Background tasks: each kind of job calls one workflow; what is due is found in our own tables.

A task may be killed at any moment and is then done again, so every step of it is idempotent.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.adapters.messages import Letter, Undelivered, gateway_for
from lms.adapters.task_queue import TaskQueue
from lms.extensions import transaction
from lms.kernel import jobs, outbox
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.web.message_texts import message_text

SWEEP_EVERY = 10.0  # seconds; also how soon a lapsed lease is noticed
SIGN_OF_LIFE = "consumer.alive"
JOBS: Mapping[str, str] = {
    # kind: "module:function", called with the job's arguments in the program's context
    "make-artefacts": "lms.artefacts:make_artefacts",
    "remove-artefacts": "lms.artefacts:remove_artefacts",
    "scrub-erased": "lms.adapters.erasure_traces:scrub_erased",
}
log = structlog.get_logger("payung")


def run_consumer(app: Flask, stopping: Event) -> None:
    """Do what is due until told to stop; the step under way is finished."""
    settings: Settings = app.extensions["settings"]
    queue: TaskQueue = app.extensions["task_queue"]
    log.info("consumer_started")
    while not stopping.is_set():
        _show_sign_of_life(settings.data_dir)
        try:
            sweep(app, is_over=stopping.is_set)
        except OperationalError as problem:  # full disk, busy or lost database: the rows stay
            log.warning("sweep_postponed", problem=str(problem.orig)[:200])
        queue.wait(SWEEP_EVERY, is_over=stopping.is_set)
    log.info("consumer_stopped")


def sweep(app: Flask, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """Deliver and do everything that is due now. Returns how many rows were worked on."""
    done = 0
    with app.app_context():
        while not is_over() and deliver_next(app.extensions["settings"]):
            done += 1
        while not is_over() and do_next(app):
            done += 1
    return done


def deliver_next(settings: Settings) -> bool:
    """Claim one message and deliver it outside the transaction. False when none is due."""
    with transaction() as session:
        message = outbox.claim_message(session, now=utc_now())
    if message is None:
        return False
    subject, text = message_text(message.template, message.parameters, channel=message.channel)
    letter = Letter(message.id, message.person_id, message.address, subject, text)
    problem = None
    try:
        gateway_for(message.channel, settings).send(letter)
    except Undelivered as undelivered:
        problem = str(undelivered.parameters["reason"])
        log.warning("message_undelivered", message_id=str(message.id), problem=problem)
    with transaction() as session:
        if problem is None:
            outbox.mark_sent(session, message.id, now=utc_now())
        else:
            outbox.mark_undelivered(session, message.id, problem=problem, now=utc_now())
    return True


def do_next(app: Flask) -> bool:
    """Claim one job and do it. False when none is due."""
    with transaction() as session:
        job = jobs.claim_job(session, now=utc_now())
    if job is None:
        return False
    problem = _outcome(app, job.kind, job.arguments)
    with transaction() as session:
        if problem is None:
            jobs.finish_job(session, job.id, now=utc_now())
        else:
            jobs.fail_job(session, job.id, problem=type(problem).__name__, now=utc_now())
    if problem is not None:
        log.error("job_failed", job_id=str(job.id), kind=job.kind, exc_info=problem)
    return True


def _outcome(app: Flask, kind: str, arguments: Mapping[str, Any]) -> BaseException | None:
    """What a job raised, if anything: a thread of its own turns any failure into a value."""

    def run() -> None:
        module, _colon, name = JOBS[kind].partition(":")
        with app.app_context():
            getattr(import_module(module), name)(arguments)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).exception()


def _show_sign_of_life(data_dir: Path) -> None:
    try:
        (data_dir / SIGN_OF_LIFE).touch(mode=0o600)
    except OSError as problem:  # a full disk must not end the consumer
        log.warning("sign_of_life_missing", problem=problem.strerror)
