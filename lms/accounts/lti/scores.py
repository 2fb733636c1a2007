"""Outbox of scores for platforms. Callers commit.

A change in the course makes the rows of its person due. A job sends the present score; a failure
makes it due again later, as `lms.kernel.deliveries.retries` says. Only the newest score is sent.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from lms.accounts.lti.models import LtiPlatform, LtiResourceLink, LtiScore
from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job

JOB: Final = "send-lti-score"
MAX_PROBLEMS: Final = 5  # codes shown of one platform


@dataclass(frozen=True, slots=True)
class ScoredLink:
    """A link that takes scores, as a launch names it."""

    platform_id: UUID
    deployment_id: str
    link_id: str
    target: str
    line_item_url: str


@dataclass(frozen=True, slots=True)
class DueScore:
    """A score to send, with what was sent last."""

    id: UUID
    person_id: UUID
    subject: str
    due_at: datetime
    target: str
    line_item_url: str
    token_url: str
    client_id: str
    sent_percent: int | None
    sent_complete: bool


@dataclass(frozen=True, slots=True)
class SentScore:
    """What the platform was sent last for a person and link."""

    percent: int
    is_complete: bool
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """Scores of a platform that wait after a failure, and those that were given up.

    With the codes that say why, and when the next one is sent again.
    """

    waiting: int
    given_up: int
    problems: tuple[str, ...] = ()
    next_at: datetime | None = None


def record_link(
    session: Session, link: ScoredLink, *, person_id: UUID, subject: str, now: datetime
) -> None:
    """Store a link and its score for this person; a new or changed one is due at once."""
    row = session.execute(
        select(LtiResourceLink, LtiScore)
        .outerjoin(
            LtiScore, (LtiScore.link_id == LtiResourceLink.id) & (LtiScore.subject == subject)
        )
        .where(
            LtiResourceLink.platform_id == link.platform_id,
            LtiResourceLink.deployment_id == link.deployment_id,
            LtiResourceLink.link_id == link.link_id,
        )
    ).one_or_none()
    stored, score = row or (None, None)
    is_new = score is None
    if stored is None:
        stored = LtiResourceLink(
            id=new_id(),
            platform_id=link.platform_id,
            deployment_id=link.deployment_id,
            link_id=link.link_id,
            target=link.target,
            line_item_url=link.line_item_url,
        )
        session.add(stored)
        session.flush()
    elif (stored.target, stored.line_item_url) != (link.target, link.line_item_url):
        stored.target, stored.line_item_url, is_new = link.target, link.line_item_url, True
    if score is None:
        score = LtiScore(id=new_id(), link_id=stored.id, person_id=person_id, subject=subject)
        session.add(score)
    if is_new:
        score.due_at, score.sent_percent = now, None
        score.failures, score.failing_since, score.problem = 0, None, None
        session.flush()
        _add_job(session, score.id, due_at=now, now=now)


def is_recorded(session: Session, link: ScoredLink, *, subject: str) -> bool:
    """Whether the link is stored as it is, with the score of this subject."""
    values = {
        "platform": link.platform_id,
        "deployment": link.deployment_id,
        "link": link.link_id,
        "subject": subject,
    }
    row = session.execute(_recorded(), values).one_or_none()
    return row is not None and tuple(row) == (link.target, link.line_item_url)


@cache
def _recorded() -> Any:
    """Built once, since each launch of a scored page runs it."""
    own = LtiResourceLink.platform_id == bindparam("platform", type_=LtiPlatform.id.type)
    return (
        select(LtiResourceLink.target, LtiResourceLink.line_item_url)
        .join(LtiScore, LtiScore.link_id == LtiResourceLink.id)
        .where(
            own,
            LtiResourceLink.deployment_id == bindparam("deployment"),
            LtiResourceLink.link_id == bindparam("link"),
            LtiScore.subject == bindparam("subject"),
        )
    )


def request_scores(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Make the scores of a person due, after a change in a course."""
    changed = session.scalars(
        update(LtiScore)
        .where(LtiScore.person_id == person_id)
        .values(due_at=now, failures=0, failing_since=None, problem=None)
        .returning(LtiScore.id)
    ).all()
    for score_id in changed:
        _add_job(session, score_id, due_at=now, now=now)


def due_score(session: Session, score_id: UUID) -> DueScore | None:
    """The score if it is due and its platform is active, else None."""
    row = session.execute(
        select(
            LtiScore.id,
            LtiScore.person_id,
            LtiScore.subject,
            LtiScore.due_at,
            LtiResourceLink.target,
            LtiResourceLink.line_item_url,
            LtiPlatform.token_url,
            LtiPlatform.client_id,
            LtiScore.sent_percent,
            LtiScore.sent_complete,
        )
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .join(LtiPlatform, LtiPlatform.id == LtiResourceLink.platform_id)
        .where(LtiScore.id == score_id, LtiScore.due_at.is_not(None), LtiPlatform.active)
    ).one_or_none()
    return DueScore(**row._mapping) if row else None


def find_score(
    session: Session, platform_id: UUID, deployment_id: str, link_id: str, *, subject: str
) -> UUID | None:
    """The id of the score of a person and link, or None while they have none."""
    return session.scalar(
        select(LtiScore.id)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .where(
            LtiResourceLink.platform_id == platform_id,
            LtiResourceLink.deployment_id == deployment_id,
            LtiResourceLink.link_id == link_id,
            LtiScore.subject == subject,
        )
    )


def sent_score(session: Session, score_id: UUID) -> SentScore | None:
    """The score as the platform has it, or None before it was sent first."""
    row = session.execute(
        select(LtiScore.sent_percent, LtiScore.sent_complete, LtiScore.sent_at).where(
            LtiScore.id == score_id
        )
    ).one_or_none()
    if row is None or row.sent_percent is None or row.sent_at is None:
        return None
    return SentScore(row.sent_percent, row.sent_complete, row.sent_at)


def mark_sent(
    session: Session, score: DueScore, *, percent: int, is_complete: bool, now: datetime
) -> None:
    """Store what the platform knows. A change since then stays due."""
    known = {"sent_percent": percent, "sent_complete": is_complete, "sent_at": now}
    session.execute(update(LtiScore).where(LtiScore.id == score.id).values(known))
    end_request(session, score)


def end_request(session: Session, score: DueScore, *, problem: str | None = None) -> None:
    """End this request of a score, as sent or, with a `problem`, as given up."""
    is_same = LtiScore.id == score.id, LtiScore.due_at == score.due_at
    ended = {"due_at": None, "failures": 0, "failing_since": None, "problem": problem}
    session.execute(update(LtiScore).where(*is_same).values(ended))


def mark_failed(session: Session, score: DueScore, *, problem: str, now: datetime) -> None:
    """Make the score due later, with growing delays; give it up at the end of retries."""
    row = session.scalar(
        select(LtiScore)
        .where(LtiScore.id == score.id, LtiScore.due_at == score.due_at)
        .with_for_update()
    )
    if row is None:  # erased, or changed since, with a job of its own
        return
    due_at = row.postpone(problem, now=now)
    session.flush()
    if due_at is not None:
        _add_job(session, score.id, due_at=due_at, now=now)


def resume_scores(session: Session, platform_id: UUID, *, now: datetime) -> None:
    """Send what waited while a platform was stopped."""
    waiting = session.scalars(
        select(LtiScore.id)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .where(LtiResourceLink.platform_id == platform_id, LtiScore.due_at.is_not(None))
    ).all()
    if waiting:
        session.execute(update(LtiScore).where(LtiScore.id.in_(waiting)).values(due_at=now))
    for score_id in waiting:
        _add_job(session, score_id, due_at=now, now=now)


def count_scores(session: Session, platform_id: UUID) -> ScoreCounts:
    """How many scores of a platform wait after a failure, and how many were given up."""
    rows = session.execute(
        select(LtiScore.due_at, LtiScore.problem)
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .where(LtiResourceLink.platform_id == platform_id, LtiScore.problem.is_not(None))
    ).all()
    due = [row.due_at for row in rows if row.due_at is not None]
    problems = sorted({row.problem for row in rows})
    return ScoreCounts(
        len(due), len(rows) - len(due), tuple(problems[:MAX_PROBLEMS]), min(due, default=None)
    )


def last_delivery(session: Session, platform_id: UUID) -> datetime | None:
    """When the platform accepted a score, the last time; None if it never did."""
    return session.scalar(
        select(func.max(LtiScore.sent_at))
        .join(LtiResourceLink, LtiResourceLink.id == LtiScore.link_id)
        .where(LtiResourceLink.platform_id == platform_id)
    )


def _add_job(session: Session, score_id: UUID, *, due_at: datetime, now: datetime) -> None:
    add_job(
        session,
        kind=JOB,
        key=f"{JOB}:{score_id}:{due_at.isoformat()}",
        arguments={"score_id": str(score_id)},
        now=now,
        due_at=due_at,
    )
