"""Fills a program that was started once with 10,000 learners, each of whom is signed in.

People, enrolments, progress and what blocks keep go in by bulk inserts, and pre-tests through
the workflow.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments.attempts.models import AttemptSlot
from assessments.items.models import ItemVersion
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.page_state import sealing_context
from courses.catalogue.content_models import Lesson, Unit
from courses.enrolment.models import Enrolment
from courses.enrolment.service import enrol_learner
from courses.progress.models import LessonProgress
from lms.accounts.audiences import AUDIENCES
from lms.accounts.models import Consent, Person
from lms.accounts.provinces import PROVINCES
from lms.accounts.sessions.epochs import new_session_key
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.service import LIFETIME
from lms.extensions import transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import DataKey
from lms.kernel.sealing.secret_keys import SecretKey
from lms.workflows.attempts.take_assessment import start_attempt
from tests import factories

LEARNERS = 10_000
SITTERS = 1_500  # learners with an open pre-test
LESSON, STEP = "M03-L2", "practise"  # of the shipped course: a sorting
LESSON_PATH = f"/courses/POESA-EL/lessons/{LESSON}/steps/{STEP}"


@dataclass(frozen=True, slots=True)
class Learner:
    """A row of each table, and what the browser of this learner sends."""

    id: UUID
    session_key: str
    key: SecretKey
    enrolment_id: UUID
    audience: str
    cookie: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question of an open attempt, and the values that may be chosen."""

    learner: Learner
    attempt_id: UUID
    position: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seed:
    learners: tuple[Learner, ...]
    sheets: tuple[Sheet, ...]


def seed(
    app: Flask, *, learners: int = LEARNERS, sitters: int = SITTERS, have_begun: bool = True
) -> Seed:
    """All in one transaction; gives what requests need. Who has not begun has opened no lesson."""
    now = utc_now()
    cookies = Cookies(app)
    with app.app_context(), transaction() as session:
        people = tuple(_learner(number, cookies) for number in range(learners))
        _add_people(session, people, now)
        _enrol(session, people, now)
        sheets = tuple(_sit(session, learner, now) for learner in people[:sitters])
        if have_begun:
            _add_progress(session, people, now)
            _add_block_state(session, people, now)
    return Seed(people, sheets)


class Cookies:
    """Makes session cookies and form tokens as the program does."""

    def __init__(self, app: Flask) -> None:
        self._sessions: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._tokens = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")

    def of(self, session_key: str) -> tuple[str, str]:
        raw = secrets.token_hex(20)
        session = {"_user_id": session_key, "_fresh": True, "csrf_token": raw}
        return self._sessions.dumps(session), self._tokens.dumps(raw)


def _learner(number: int, cookies: Cookies) -> Learner:
    session_key = new_session_key()
    cookie, token = cookies.of(session_key)
    return Learner(
        id=new_id(),
        session_key=session_key,
        key=SecretKey(new_id(), secrets.token_bytes(32)),
        enrolment_id=new_id(),
        audience=AUDIENCES[number % len(AUDIENCES)],
        cookie=cookie,
        csrf_token=token,
    )


def _add_people(session: Session, learners: tuple[Learner, ...], now: datetime) -> None:
    wrap = get_ports(session).server_key.wrap
    provinces = list(PROVINCES)
    keys = [
        {
            "id": learner.key.id,
            "wrapped": wrap(learner.key.material, context=learner.key.id.bytes),
            "created_at": now,
        }
        for learner in learners
    ]
    people = [
        {
            "id": learner.id,
            "name": f"Peserta {number}",
            "email": f"peserta{number}@contoh.id",
            "audience": learner.audience,
            "province_code": provinces[number % len(provinces)],
            "language": "id",
            "active": True,
            "fs_uniquifier": learner.session_key,
            "data_key_id": learner.key.id,
            "created_at": now,
        }
        for number, learner in enumerate(learners)
    ]
    consents = [
        {
            "id": new_id(),
            "person_id": learner.id,
            "purpose": "learning",
            "version": "1",
            "given_at": now,
        }
        for learner in learners
    ]
    sessions = [
        {
            "id": new_id(),
            "session_key": learner.session_key,
            "person_id": learner.id,
            "epoch": learner.session_key,
            "via": "password",
            "device": "Chrome, Android",
            "begun_at": now,
            "proved_at": now,
            "expires_at": now + LIFETIME,
        }
        for learner in learners
    ]
    session.execute(insert(DataKey), keys)
    session.execute(insert(Person), people)
    session.execute(insert(SignInSession), sessions)
    session.execute(insert(Consent), consents)


def _enrol(session: Session, learners: tuple[Learner, ...], now: datetime) -> None:
    """The pattern for all is the enrolment of somebody who joins as everybody does."""
    first = factories.make_person(session, now=now)
    version_id = session.scalars(select(Lesson.course_version_id).limit(1)).one()
    enrol_learner(session, person_id=first, course_version_id=version_id, now=now)
    pattern = session.scalars(select(Enrolment).where(Enrolment.person_id == first)).one()
    shared = {
        "course_id": pattern.course_id,
        "course_version_id": pattern.course_version_id,
        "cohort_id": pattern.cohort_id,
        "started_at": now,
    }
    rows = [{"id": one.enrolment_id, "person_id": one.id, **shared} for one in learners]
    session.execute(insert(Enrolment), rows)


def _sit(session: Session, learner: Learner, now: datetime) -> Sheet:
    """Begin the pre-test, and find a question with one answer in it."""
    attempt_id = start_attempt(
        session, person_id=learner.id, enrolment_id=learner.enrolment_id, purpose="pre", now=now
    )
    position, options = session.execute(
        select(AttemptSlot.position, AttemptSlot.options)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id, ItemVersion.type_code == "single-choice")
        .limit(1)
    ).one()
    return Sheet(learner, attempt_id, position, tuple(value for value, _option in options))


def _add_progress(session: Session, learners: tuple[Learner, ...], now: datetime) -> None:
    """All lessons before the measured one are done, and that one is where they left off."""
    lessons = session.execute(select(Lesson.id, Lesson.code).order_by(Lesson.position)).all()
    place = [lesson.code for lesson in lessons].index(LESSON)
    rows: list[dict[str, Any]] = []
    for learner in learners:
        for number, lesson in enumerate(lessons[: place + 1]):
            at = now - timedelta(minutes=10 * (place - number))
            row = {"id": new_id(), "enrolment_id": learner.enrolment_id, "lesson_id": lesson.id}
            ended = None if number == place else at
            state = "done" if ended else "open"
            times = {"opened_at": at, "visited_at": at, "finished_at": ended}
            steps = {"step": STEP, "steps_opened": [STEP]}  # so that its page writes nothing
            rows.append({**row, "state": state, **times, **steps})
    session.execute(insert(LessonProgress), rows)


def _add_block_state(session: Session, learners: tuple[Learner, ...], now: datetime) -> None:
    """Half-sorted situations, sealed with each learner's own key."""
    units = session.execute(
        select(Unit.id, Unit.block_type, Unit.content)
        .join(Lesson, Lesson.id == Unit.lesson_id)
        .where(Lesson.code == LESSON)
    ).all()
    kept = {unit.id: _fields(unit.block_type, unit.content) for unit in units}
    rows = [
        row
        for learner in learners
        for row in _sealed(learner, {unit: fields for unit, fields in kept.items() if fields}, now)
    ]
    session.execute(insert(LearnerBlockState), rows)


def _fields(block_type: str, content: dict[str, Any]) -> dict[str, Any]:
    if block_type == "payung_sorting":
        half = content["items"][::2]
        return {"answers": {item["id"]: item["fits"][0] for item in half}}
    return {}


def _sealed(
    learner: Learner, kept: dict[UUID, dict[str, Any]], now: datetime
) -> Iterator[dict[str, Any]]:
    for unit_id, fields in kept.items():
        context = sealing_context(learner.id, (unit_id, ""))
        yield {
            "id": new_id(),
            "person_id": learner.id,
            "unit_id": unit_id,
            "block_type": "",
            "sealed": learner.key.seal_json(fields, context=context),
            "version": 1,
            "updated_at": now,
        }
