"""Scores of launched links: noted at the launch, sent by a job."""

from typing import Any, Final
from uuid import UUID

import structlog

from lms.accounts.lti import scores
from lms.accounts.lti.keys import SigningKey, signing_key
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.scores import DueScore, ScoredLink
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobArguments
from lms.lti.grade_service import SCORE_SCOPE, ScoreRefused, score_message, send_score
from lms.lti.launch_token import Launch
from lms.lti.service_token import request_token
from lms.lti.targets import Target, link_target
from lms.workflows.completion.link_outcome import Outcome, link_outcome

NO_KEY: Final = "no-key"
GONE: Final = "line-item-gone"
log = structlog.get_logger("payung")


def scored_link(platform: Platform, message: Launch, target: Target) -> ScoredLink:
    """The link of a launch, with the page that it opens."""
    return ScoredLink(
        platform_id=platform.id,
        deployment_id=message.deployment_id,
        link_id=message.resource_link_id,
        target=target.path,
        line_item_url=message.line_item_url,
    )


def takes_score(link: ScoredLink) -> bool:
    """Whether the platform wants a score and the page has one."""
    return bool(link.line_item_url) and link_target(link.target) is not None


def note_link(link: ScoredLink, *, person_id: UUID, subject: str) -> None:
    """Remember that the platform wants scores of a page, if the page has scores."""
    if takes_score(link) and not scores.is_recorded(db.session(), link, subject=subject):
        with transaction() as writes:
            scores.record_link(writes, link, person_id=person_id, subject=subject, now=utc_now())


def send(arguments: JobArguments) -> None:
    """Send a score that is due, if it has changed. A failure makes it due again."""
    session = db.session()
    score = scores.due_score(session, UUID(arguments["score_id"]))
    if score is None:
        return
    target = link_target(score.target)
    outcome = link_outcome(session, score.person_id, target) if target else None
    is_known = outcome and (outcome.percent, outcome.is_complete) == (
        score.sent_percent,
        score.sent_complete,
    )
    if outcome is None or is_known:
        with transaction() as writes:
            scores.end_request(writes, score)
        return
    key = signing_key(session, now=utc_now())
    session.rollback()  # no connection waits for the platform
    _deliver(score, outcome, key)


def _deliver(score: DueScore, outcome: Outcome, key: SigningKey | None) -> None:
    try:
        if key is None:
            raise FetchFailed(reason=NO_KEY)
        _send(score, outcome, key)
    except ScoreRefused:
        with transaction() as writes:
            scores.end_request(writes, score, problem=GONE)
    except FetchFailed as problem:
        reason = str(problem.parameters["reason"])
        log.warning("lti_score_undelivered", score_id=str(score.id), reason=reason)
        with transaction() as writes:
            scores.mark_failed(writes, score, problem=reason, now=utc_now())
    else:
        with transaction() as writes:
            scores.mark_sent(
                writes,
                score,
                percent=outcome.percent,
                is_complete=outcome.is_complete,
                now=utc_now(),
            )


def _send(score: DueScore, outcome: Outcome, key: SigningKey) -> None:
    is_trial, now = current_ports().is_loopback, utc_now()
    token = request_token(
        score.token_url,
        score.client_id,
        key,
        scope=SCORE_SCOPE,
        now=now,
        allow_loopback=is_trial,
    )
    message: dict[str, Any] = score_message(
        score.subject, percent=outcome.percent, is_complete=outcome.is_complete, now=now
    )
    send_score(score.line_item_url, message, token=token.text, allow_loopback=is_trial)
