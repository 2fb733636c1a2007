"""Background tasks: each kind of job calls one workflow; what is due is found in our own tables.

A task may be killed at any moment and is then done again, so every step of it is idempotent.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.adapters.database.integrity import HOURLY_SECONDS, check_integrity, note_damage
from lms.adapters.mail.delivery import DeliveryFailed, RenderedMessage, get_gateway
from lms.adapters.queue.task_queue import TaskQueue
from lms.extensions import transaction
from lms.kernel import jobs, outbox
from lms.kernel.clock import utc_now
from lms.kernel.failures import describe_failure
from lms.settings import Settings
from lms.web.texts.message_texts import message_text

CHECK_INTERVAL = 3600.0  # seconds between two looks for damage in the database
SWEEP_INTERVAL = 10.0  # seconds; also how soon a lapsed lease is noticed
HEARTBEAT_FILE = "consumer.alive"
JOBS: Mapping[str, str] = {
    # kind: "module:function", called with the job's arguments in the program's context
    "make-artefacts": "lms.jobs.certificate_files:make_files",
    "ask-for-missing-artefacts": "lms.jobs.certificate_files:request_missing_files",
    "remove-artefacts": "lms.jobs.certificate_files:remove_files",
    "count-attendance": "lms.jobs.attendance:count_session",
    "close-attempt": "lms.jobs.attempts:close_attempt",
    "forget-api-answers": "lms.api.v1.response_cleanup:delete_expired_responses",
    "invite-follow-ups": "lms.jobs.follow_up:invite_follow_ups",
    "tidy-accounts": "lms.jobs.accounts:tidy_accounts",
    "issue-for-cohort": "lms.jobs.certificates:issue_for_cohort",
    "regrade": "lms.jobs.rescoring:run_rescoring",
    "regrade-course": "lms.jobs.grading:recalculate_course",
    "send-reminders": "lms.jobs.reminders:send_reminders",
    "sign-anew": "lms.jobs.certificates:reissue_signatures",
    "sign-status-list": "lms.jobs.certificates:sign_status_list",
    "sign-status-lists": "lms.jobs.certificates:sign_all_status_lists",
    "take-in-roster": "lms.jobs.rosters:import_roster",
    "undo-roster": "lms.jobs.rosters:undo_roster",
    "forget-roster": "lms.jobs.rosters:delete_expired_roster",
    "scrub-erased": "lms.adapters.database.erasure_traces:scrub_erased",
}
log = structlog.get_logger("payung")


def run_consumer(app: Flask, stopping: Event) -> None:
    """Do what is due until told to stop; the step under way is finished."""
    settings: Settings = app.extensions["settings"]
    queue: TaskQueue = app.extensions["task_queue"]
    log.info("consumer_started")
    next_check = monotonic()
    while not stopping.is_set():
        _touch_heartbeat(settings.data_dir)
        if monotonic() >= next_check:
            check_database(settings)
            next_check = monotonic() + CHECK_INTERVAL
        try:
            sweep(app, is_over=stopping.is_set)
        except OperationalError as problem:  # full disk, busy or lost database: the rows stay
            log.warning("sweep_postponed", problem=str(problem.orig)[:200])
        queue.wait(SWEEP_INTERVAL, is_over=stopping.is_set)
    log.info("consumer_stopped")


def check_database(settings: Settings) -> None:
    """Looks for damaged pages, and notes for `/readyz` what it found."""
    result = check_integrity(settings.database_uri, seconds=HOURLY_SECONDS)
    note_damage(settings.data_dir, result)
    if result.damage is not None:
        log.error("database_damaged", problem=result.damage[:200])
    elif not result.is_complete:
        log.warning("database_check_incomplete")


def sweep(app: Flask, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """Deliver and do everything that is due now. Returns how many rows were worked on."""
    done = 0
    with app.app_context():
        for next_one in (deliver_next_message, run_next_job):
            while not is_over() and next_one(app):
                done += 1
    return done


def deliver_next_message(app: Flask) -> bool:
    """Claim one message and deliver it outside the transaction. False when none is due."""
    with transaction() as session:
        message = outbox.claim_message(session, now=utc_now())
    if message is None:
        return False
    problem = _run_in_thread(app, lambda: deliver(app.extensions["settings"], message))
    with transaction() as session:
        if problem is None:
            outbox.mark_sent(session, message.id, now=utc_now())
        else:
            code = _error_code(problem)
            outbox.mark_undelivered(session, message.id, problem=code, now=utc_now())
            log.warning("message_undelivered", message_id=str(message.id), problem=code)
    return True


def deliver(settings: Settings, message: outbox.Message) -> None:
    subject, text = message_text(message.template, message.parameters, channel=message.channel)
    letter = RenderedMessage(message.id, message.person_id, message.address, subject, text)
    get_gateway(message.channel, settings).send(letter)


def run_next_job(app: Flask) -> bool:
    """Claim one job and do it. False when none is due."""
    with transaction() as session:
        job = jobs.claim_job(session, now=utc_now())
    if job is None:
        return False
    arguments = job.arguments | {"job_id": str(job.id)}  # for those that tell their progress
    problem = _run_in_thread(app, lambda: _run_job(job.kind, arguments))
    with transaction() as session:
        if problem is None:
            jobs.finish_job(session, job.id, now=utc_now())
        else:
            jobs.fail_job(session, job.id, problem=_error_code(problem), now=utc_now())
            log.error("job_failed", job_id=str(job.id), kind=job.kind, **describe_failure(problem))
    return True


def _run_job(kind: str, arguments: Mapping[str, Any]) -> None:
    module, _colon, name = JOBS[kind].partition(":")
    getattr(import_module(module), name)(arguments)


def _run_in_thread(app: Flask, do: Callable[[], None]) -> BaseException | None:
    """What a task raised, if anything: a thread of its own turns any failure into a value."""

    def run() -> None:
        with app.app_context():
            do()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).exception()


def _error_code(problem: BaseException) -> str:
    """Names no person: the texts of errors may."""
    if isinstance(problem, DeliveryFailed):
        return str(problem.parameters["reason"])
    return type(problem).__name__


def _touch_heartbeat(data_dir: Path) -> None:
    try:
        (data_dir / HEARTBEAT_FILE).touch(mode=0o600)
    except OSError as problem:  # a full disk must not end the consumer
        log.warning("sign_of_life_missing", problem=problem.strerror)
