"""Publish learning records to the record store, if there is one, in the caller's transaction."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

import assessments.queries
import courses.enrolment.queries
from courses.enrolment.queries import Enrolment, enrolment_in_version
from courses.progress.lesson_visits import lesson_code
from lms.kernel.deliveries.events import add_delivery, timestamp
from lms.kernel.deliveries.models import RECORD_STORE
from lms.kernel.deliveries.queries import receiver_ids
from lms.kernel.merged_accounts import current_account
from lms.kernel.ports import get_ports
from lms.workflows.learning_records.statements import Record, RecordStore, make_statement

BEGINNINGS: Final = ("launched", "initialized")


def publish_lesson_opened(
    session: Session, *, enrolment_id: UUID, lesson_id: UUID, now: datetime
) -> None:
    """A learner has opened a lesson for the first time."""

    def records(enrolment: Enrolment) -> Sequence[Record]:
        path = lesson_path(session, enrolment, lesson_id)
        return [Record(verb, path, "lesson") for verb in BEGINNINGS]

    _publish_of(session, enrolment_id, "lesson-opened", lesson_id, records, now)


def publish_lesson_done(
    session: Session, *, enrolment_id: UUID, lesson_id: UUID, now: datetime
) -> None:
    """A learner has done a lesson. Skipped ones are no records."""

    def records(enrolment: Enrolment) -> Sequence[Record]:
        return [Record("completed", lesson_path(session, enrolment, lesson_id), "lesson")]

    _publish_of(session, enrolment_id, "lesson-done", lesson_id, records, now)


def publish_lesson_attended(
    session: Session, *, enrolment_id: UUID, lesson_id: UUID, now: datetime
) -> None:
    """A lesson was credited at `now`, since the learner attended the sessions that teach it."""

    def records(enrolment: Enrolment) -> Sequence[Record]:
        return [_attended(session, enrolment, lesson_id, now)]

    subject = _subject(lesson_id, now)
    _publish_of(session, enrolment_id, "lesson-attended", subject, records, now)


def publish_attendance_withdrawn(
    session: Session, *, enrolment_id: UUID, lesson_id: UUID, credited_at: datetime, now: datetime
) -> None:
    """The credit of a lesson was withdrawn, since the attendance was entered by mistake."""

    def records(enrolment: Enrolment) -> Sequence[Record]:
        return [replace(_attended(session, enrolment, lesson_id, credited_at), is_voided=True)]

    subject = _subject(lesson_id, credited_at)
    _publish_of(session, enrolment_id, "attendance-withdrawn", subject, records, now)


def publish_course_completed(session: Session, *, enrolment_id: UUID, now: datetime) -> None:
    """A learner has completed a course."""

    def records(enrolment: Enrolment) -> Sequence[Record]:
        return [Record("completed", f"/courses/{enrolment.course_code}", "course")]

    _publish_of(session, enrolment_id, "course-completed", enrolment_id, records, now)


def publish_attempt_started(
    session: Session, attempt_id: UUID, *, person_id: UUID, now: datetime
) -> None:
    """A learner has begun an attempt of a test."""

    def records(path: str) -> Sequence[Record]:
        return [Record(verb, path, "assessment", str(attempt_id)) for verb in BEGINNINGS]

    _publish_attempt(session, "attempt-started", attempt_id, person_id, records, now)


def publish_attempt_submitted(
    session: Session, attempt_id: UUID, *, person_id: UUID, now: datetime
) -> None:
    """A learner has submitted a test: the points of each answer and of the whole."""

    def records(path: str) -> Sequence[Record]:
        return attempt_records(session, attempt_id, path)

    _publish_attempt(session, "attempt-submitted", attempt_id, person_id, records, now)


def attempt_records(session: Session, attempt_id: UUID, path: str) -> Sequence[Record]:
    """The records of a submitted attempt. A scale has no points, and its answers stay here."""
    occasion, scored = str(attempt_id), assessments.queries.get_scored_attempt(session, attempt_id)
    if scored is None:
        return [Record("completed", path, "assessment", occasion)]
    points = (scored.points, float(scored.max_points))
    records = [
        Record("answered", f"{path}#{code}", "question", occasion, (share, 1.0))
        for code, share in scored.items.items()
    ]
    records.append(Record("completed", path, "assessment", occasion, points))
    if scored.has_passed is not None:
        verb = "passed" if scored.has_passed else "failed"
        records.append(Record(verb, path, "assessment", occasion, points))
    return records


def lesson_path(session: Session, enrolment: Enrolment, lesson_id: UUID) -> str:
    """The path of a lesson's page."""
    return f"/courses/{enrolment.course_code}/lessons/{lesson_code(session, lesson_id)}"


def _attended(
    session: Session, enrolment: Enrolment, lesson_id: UUID, credited_at: datetime
) -> Record:
    path = lesson_path(session, enrolment, lesson_id)
    occasion = f"attendance {timestamp(credited_at)}"
    return Record("completed", path, "lesson", occasion, is_attended=True)


def _subject(lesson_id: UUID, credited_at: datetime) -> str:
    """A lesson may be credited again after the credit was withdrawn."""
    return f"{lesson_id} {timestamp(credited_at)}"


def _publish_attempt(
    session: Session,
    event: str,
    attempt_id: UUID,
    person_id: UUID,
    records: Callable[[str], Sequence[Record]],
    now: datetime,
) -> None:
    record_store_ids = receiver_ids(session, RECORD_STORE)
    if not record_store_ids:
        return
    location = assessments.queries.get_attempt_location(session, attempt_id, learner_id=person_id)
    enrolment = enrolment_in_version(session, person_id, location.context_id)
    path = f"/courses/{enrolment.course_code}/assessments/{location.task}"
    _add(session, record_store_ids, enrolment, (event, str(attempt_id)), records(path), now)


def _publish_of(
    session: Session,
    enrolment_id: UUID,
    event: str,
    subject: UUID | str,
    records: Callable[[Enrolment], Sequence[Record]],
    now: datetime,
) -> None:
    record_store_ids = receiver_ids(session, RECORD_STORE)
    if not record_store_ids:
        return
    enrolment = courses.enrolment.queries.enrolment(session, enrolment_id)
    _add(session, record_store_ids, enrolment, (event, str(subject)), records(enrolment), now)


def _add(
    session: Session,
    record_store_ids: Sequence[UUID],
    enrolment: Enrolment,
    occasion: tuple[str, str],
    records: Sequence[Record],
    now: datetime,
) -> None:
    """Queue the statements of one occasion for each record store, once."""
    event, subject = occasion
    ports = get_ports(session)
    key = ports.server_key.derive(b"learning records")
    person_id = current_account(session, enrolment.person_id)
    for record_store_id in record_store_ids:
        pseudonym = hmac.digest(key, record_store_id.bytes + person_id.bytes, "sha256").hex()[:32]
        record_store = RecordStore(record_store_id, ports.public_url, pseudonym)
        statements = [
            make_statement(
                record,
                record_store,
                enrolment_id=enrolment.id,
                course=enrolment.course_code,
                now=now,
            )
            for record in records
        ]
        add_delivery(
            session,
            record_store_id,
            event,
            {"statements": statements},
            person_id=enrolment.person_id,
            delivery_id=uuid5(record_store_id, f"{event} {enrolment.id} {subject}"),
            now=now,
        )
