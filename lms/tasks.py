"""The consumer process: delivers messages, runs jobs and sends events from the database.

A job may be killed at any time and is then run again, so each of its steps must be idempotent.
"""

import gc
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event
from time import monotonic

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.adapters.database.integrity import HOURLY_SECONDS, check_integrity, note_damage
from lms.adapters.mail.delivery import DeliveryFailed, RenderedMessage, get_gateway
from lms.adapters.queue.task_queue import TaskQueue
from lms.extensions import transaction
from lms.jobs.deliveries import deliver_next_event
from lms.kernel import jobs, outbox
from lms.kernel.clock import utc_now
from lms.kernel.failures import describe_failure
from lms.settings import Settings
from lms.web.texts.message_texts import message_text

CHECK_INTERVAL = 3600.0  # seconds between checks of the database for damage
SWEEP_INTERVAL = 10.0  # seconds, also the delay after which an expired lease is noticed
HEARTBEAT_INTERVAL = 30.0  # seconds, a quarter of a lease
HEARTBEAT_FILE = "consumer.alive"
JOBS: Mapping[str, str] = {
    # kind: "module:function", called with the job's arguments in an application context
    "make-artefacts": "lms.jobs.certificate_files:make_files",
    "ask-for-missing-artefacts": "lms.jobs.certificate_files:request_missing_files",
    "remove-artefacts": "lms.jobs.certificate_files:remove_files",
    "count-attendance": "lms.jobs.attendance:count_session",
    "close-attempt": "lms.jobs.attempts:close_attempt",
    "evaluate-course": "lms.jobs.evaluation:evaluate_course",
    "forget-api-answers": "lms.api.v1.response_cleanup:delete_expired_responses",
    "invite-follow-ups": "lms.jobs.follow_up:invite_follow_ups",
    "tidy-accounts": "lms.jobs.accounts:tidy_accounts",
    "issue-for-cohort": "lms.jobs.certificates:issue_for_cohort",
    "make-prints": "lms.jobs.printing:make_prints",
    "regrade": "lms.jobs.rescoring:run_rescoring",
    "regrade-course": "lms.jobs.grading:recalculate_course",
    "apply-lti-roster": "lms.lti.rosters.application:apply",
    "send-lti-score": "lms.lti.scores:send",
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
    """Sweep until `stopping` is set; the current message, job or event is finished."""
    settings: Settings = app.extensions["settings"]
    queue: TaskQueue = app.extensions["task_queue"]
    gc.collect()
    gc.freeze()  # what the program itself holds is not searched again: a fifth of large jobs
    log.info("consumer_started")
    try:
        _sweep_until(stopping, app, settings, queue)
    finally:
        with suppress(OSError):
            (settings.data_dir / HEARTBEAT_FILE).unlink()  # nobody works here any more
    log.info("consumer_stopped")


def _sweep_until(stopping: Event, app: Flask, settings: Settings, queue: TaskQueue) -> None:
    next_check = monotonic()
    while not stopping.is_set():
        _touch_heartbeat(settings.data_dir)
        if monotonic() >= next_check:
            check_database(settings)
            next_check = monotonic() + CHECK_INTERVAL
        try:
            sweep(app, is_over=stopping.is_set)
        except OperationalError as problem:  # full disk, locked or lost database; jobs stay due
            log.warning("sweep_postponed", problem=str(problem.orig)[:200])
        queue.wait(SWEEP_INTERVAL, is_over=stopping.is_set)


def check_database(settings: Settings) -> None:
    """Check the database for damaged pages and record the result for `/readyz`."""
    result = check_integrity(settings.database_uri, seconds=HOURLY_SECONDS)
    note_damage(settings.data_dir, result)
    if result.damage is not None:
        log.error("database_damaged", problem=result.damage[:200])
    elif not result.is_complete:
        log.warning("database_check_incomplete")


def sweep(app: Flask, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """Do everything that is due. Return the number of messages, jobs and events.

    Messages go before each job, and both before each event: no job or event of many holds them up.
    """
    done = 0
    with app.app_context():
        while not is_over() and (
            deliver_next_message(app) or run_next_job(app) or deliver_next_event()
        ):
            done += 1
    return done


def deliver_next_message(app: Flask) -> bool:
    """Claim a message and deliver it outside the transaction. False if none is due."""
    with transaction() as session:
        message = outbox.claim_message(session, now=utc_now())
    if message is None:
        return False
    problem = _run_in_thread(
        app,
        lambda: deliver(app.extensions["settings"], message),
        heartbeat=lambda: _extend_lease(app, message),
    )
    with transaction() as session:
        if problem is None:
            is_ended = outbox.mark_sent(session, message, now=utc_now())
        else:
            code = _error_code(problem)
            is_ended = outbox.mark_undelivered(session, message, problem=code, now=utc_now())
            log.warning("message_undelivered", message_id=str(message.id), problem=code)
    if not is_ended:
        log.warning("message_overtaken", message_id=str(message.id))
    return True


def deliver(settings: Settings, message: outbox.Message) -> None:
    """Render a message and pass it to its gateway. Raises DeliveryFailed."""
    subject, text = message_text(message.template, message.parameters, channel=message.channel)
    rendered = RenderedMessage(message.id, message.person_id, message.address, subject, text)
    get_gateway(message.channel, settings).send(rendered)


def run_next_job(app: Flask) -> bool:
    """Claim a job and run it. False if none is due."""
    with transaction() as session:
        job = jobs.claim_job(session, now=utc_now())
    if job is None:
        return False
    own: dict[str, object] = {"job_id": str(job.id), "job_attempt": job.attempts}
    arguments = job.arguments | own  # for jobs that report progress
    problem = _run_in_thread(
        app, lambda: _run_job(job.kind, arguments), heartbeat=lambda: _extend_lease(app, job)
    )
    with transaction() as session:
        if problem is None:
            is_ended = jobs.finish_claimed_job(session, job, now=utc_now())
        else:
            code = _error_code(problem)
            is_ended = jobs.fail_claimed_job(session, job, problem=code, now=utc_now())
            log.error("job_failed", job_id=str(job.id), kind=job.kind, **describe_failure(problem))
    if not is_ended:
        log.warning("job_overtaken", job_id=str(job.id), kind=job.kind)
    return True


def _extend_lease(app: Flask, work: jobs.ClaimedJob | outbox.Message) -> None:
    """Keep a job or message, so that no other worker takes it, and show that this one is alive."""
    settings: Settings = app.extensions["settings"]
    _touch_heartbeat(settings.data_dir)
    try:
        with transaction() as session:
            if isinstance(work, outbox.Message):
                outbox.extend_lease(session, work, now=utc_now())
            else:
                jobs.extend_lease(session, work, now=utc_now())
    except OperationalError as problem:  # tried again at the next heartbeat
        log.warning("lease_not_extended", id=str(work.id), problem=str(problem.orig)[:200])


def _run_job(kind: str, arguments: jobs.JobArguments) -> None:
    module, _colon, name = JOBS[kind].partition(":")
    getattr(import_module(module), name)(arguments)


def _run_in_thread(
    app: Flask, work: Callable[[], None], *, heartbeat: Callable[[], None] = lambda: None
) -> BaseException | None:
    """Run in a new thread and return the exception that was raised, if any.

    Calls `heartbeat` again and again until the work is done.
    """

    def run() -> None:
        with app.app_context():
            work()

    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(run)
        while wait((future,), timeout=HEARTBEAT_INTERVAL).not_done:
            heartbeat()
        return future.exception()


def _error_code(problem: BaseException) -> str:
    """Return a code without personal data, which texts of errors may contain."""
    if isinstance(problem, DeliveryFailed):
        return str(problem.parameters["reason"])
    return type(problem).__name__


def _touch_heartbeat(data_dir: Path) -> None:
    try:
        (data_dir / HEARTBEAT_FILE).touch(mode=0o600)
    except OSError as problem:  # a full disk must not stop the consumer
        log.warning("sign_of_life_missing", problem=problem.strerror)
