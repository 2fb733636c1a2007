"""Receives the outbox of a phone: entries of forms and visits, each of them once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from assessments.errors import AttemptNotFound
from courses.block_host.errors import HandlerNotFound
from courses.catalogue.errors import CourseClosed
from courses.enrolment.errors import VersionLeft
from courses.lessons import lesson_page as lessons
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.steps import lesson_steps
from courses.progress.service import open_lesson
from lms.extensions import current_ports, limiter, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import Conflict
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.assessments.autosave import body_of_request
from lms.web.blocks.handlers import get_open_unit
from lms.web.blocks.host import block_host, learner_viewer
from lms.web.blocks.rendering import page_services
from lms.web.blocks.urls import PageUrls
from lms.web.learning.lessons import after_finish
from lms.web.learning.pre_test import has_pending_pre_test
from lms.web.learning.scenarios import open_course
from lms.web.learning.unit_forms import part_after
from lms.web.offline.blueprint import bp
from lms.web.texts.language import current_language
from lms.workflows.attempts.practice import answer_kept_question
from lms.workflows.completion.finish_lesson import finish_lesson
from lms.workflows.completion.step_progress import skip_step
from lms.workflows.learning_records.publish import publish_lesson_opened
from lms.workflows.offline.entries import EntriesOfAnother, Entry, MalformedEntries, read_entries
from lms.workflows.offline.receive_entry import HELD, Effect, Received, receive_entry

if TYPE_CHECKING:
    from webob import Request

MAX_BYTES: Final = 400_000  # of a request
REJECTED: Final = 422
PLAN: Final = "payung_action_plan"
LIMIT: Final = "60 per minute"  # of a person: each form of a kept course is a request


class PreTestFirst(Conflict):
    """A first visit would close the pre-test, which the learner may still take."""

    code = "pre-test-first"


@bp.get("/sync")
def token() -> ResponseReturnValue:
    """The token that a phone needs to send, and whose outbox may be sent."""
    person = current_person()
    response = jsonify(token=generate_csrf(), person=str(person.id))
    response.headers["Cache-Control"] = "no-store"
    return response


def sender() -> str:
    """The person whose requests are counted; a school sends from one address."""
    person = current_person_or_none()
    return str(person.id) if person else get_remote_address()


@bp.post("/sync")
@limiter.limit(LIMIT, key_func=sender)
def receive() -> ResponseReturnValue:
    """Receive entries in turn, and say for each what became of it."""
    person = current_person()
    try:
        entries = read_entries(body_of_request(MAX_BYTES), person_id=person.id)
    except MalformedEntries:
        abort(REJECTED)
    except EntriesOfAnother:
        abort(409)
    effects = Effects(person)
    results = receive_in_turn(entries, effects.apply, person_id=person.id)
    return jsonify(
        results=[
            {
                "id": str(result.id),
                "code": result.code,
                "reason": result.reason,
                "next": effects.page_after(result.id),
            }
            for result in results
        ]
    )


def receive_in_turn(entries: Iterable[Entry], effect: Effect, *, person_id: UUID) -> list[Received]:
    """Receive each entry once.

    An entry that is held holds those that follow it on the same unit or lesson.
    """
    key = current_ports().server_key.derive(b"sync receipts")
    held: set[str | None] = set()
    results: list[Received] = []
    for entry in entries:
        target = entry.parts[1]
        if target in held:
            results.append(Received(entry.id, HELD, "earlier"))
            continue
        result = receive_entry(
            transaction,
            entry,
            effect,
            person_id=person_id,
            digest=entry.digest(key),
            now=utc_now(),
        )
        if result.code == HELD:
            held.add(target)
        results.append(result)
    return results


class Effects:
    """What entries of one person do."""

    def __init__(self, person: SignedInPerson) -> None:
        self._person = person
        self._effects = {
            "unit": self._call,
            "finish": self._finish,
            "skip": self._skip,
            "visit": self._visit,
            "answer": self._answer,
        }
        self._finished: dict[UUID, LearnerLesson] = {}  # as they were before
        self._parts: dict[UUID, str] = {}  # of the plan, to which forms lead

    def apply(self, session: Session, entry: Entry) -> bool:
        """Do it within this transaction; False if a block has refused the input."""
        return self._effects[entry.kind](session, entry)

    def page_after(self, entry_id: UUID) -> str:
        """The page after a lesson that an entry has finished, or after a part of the plan."""
        if entry_id in self._parts:
            return self._parts[entry_id]
        lesson = self._finished.get(entry_id)
        return after_finish(lesson, "") if lesson else ""

    def _call(self, session: Session, entry: Entry) -> bool:
        from lms.workflows.blocks.call_block import BlockCall, call_block

        _course, unit_id, handler = entry.parts
        try:
            target = UUID(unit_id)
        except ValueError as error:
            raise HandlerNotFound(handler=str(handler)) from error
        unit = get_open_unit(session, target, person_id=self._person.id)
        viewer = learner_viewer(
            session,
            self._person,
            enrolment_id=unit.enrolment_id,
            course_version_id=unit.course_version_id,
            course_code=unit.course_code,
            language=current_language(),
        )
        response = call_block(
            session,
            block_host(),
            viewer,
            unit,
            BlockCall(str(handler), "", _form_request(entry)),
            services=page_services(session, viewer, self._person),
            urls=PageUrls(),
            now=utc_now(),
        )
        if unit.page.units[unit.id].block_type == PLAN:
            after = part_after(lambda name, default: (entry.fields.get(name) or [default])[0])
            self._parts[entry.id] = f"/courses/{unit.course_code}/plan/{after}".rstrip("/")
        return bool(response.status_int != REJECTED)

    def _finish(self, session: Session, entry: Entry) -> bool:
        lesson = self._lesson(session, entry)
        finish_lesson(
            session,
            person_id=self._person.id,
            enrolment_id=lesson.enrolment_id,
            lesson_id=lesson.id,
            state="skipped" if any(entry.fields.get("skip", ())) else "done",
            now=utc_now(),
        )
        self._finished[entry.id] = lesson
        return True

    def _skip(self, session: Session, entry: Entry) -> bool:
        lesson = self._lesson(session, entry)
        skip_step(
            session,
            person_id=self._person.id,
            enrolment_id=lesson.enrolment_id,
            lesson_id=lesson.id,
            step_id=str(entry.parts[2]),
            now=utc_now(),
        )
        return True

    def _visit(self, session: Session, entry: Entry) -> bool:
        lesson = self._lesson(session, entry)
        if not lesson.has_opened_any and has_pending_pre_test(
            self._person, lesson.course_version_id
        ):
            raise PreTestFirst
        step, now = entry.parts[2], utc_now()
        if step is not None and step not in {s.id for s in lesson_steps(lesson.content, "id")}:
            return True  # of a page that is gone; the lesson was visited all the same
        open_lesson(
            session,
            enrolment_id=lesson.enrolment_id,
            lesson_id=lesson.id,
            step=step,
            now=now,
        )
        if not lesson.state:
            publish_lesson_opened(
                session, enrolment_id=lesson.enrolment_id, lesson_id=lesson.id, now=now
            )
        return True

    def _answer(self, session: Session, entry: Entry) -> bool:
        course = open_course(self._person, entry.course_code)
        if entry.course_version_id not in (None, course.course_version_id):
            raise VersionLeft(course=entry.course_code)
        try:
            item_version_id = UUID(str(entry.parts[1]))
        except ValueError as error:
            raise AttemptNotFound from error
        answer_kept_question(
            session,
            person_id=self._person.id,
            enrolment_id=course.enrolment_id,
            item_version_id=item_version_id,
            response_id=entry.id,
            fields=entry.fields,
            now=utc_now(),
        )
        return True

    def _lesson(self, session: Session, entry: Entry) -> LearnerLesson:
        """The lesson of an entry; never the one with its code in another version."""
        lesson = lessons.learner_lesson(
            session,
            self._person.id,
            entry.course_code,
            str(entry.parts[1]),
            language=current_language(),
            is_loopback=current_ports().is_loopback,
        )
        if entry.course_version_id not in (None, lesson.course_version_id):
            raise VersionLeft(course=entry.course_code)
        if not lesson.opening.is_open:
            raise CourseClosed(course=entry.course_code)
        return lesson


def _form_request(entry: Entry) -> "Request":
    """The form of an entry as a block gets it."""
    from webob import Request

    fields = dict(entry.fields)
    if entry.seen_version is not None:
        fields["revision"] = [str(entry.seen_version)]
    body = urlencode(fields, doseq=True, errors="replace").encode()
    return Request.blank(
        "/", method="POST", body=body, content_type="application/x-www-form-urlencoded"
    )
